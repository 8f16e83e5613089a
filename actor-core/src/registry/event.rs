//! What listeners are told.

use std::sync::Arc;

use crate::pid::{Name, Pid};
use crate::process::ProcessRef;
use crate::server_name::ServerName;
use crate::system::System;

/// A change of a registry.
///
/// Events of one entry come in order, and its key is free when `Unregistered`
/// comes. (Elixir 1.14 is silent when a process ends, and tells of keys that
/// are given back without having been registered.)
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<K, V> {
    /// A process was registered.
    Registered {
        /// The name of the registry.
        registry: Name,
        /// Under what it was registered.
        key: K,
        /// Who it is.
        pid: Pid,
        /// With what it was registered.
        value: V,
    },
    /// A process gave a key back, or ended. One event for all its entries
    /// under the key.
    Unregistered {
        /// The name of the registry.
        registry: Name,
        /// What is free now.
        key: K,
        /// Who had it.
        pid: Pid,
    },
}

/// Somebody who is told.
pub(super) struct Listener<K, V>(Arc<Tell<K, V>>);

type Tell<K, V> = dyn Fn(&System, Event<K, V>) + Send + Sync;

impl<K, V> Listener<K, V> {
    pub(super) fn new<M, F>(name: ServerName, message: F) -> Self
    where
        M: Send + 'static,
        F: Fn(Event<K, V>) -> M + Send + Sync + 'static,
    {
        Self(Arc::new(move |system, event| {
            let listener = ProcessRef::by_name(system.clone(), name.clone());
            listener.send(message(event));
        }))
    }

    pub(super) fn tell(&self, system: &System, event: Event<K, V>) {
        (self.0)(system, event);
    }
}

impl<K, V> Clone for Listener<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
