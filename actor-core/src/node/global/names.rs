//! The names, as every process may read them and the server alone writes
//! them.

use rustc_hash::FxHashMap;

use super::message::Entry;
use crate::etf::Term;
use crate::pid::{Pid, Reference};
use crate::sync::RwLock;
use crate::system::Kernel;

/// How many names there may be, so that a node that makes them up does not
/// use up the memory of all others.
const MOST: usize = 1 << 20;

#[derive(Default)]
pub(super) struct Names(RwLock<Table>);

#[derive(Default)]
struct Table {
    names: FxHashMap<Term, Named>,
    /// The names of each process, which is mostly one.
    of: FxHashMap<Pid, Vec<Term>>,
}

/// Who has a name.
pub(super) struct Named {
    pub(super) pid: Pid,
    /// How a conflict is resolved.
    pub(super) method: Term,
    /// The server's monitor on the process.
    reference: Reference,
}

impl Names {
    /// Returns who has a name, if it is not known to be dead.
    pub(super) fn whereis(&self, kernel: &Kernel, name: &Term) -> Option<Pid> {
        let pid = self.0.read().names.get(name)?.pid;
        // Of a process of this node one need not wait to be told.
        let is_alive = || {
            let process = kernel.table.find(pid);
            process.is_some_and(|process| process.is_alive())
        };
        (!pid.is_local() || is_alive()).then_some(pid)
    }

    /// Returns who has a name, and how a conflict about it is resolved.
    pub(super) fn get(&self, name: &Term) -> Option<(Pid, Term)> {
        let table = self.0.read();
        let named = table.names.get(name)?;
        Some((named.pid, named.method.clone()))
    }

    /// Returns a name that a process has already.
    pub(super) fn of(&self, pid: Pid) -> Option<Term> {
        self.0.read().of.get(&pid)?.first().cloned()
    }

    /// Returns all names.
    pub(super) fn all(&self) -> Vec<Term> {
        self.0.read().names.keys().cloned().collect()
    }

    /// Returns all names, as another node is told of them.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let table = self.0.read();
        let entry = |(name, named): (&Term, &Named)| {
            (name.clone(), named.pid, named.method.clone())
        };
        table.names.iter().map(entry).collect()
    }

    /// Returns whether there is room for another name.
    pub(super) fn have_room(&self) -> bool {
        self.0.read().names.len() < MOST
    }

    /// Gives a name to a process, and returns who had it, and the monitor on
    /// that one.
    pub(super) fn insert(
        &self,
        (name, pid, method): Entry,
        reference: Reference,
    ) -> Option<(Pid, Reference)> {
        let mut table = self.0.write();
        table.of.entry(pid).or_default().push(name.clone());
        let named = Named { pid, method, reference };
        let before = table.names.insert(name.clone(), named)?;
        table.forget(before.pid, &name);
        drop(table);
        Some((before.pid, before.reference))
    }

    /// Frees a name, and returns the monitor on whoever had it.
    pub(super) fn remove(&self, name: &Term) -> Option<Reference> {
        let mut table = self.0.write();
        let before = table.names.remove(name)?;
        table.forget(before.pid, name);
        drop(table);
        Some(before.reference)
    }
}

impl Table {
    /// Forgets that a process has a name; once, as it may have got it twice.
    fn forget(&mut self, pid: Pid, name: &Term) {
        let Some(names) = self.of.get_mut(&pid) else { return };
        if let Some(at) = names.iter().position(|it| it == name) {
            names.swap_remove(at);
        }
        if names.is_empty() {
            self.of.remove(&pid);
        }
    }
}
