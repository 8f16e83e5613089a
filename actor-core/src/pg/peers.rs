//! What the scopes of other nodes do to the groups of a scope.

use std::collections::BTreeMap;
use std::mem;

use super::groups::Groups;
use super::state::{Group, Memberships, Word, repeated, take_one};
use crate::pid::Pid;
use crate::registry::Key;

/// What is said when a peer has been heard of.
pub(super) struct Met<G> {
    /// Whether it is a new one.
    pub(super) is_new: bool,
    /// What those are owed that were known before.
    pub(super) words: Vec<Word<G>>,
    /// Who of this node is in which group.
    pub(super) local: Vec<(G, Vec<Pid>)>,
}

impl<G: Key> Groups<G> {
    /// Enters a peer, if it is new.
    ///
    /// What happened before this moment is in what the peer is told of all
    /// groups, and what happens after it is said in words; so both are taken
    /// in one step.
    pub(super) fn meet(&self, peer: Pid) -> Met<G> {
        self.change(|state| {
            let is_new = !state.peers.contains_key(&peer);
            state.peers.entry(peer).or_default();
            let words = state.take_words();
            let local = state.with_members(Group::local);
            Met { is_new, words, local }
        })
    }

    /// Has these be the members of a peer, and no others.
    pub(super) fn sync(&self, peer: Pid, groups: Vec<(G, Vec<Pid>)>) {
        let mut present: Memberships<G> = Memberships::default();
        for (group, pids) in groups {
            let members = present.entry(group).or_default();
            for pid in of_node(peer, pids) {
                *members.entry(pid).or_default() += 1;
            }
        }
        present.retain(|_, members| !members.is_empty());
        let before = self.change(|state| {
            let theirs = state.peers.get_mut(&peer)?;
            let before = mem::replace(theirs, present.clone());
            // Who was there more often before has left.
            for (group, pids) in more_than(&before, &present) {
                for pid in pids {
                    state.remove(&group, pid);
                }
            }
            for (group, pids) in more_than(&present, &before) {
                for pid in pids {
                    state.add(&group, pid);
                }
            }
            Some(before)
        });
        drop(before);
    }

    /// Adds processes of a peer to a group.
    pub(super) fn joined(&self, peer: Pid, group: &G, pids: Vec<Pid>) {
        self.change(|state| {
            for pid in of_node(peer, pids) {
                // Whoever was not met, or is lost, has no say.
                let Some(theirs) = state.peers.get_mut(&peer) else { return };
                let members = theirs.entry(group.clone()).or_default();
                *members.entry(pid).or_default() += 1;
                state.add(group, pid);
            }
        });
    }

    /// Removes processes of a peer from each of these groups, once.
    pub(super) fn left(&self, peer: Pid, pids: &[Pid], groups: &[G]) {
        self.change(|state| {
            for group in groups {
                for pid in pids {
                    let theirs = state.peers.get_mut(&peer);
                    let members = theirs.and_then(|it| it.get_mut(group));
                    let Some(members) = members else { break };
                    // It can take away only what it has given.
                    if take_one(members, *pid).is_none() {
                        continue;
                    }
                    if members.is_empty()
                        && let Some(theirs) = state.peers.get_mut(&peer)
                    {
                        theirs.remove(group);
                    }
                    state.remove(group, *pid);
                }
            }
        });
    }

    /// Removes a peer, and all its members.
    pub(super) fn lose(&self, peer: Pid) {
        self.change(|state| {
            for (group, members) in state.peers.remove(&peer)? {
                for pid in repeated(&members) {
                    state.remove(&group, pid);
                }
            }
            Some(())
        });
    }
}

/// Leaves out who is not of the node of a peer: each node speaks for its own
/// processes.
fn of_node(peer: Pid, pids: Vec<Pid>) -> impl Iterator<Item = Pid> {
    let node = peer.node_number();
    pids.into_iter().filter(move |pid| pid.node_number() == node)
}

/// Returns who is in a group more often than `before`, as many times.
fn more_than<G: Key>(
    now: &Memberships<G>,
    before: &Memberships<G>,
) -> Vec<(G, Vec<Pid>)> {
    let none = BTreeMap::new();
    let groups = now.iter().map(|(group, members)| {
        let others = before.get(group).unwrap_or(&none);
        let more = members.iter().flat_map(|(pid, times)| {
            let other = others.get(pid).copied().unwrap_or_default();
            vec![*pid; times.saturating_sub(other)]
        });
        (group.clone(), more.collect())
    });
    groups.collect()
}
