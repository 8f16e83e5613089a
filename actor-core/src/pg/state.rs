//! Who is in which group, and who is told: what one lock guards.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::mem;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Change, Tell};
use crate::pid::{Pid, Reference};
use crate::registry::Key;

pub(super) struct State<G> {
    pub(super) groups: FxHashMap<G, Group<G>>,
    /// Which processes of this node are in a group or monitor one, or did so
    /// before.
    pub(super) known: FxHashMap<Pid, Known<G>>,
    /// The scopes of other nodes, and who they say is in which group.
    pub(super) peers: FxHashMap<Pid, Memberships<G>>,
    /// Those who are told of all groups.
    pub(super) monitors: BTreeMap<Reference, Tell<G>>,
    /// What is to be told, the oldest first.
    pub(super) news: Vec<(Tell<G>, Change<G>)>,
    /// What the peers are to be told, the oldest first.
    pub(super) words: Vec<Word<G>>,
}

/// How many times each is in which group.
pub(super) type Memberships<G> = FxHashMap<G, BTreeMap<Pid, usize>>;

pub(super) struct Group<G> {
    /// How many times each has joined.
    pub(super) members: BTreeMap<Pid, usize>,
    pub(super) monitors: BTreeMap<Reference, Tell<G>>,
}

pub(super) struct Known<G> {
    pub(super) groups: FxHashSet<G>,
    /// Its monitors, and of which group; of all, if of none.
    pub(super) monitors: FxHashMap<Reference, Option<G>>,
}

/// What a process of this node did, for the other nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word<G> {
    Joined {
        group: G,
        pid: Pid,
    },
    /// It left each of the groups once.
    Left {
        pid: Pid,
        groups: Vec<G>,
    },
}

impl<G> Default for State<G> {
    fn default() -> Self {
        Self {
            groups: FxHashMap::default(),
            known: FxHashMap::default(),
            peers: FxHashMap::default(),
            monitors: BTreeMap::new(),
            news: Vec::new(),
            words: Vec::new(),
        }
    }
}

impl<G: Key> State<G> {
    pub(super) fn known(&mut self, pid: Pid) -> &mut Known<G> {
        self.known.entry(pid).or_insert_with(|| Known {
            groups: FxHashSet::default(),
            monitors: FxHashMap::default(),
        })
    }

    pub(super) fn group(&mut self, group: &G) -> &mut Group<G> {
        self.groups.entry(group.clone()).or_insert_with(|| Group {
            members: BTreeMap::new(),
            monitors: BTreeMap::new(),
        })
    }

    /// Returns what is true of each group that has members.
    pub(super) fn with_members<T>(
        &self,
        what: impl Fn(&Group<G>) -> Vec<T>,
    ) -> Vec<(G, Vec<T>)> {
        let groups = self.groups.iter();
        let groups = groups.map(|(name, group)| (name, what(group)));
        let groups = groups.filter(|(_, members)| !members.is_empty());
        groups.map(|(name, members)| (name.clone(), members)).collect()
    }

    /// Adds a process to a group, once more.
    pub(super) fn add(&mut self, group: &G, pid: Pid) {
        *self.group(group).members.entry(pid).or_default() += 1;
        self.note(group, |group| Change::Joined { group, pid });
    }

    /// Removes a process from a group, once. Returns how many times it is
    /// still in it.
    pub(super) fn remove(&mut self, name: &G, pid: Pid) -> usize {
        let Some(group) = self.groups.get_mut(name) else { return 0 };
        let Some(left) = take_one(&mut group.members, pid) else { return 0 };
        self.note(name, |group| Change::Left { group, pid });
        self.forget_if_empty(name);
        left
    }

    /// Removes a monitor; returns what it called, to be dropped later.
    pub(super) fn remove_monitor(
        &mut self,
        group: Option<G>,
        reference: Reference,
    ) -> Option<Tell<G>> {
        let Some(name) = group else {
            return self.monitors.remove(&reference);
        };
        let group = self.groups.get_mut(&name)?;
        let tell = group.monitors.remove(&reference);
        self.forget_if_empty(&name);
        tell
    }

    fn forget_if_empty(&mut self, name: &G) {
        let group = self.groups.get(name);
        if group.is_some_and(|g| g.members.is_empty() && g.monitors.is_empty())
        {
            self.groups.remove(name);
        }
    }

    /// Leaves word of a change for those who asked so far.
    pub(super) fn note(&mut self, group: &G, change: impl Fn(G) -> Change<G>) {
        let of_group = self.groups.get(group);
        let of_group = of_group.into_iter().flat_map(|g| g.monitors.values());
        for tell in of_group.chain(self.monitors.values()) {
            self.news.push((tell.clone(), change(group.clone())));
        }
    }

    /// Leaves word for the other nodes, if there are any.
    pub(super) fn publish(&mut self, word: impl FnOnce() -> Word<G>) {
        if !self.peers.is_empty() {
            self.words.push(word());
        }
    }

    pub(super) fn has_news(&self) -> bool {
        !self.news.is_empty() || !self.words.is_empty()
    }

    pub(super) fn take_words(&mut self) -> Vec<Word<G>> {
        mem::take(&mut self.words)
    }
}

impl<G> Group<G> {
    pub(super) fn all(&self) -> Vec<Pid> {
        repeated(&self.members)
    }

    /// Returns those of this node.
    pub(super) fn local(&self) -> Vec<Pid> {
        // Pids are ordered by their node, and this one is the first.
        let local = self.members.range(..Pid::remote(1, 0, 0));
        local.flat_map(|(pid, times)| vec![*pid; *times]).collect()
    }
}

/// Returns each as often as it is there.
pub(super) fn repeated(members: &BTreeMap<Pid, usize>) -> Vec<Pid> {
    let members = members.iter();
    members.flat_map(|(pid, times)| vec![*pid; *times]).collect()
}

/// Takes a process out once. Returns how many times it is still there, or
/// nothing if it was not.
pub(super) fn take_one(
    members: &mut BTreeMap<Pid, usize>,
    pid: Pid,
) -> Option<usize> {
    let Entry::Occupied(mut times) = members.entry(pid) else { return None };
    *times.get_mut() -= 1;
    let left = *times.get();
    if left == 0 {
        times.remove();
    }
    Some(left)
}
