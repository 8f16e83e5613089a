//! The locks of this node, as every process may read them and the server alone
//! writes them.

use rustc_hash::FxHashMap;

use super::message::LockId;
use crate::etf::Term;
use crate::pid::{Pid, Reference};
use crate::sync::RwLock;

/// How many locks may be set, so that a node that makes them up does not use up
/// the memory of all others.
const MOST: usize = 1 << 20;

#[derive(Default)]
pub(super) struct Locks(RwLock<FxHashMap<Term, Held>>);

/// A lock that is set. All processes that set it for the same requester hold
/// it, and it is free when the last one has removed it.
struct Held {
    requester: Term,
    holders: Vec<Holder>,
}

struct Holder {
    pid: Pid,
    /// The server's monitor on the process.
    reference: Reference,
}

/// What has become of a lock that somebody held.
pub(super) struct Released {
    pub(super) reference: Reference,
    /// Whether nobody holds it any more.
    pub(super) is_free: bool,
}

/// What a process may do about a lock.
pub(super) enum Claim {
    /// Others hold it for another requester.
    Refused,
    /// The process holds it already.
    Held,
    /// It may be set.
    Free,
}

impl Locks {
    /// Returns whether a lock is set, for whomever.
    pub(super) fn is_set(&self, resource: &Term) -> bool {
        self.0.read().contains_key(resource)
    }

    /// Returns whether a lock could be set here.
    pub(super) fn may_set(&self, id: &LockId) -> bool {
        let locks = self.0.read();
        locks.get(&id.0).is_none_or(|held| held.requester == id.1)
    }

    /// Returns for whom a lock is set.
    pub(super) fn requester(&self, resource: &Term) -> Option<Term> {
        let locks = self.0.read();
        locks.get(resource).map(|held| held.requester.clone())
    }

    /// Returns whether a process holds a lock.
    pub(super) fn is_held_by(&self, resource: &Term, pid: Pid) -> bool {
        let locks = self.0.read();
        let held = locks.get(resource);
        held.is_some_and(|held| held.holders.iter().any(|it| it.pid == pid))
    }

    pub(super) fn claim(&self, id: &LockId, pid: Pid) -> Claim {
        let locks = self.0.read();
        match locks.get(&id.0) {
            None if locks.len() < MOST => Claim::Free,
            Some(held) if held.requester == id.1 => {
                if held.holders.iter().any(|holder| holder.pid == pid) {
                    Claim::Held
                } else {
                    Claim::Free
                }
            }
            _ => Claim::Refused,
        }
    }

    /// Sets a lock that is free for this requester.
    pub(super) fn set(&self, id: LockId, pid: Pid, reference: Reference) {
        let LockId(resource, requester) = id;
        let mut locks = self.0.write();
        let new = || Held { requester, holders: Vec::new() };
        let held = locks.entry(resource).or_insert_with(new);
        held.holders.push(Holder { pid, reference });
    }

    /// Removes a lock, if the process holds it for this requester.
    pub(super) fn remove(&self, id: &LockId, pid: Pid) -> Option<Released> {
        self.release(&id.0, |held, holder| held == &id.1 && holder.pid == pid)
    }

    /// Removes a lock, because the process that this monitor is on has ended.
    pub(super) fn lose(
        &self,
        resource: &Term,
        reference: Reference,
    ) -> Option<Released> {
        self.release(resource, |_, holder| holder.reference == reference)
    }

    fn release(
        &self,
        resource: &Term,
        is_meant: impl Fn(&Term, &Holder) -> bool,
    ) -> Option<Released> {
        let mut locks = self.0.write();
        let Held { requester, holders } = locks.get_mut(resource)?;
        let at = holders.iter().position(|it| is_meant(requester, it))?;
        let reference = holders.swap_remove(at).reference;
        let is_free = holders.is_empty();
        let freed = if is_free { locks.remove(resource) } else { None };
        drop(locks);
        drop(freed);
        Some(Released { reference, is_free })
    }
}
