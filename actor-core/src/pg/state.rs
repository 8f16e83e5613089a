//! Who is in which group, and who is told: what one lock guards.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Change, Tell};
use crate::pid::{Pid, Reference};
use crate::registry::Key;

pub(super) struct State<G> {
    pub(super) groups: FxHashMap<G, Group<G>>,
    /// Who is in a group or monitors one, or did so before.
    pub(super) known: FxHashMap<Pid, Known<G>>,
    /// Those who are told of all groups.
    pub(super) monitors: BTreeMap<Reference, Tell<G>>,
    /// What is to be told, the oldest first.
    pub(super) news: Vec<(Tell<G>, Change<G>)>,
}

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

impl<G> Default for State<G> {
    fn default() -> Self {
        Self {
            groups: FxHashMap::default(),
            known: FxHashMap::default(),
            monitors: BTreeMap::new(),
            news: Vec::new(),
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

    /// Removes a process from a group, once. Returns how many times it is
    /// still in it.
    pub(super) fn remove(&mut self, name: &G, pid: Pid) -> usize {
        let Some(group) = self.groups.get_mut(name) else { return 0 };
        let Entry::Occupied(mut times) = group.members.entry(pid) else {
            return 0;
        };
        *times.get_mut() -= 1;
        let left = *times.get();
        if left == 0 {
            times.remove();
        }
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
}

impl<G> Group<G> {
    pub(super) fn all(&self) -> Vec<Pid> {
        let members = self.members.iter();
        members.flat_map(|(pid, times)| vec![*pid; *times]).collect()
    }
}
