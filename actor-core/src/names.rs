//! Local names: one process a name, one name a process, freed at its end.

use std::any::Any;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::node::NodeName;
use crate::pid::{Name, Pid};
use crate::process::Process;
use crate::sync::RwLock;

/// Why a process cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Another process has the name or, in a registry with unique keys, some
    /// process has the key.
    #[error("the name is taken by {0}")]
    Taken(Pid),
    /// The process has another name already.
    #[error("the process is registered as {0} already")]
    Named(Name),
    /// The process is dead.
    #[error("there is no such process")]
    NoProc,
    /// The name is one of another node, which gives its names itself.
    #[error("{0} is another node")]
    OtherNode(NodeName),
    /// The system is no node, so there are no global names.
    #[error("this system is no node")]
    NotANode,
    /// No registry of this name runs, or its keys and values are of other
    /// types.
    #[error("unknown registry: {0}")]
    UnknownRegistry(Name),
}

#[derive(Default)]
pub(crate) struct Names {
    names: RwLock<FxHashMap<Name, Holder>>,
}

struct Holder {
    /// Beside the process, so that `whereis` touches only the map.
    pid: Pid,
    process: Arc<dyn Process>,
    /// What the process lets everybody read who knows its name. It vanishes
    /// with the name.
    shown: Option<Arc<dyn Any + Send + Sync>>,
}

impl Names {
    pub(crate) fn insert(
        &self,
        name: Name,
        process: Arc<dyn Process>,
    ) -> Result<(), RegisterError> {
        let mut names = self.names.write();
        if let Some(holder) = names.get(&name) {
            return Err(RegisterError::Taken(holder.pid));
        }
        let pid = process.pid();
        names.insert(name, Holder { pid, process, shown: None });
        Ok(())
    }

    /// Frees a name, if `pid` has it.
    pub(crate) fn remove(&self, name: &Name, pid: Pid) -> bool {
        let mut names = self.names.write();
        if names.get(name).is_none_or(|holder| holder.pid != pid) {
            return false;
        }
        let removed = names.remove(name);
        drop(names);
        removed.is_some()
    }

    pub(crate) fn whereis(&self, name: &str) -> Option<Pid> {
        self.names.read().get(name).map(|holder| holder.pid)
    }

    pub(crate) fn find(&self, name: &str) -> Option<Arc<dyn Process>> {
        let names = self.names.read();
        names.get(name).map(|holder| holder.process.clone())
    }

    /// Shows `what` to everybody who knows the name, if `pid` has it.
    pub(crate) fn show(
        &self,
        name: &Name,
        pid: Pid,
        what: Arc<dyn Any + Send + Sync>,
    ) {
        let mut names = self.names.write();
        let holder = names.get_mut(name).filter(|holder| holder.pid == pid);
        let before = holder.and_then(|holder| holder.shown.replace(what));
        drop(names);
        drop(before);
    }

    /// Returns what whoever has the name shows, if it is a `T`.
    pub(crate) fn shown<T: Send + Sync + 'static>(
        &self,
        name: &str,
    ) -> Option<Arc<T>> {
        let shown = self.names.read().get(name)?.shown.clone()?;
        shown.downcast().ok()
    }

    /// Returns all names, sorted.
    pub(crate) fn all(&self) -> Vec<Name> {
        let mut names: Vec<_> = self.names.read().keys().cloned().collect();
        names.sort_unstable();
        names
    }
}
