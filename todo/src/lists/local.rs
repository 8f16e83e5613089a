//! The lists of one machine: found in a registry, started by supervisors.

use std::hash::BuildHasher;
use std::sync::Arc;

use actor_core::supervisor::{
    ChildError, ChildSpec, IntoChildSpec, Restart, Strategy,
};
use actor_core::{
    DynamicSupervisor, DynamicSupervisorRef, GenServer, ProcessRef, Registry,
    Supervisor, System, Via,
};
use rustc_hash::FxBuildHasher;
use tokio::sync::broadcast;

use super::server::{Place, Server};
use super::{
    Error, ListsEvent, Lookup, Message, Settings, Starting, Subscription,
};
use crate::list::{Limits, ListName};
use crate::store::Store;

/// The name of the registry.
const REGISTRY: &str = "Todo.Lists.Registry";

/// How many supervisors start servers, each those of some of the names, so
/// that a start waits for few others.
const SUPERVISORS: u64 = 8;

/// How many beginnings and ends of lists somebody who is told may be behind.
const BEHIND: usize = 1024;

/// The servers of one machine. Cheap to clone.
#[derive(Clone)]
pub struct Local {
    place: Arc<Place>,
}

impl Local {
    /// Makes a handle; [`tree`](Self::tree) has the processes behind it.
    pub fn new(store: Arc<dyn Store>, settings: Settings) -> Self {
        let told = broadcast::Sender::new(BEHIND);
        Self { place: Arc::new(Place { store, settings, told }) }
    }

    /// Returns the tree of the registry and of what starts the servers.
    pub fn tree(&self) -> Supervisor {
        // Servers that are in no registry are found by nobody, and would be
        // in the way of those who are.
        let tree = Supervisor::new(Strategy::OneForAll).child(registry());
        (0..SUPERVISORS).fold(tree, |tree, number| {
            let name = supervisor_name(number);
            tree.child(DynamicSupervisor::new().named(name))
        })
    }

    fn child_spec(&self, name: &ListName) -> ChildSpec<Message> {
        Server::starter((name.clone(), self.place.clone()))
            .named(registry().via(name.clone()))
            .into_child_spec()
            .with_id("to-do list")
            .restart(Restart::Temporary)
    }
}

impl Lookup for Local {
    fn whereis(&self, name: &ListName) -> Option<ProcessRef<Message>> {
        let name = registry().via(name.clone());
        name.whereis(&System::current())?;
        Some(ProcessRef::named(name))
    }

    fn start(&self, name: &ListName) -> Starting<'_> {
        let spec = self.child_spec(name);
        let number = FxBuildHasher.hash_one(name) % SUPERVISORS;
        let name = registry().via(name.clone());
        Box::pin(async move {
            let supervisor = supervisor_name(number);
            let supervisor: DynamicSupervisorRef =
                ProcessRef::named(supervisor);
            match supervisor.start_child(spec).await {
                Ok(server) => Ok(server),
                Err(ChildError::AlreadyStarted(_)) => {
                    Ok(ProcessRef::named(name))
                }
                Err(ChildError::Ignored) => {
                    Err(Error::Busy(self.place.settings.active))
                }
                Err(_) => Err(Error::Gone),
            }
        })
    }

    fn active(&self) -> usize {
        // There is none for the moment in which it is started again.
        let is_there = System::current().whereis(REGISTRY).is_some();
        if is_there { registry().count() } else { 0 }
    }

    fn limits(&self) -> Limits {
        self.place.settings.limits
    }

    fn subscribe(&self) -> Subscription<ListsEvent> {
        Subscription::shared(self.place.told.subscribe())
    }
}

/// The servers by the names of their lists.
pub(super) fn registry() -> Registry<ListName> {
    Registry::unique(REGISTRY)
}

fn supervisor_name(number: u64) -> String {
    format!("Todo.Lists.Supervisor.{number}")
}
