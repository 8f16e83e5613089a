//! What a registry has under one key.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use crate::pid::Pid;

/// The entries under one key, which is rarely more than one.
pub(super) enum Entries<V> {
    One(u64, Entry<V>),
    /// By their numbers: in order, and each is found to be removed.
    Many(BTreeMap<u64, Entry<V>>),
}

pub(super) struct Entry<V> {
    pub(super) pid: Pid,
    /// Shared, so that it is cloned and dropped without a lock.
    pub(super) value: Arc<V>,
}

impl<V> Entries<V> {
    pub(super) fn all(&self) -> Vec<(Pid, Arc<V>)> {
        let pair = |entry: &Entry<V>| (entry.pid, entry.value.clone());
        match self {
            Self::One(_, entry) => vec![pair(entry)],
            Self::Many(many) => many.values().map(pair).collect(),
        }
    }

    pub(super) fn push(&mut self, number: u64, entry: Entry<V>) {
        let before = mem::replace(self, Self::Many(BTreeMap::new()));
        let mut many = match before {
            Self::One(first, entry) => BTreeMap::from([(first, entry)]),
            Self::Many(many) => many,
        };
        many.insert(number, entry);
        *self = Self::Many(many);
    }

    /// Returns whether nothing is left without entry `number`.
    pub(super) fn is_only(&self, number: u64) -> bool {
        match self {
            Self::One(only, _) => *only == number,
            Self::Many(many) => many.is_empty(),
        }
    }
}
