//! The names and the locks, as the server changes them.

use super::locks::{Claim, Released};
use super::message::{Entry, LockId, Op};
use super::server::Server;
use super::shared::global;
use crate::etf::Term;
use crate::pid::{Pid, Reference};
use crate::process;

/// What the server watches a process for.
pub(super) enum Watched {
    /// It has a name.
    Name(Term),
    /// It holds a lock.
    Lock(Term),
}

/// Under which lock names are changed.
pub(super) enum Under {
    /// That of a process which registers a name.
    Process(Option<Pid>),
    /// That of two nodes that meet.
    Lock(Option<LockId>),
}

impl Server {
    /// Sets a lock for a process. Returns whether it has it.
    pub(super) fn set_lock(&mut self, id: LockId, pid: Pid) -> bool {
        match self.shared.locks.claim(&id, pid) {
            Claim::Refused => return false,
            Claim::Held => return true,
            Claim::Free => {}
        }
        let reference = process::monitor(pid);
        self.watched.insert(reference, Watched::Lock(id.0.clone()));
        self.shared.locks.set(id, pid, reference);
        true
    }

    /// Removes a lock of a process.
    pub(super) fn del_lock(&mut self, id: &LockId, pid: Pid) {
        let Some(released) = self.shared.locks.remove(id, pid) else { return };
        self.unwatch(released.reference);
        if released.is_free && id.0 == global() {
            self.lock_was_lost = false;
        }
    }

    /// Does what follows from the end of a process.
    pub(super) fn down(&mut self, reference: Reference) {
        match self.watched.remove(&reference) {
            Some(Watched::Name(name)) => self.delete(&name),
            Some(Watched::Lock(resource)) => {
                let released = self.shared.locks.lose(&resource, reference);
                if let Some(Released { is_free: true, .. }) = released
                    && resource == global()
                {
                    self.lock_was_lost = true;
                }
            }
            None => {}
        }
    }

    /// Gives a name to a process, whoever has it.
    pub(super) fn insert(&mut self, entry: Entry, under: Under) {
        // A node that went down while it changed names may still be heard.
        if !self.is_locked(under) {
            self.delete(&entry.0);
            return;
        }
        if !self.shared.names.have_room() {
            tracing::error!(name = %entry.0, "there are too many global names");
            return;
        }
        let (name, pid) = (entry.0.clone(), entry.1);
        let reference = process::monitor(pid);
        self.watched.insert(reference, Watched::Name(name.clone()));
        let Some(before) = self.shared.names.insert(entry, reference) else {
            return;
        };
        self.unwatch(before.1);
        if before.0.is_local() && before.0 != pid {
            // An application that moves to another node leaves it its names.
            let kernel = &self.servers.node.system.kernel;
            let applications = &kernel.applications;
            applications.name_was_taken(kernel, name.into(), before.0);
        }
    }

    pub(super) fn delete(&mut self, name: &Term) {
        if let Some(reference) = self.shared.names.remove(name) {
            self.unwatch(reference);
        }
    }

    /// Does what two nodes have found is to be done.
    pub(super) fn apply(&mut self, ops: Vec<Op>, lock: Option<&LockId>) {
        let mut free = Vec::new();
        for op in ops {
            match op {
                Op::Insert(entry) => {
                    self.insert(entry, Under::Lock(lock.cloned()));
                }
                Op::Delete(name) => free.push(name),
            }
        }
        for name in &free {
            self.delete(name);
        }
    }

    /// Returns whether the lock is still set under which a change was made.
    fn is_locked(&self, under: Under) -> bool {
        let locks = &self.shared.locks;
        let Some(requester) = locks.requester(&global()) else {
            return !self.lock_was_lost;
        };
        match under {
            Under::Process(pid) => {
                pid.is_some_and(|pid| locks.is_held_by(&global(), pid))
            }
            Under::Lock(lock) => lock.is_some_and(|lock| lock.1 == requester),
        }
    }

    fn unwatch(&mut self, reference: Reference) {
        if self.watched.remove(&reference).is_some() {
            process::demonitor_flush(reference);
        }
    }
}
