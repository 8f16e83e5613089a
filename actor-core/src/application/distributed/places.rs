//! Where shared applications run, as every process of the node may read it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::message::{CONTROLLER, Message};
use crate::node::NodeName;
use crate::pid::Name;
use crate::process::ProcessRef;
use crate::sync::RwLock;
use crate::system::System;

/// It vanishes with the controller, because it hangs on its name.
pub(in crate::application) struct Places {
    pub(in crate::application) controller: ProcessRef<Message>,
    places: RwLock<FxHashMap<Name, Place>>,
}

/// Where an application is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    On(NodeName),
}

impl Places {
    pub(super) fn new(
        controller: ProcessRef<Message>,
        applications: impl Iterator<Item = Name>,
    ) -> Self {
        let places = applications.map(|name| (name, Place::Nowhere)).collect();
        Self { controller, places: RwLock::new(places) }
    }

    /// Returns them, if the system is a node that shares any.
    pub(in crate::application) fn of(system: &System) -> Option<Arc<Self>> {
        system.kernel.names.shown(CONTROLLER)
    }

    /// Tells the other nodes that an application was stopped here, or has
    /// ended, if it is one of theirs too.
    pub(in crate::application) fn tell_stopped(system: &System, name: &Name) {
        if let Some(places) = Self::of(system)
            && places.contain(name)
        {
            places.controller.send(Message::Stopped(name.clone()));
        }
    }

    /// Returns whether this node shares an application with others.
    pub(in crate::application) fn contain(&self, name: &Name) -> bool {
        self.places.read().contains_key(name)
    }

    /// Returns on which node an application runs, if on any.
    pub(in crate::application) fn node_of(
        &self,
        name: &Name,
    ) -> Option<NodeName> {
        match self.places.read().get(name)? {
            Place::On(node) => Some(node.clone()),
            Place::Nowhere => None,
        }
    }

    pub(super) fn set(&self, name: &Name, place: Place) {
        if let Some(it) = self.places.write().get_mut(name) {
            *it = place;
        }
    }
}
