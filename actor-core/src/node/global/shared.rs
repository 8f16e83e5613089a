//! What every process of a node may see of its global names.

use std::sync::Arc;

use super::locks::Locks;
use super::message::{LockId, SERVER};
use super::names::Names;
use super::registrar;
use super::resolve::Methods;
use crate::etf::Term;
use crate::process::ProcessRef;
use crate::system::System;

/// It vanishes with the server, because it hangs on the server's name.
pub(super) struct Shared {
    pub(super) names: Names,
    pub(super) locks: Locks,
    pub(super) methods: Methods,
    pub(super) registrar: ProcessRef<registrar::Message>,
}

impl Shared {
    pub(super) fn new(registrar: ProcessRef<registrar::Message>) -> Self {
        Self {
            names: Names::default(),
            locks: Locks::default(),
            methods: Methods::default(),
            registrar,
        }
    }

    /// Returns what is shared in a system, if it is a node.
    pub(super) fn of(system: &System) -> Option<Arc<Self>> {
        system.kernel.names.shown(SERVER)
    }
}

/// What is locked while names change.
pub(super) fn global() -> Term {
    Term::atom("global")
}

/// Returns the lock on the names, for a requester.
pub(super) fn global_lock(requester: Term) -> LockId {
    LockId(global(), requester)
}
