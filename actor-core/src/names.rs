//! Local names: one process a name, one name a process, freed at its end.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::pid::{Name, Pid};
use crate::process::Process;
use crate::sync::RwLock;

/// Why a process cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Another process has the name.
    #[error("the name is taken by {0}")]
    Taken(Pid),
    /// The process has another name already.
    #[error("the process is registered as {0} already")]
    Named(Name),
    /// The process is dead.
    #[error("there is no such process")]
    NoProc,
}

/// The process that has a name already.
#[derive(Debug)]
pub(crate) struct Taken(pub(crate) Pid);

#[derive(Default)]
pub(crate) struct Names {
    names: RwLock<FxHashMap<Name, Holder>>,
}

/// The pid beside the process, so that `whereis` touches only the map.
type Holder = (Pid, Arc<dyn Process>);

impl Names {
    pub(crate) fn insert(
        &self,
        name: Name,
        process: Arc<dyn Process>,
    ) -> Result<(), Taken> {
        let mut names = self.names.write();
        if let Some((pid, _)) = names.get(&name) {
            return Err(Taken(*pid));
        }
        names.insert(name, (process.pid(), process));
        Ok(())
    }

    /// Frees a name, if `pid` has it.
    pub(crate) fn remove(&self, name: &Name, pid: Pid) -> bool {
        let mut names = self.names.write();
        if names.get(name).is_none_or(|(holder, _)| *holder != pid) {
            return false;
        }
        let removed = names.remove(name);
        drop(names);
        removed.is_some()
    }

    pub(crate) fn whereis(&self, name: &str) -> Option<Pid> {
        self.names.read().get(name).map(|(pid, _)| *pid)
    }

    pub(crate) fn find(&self, name: &str) -> Option<Arc<dyn Process>> {
        let names = self.names.read();
        names.get(name).map(|(_, process)| process.clone())
    }

    /// Returns all names, sorted.
    pub(crate) fn all(&self) -> Vec<Name> {
        let mut names: Vec<_> = self.names.read().keys().cloned().collect();
        names.sort_unstable();
        names
    }
}
