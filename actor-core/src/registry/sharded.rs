//! A map in pieces, each with its own lock.

use std::array;
use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::sync::RwLock;

const SHARDS: usize = 16;

pub(super) struct Sharded<K, T>([Shard<K, T>; SHARDS]);

/// Alone on its cache line, so that those who use different pieces do not
/// disturb each other.
#[repr(align(64))]
struct Shard<K, T>(RwLock<FxHashMap<K, T>>);

impl<K: Eq + Hash, T> Sharded<K, T> {
    pub(super) fn new() -> Self {
        Self(array::from_fn(|_| Shard(RwLock::default())))
    }

    /// Returns the piece in which a key is, if it is there.
    pub(super) fn of<Q>(&self, key: &Q) -> &RwLock<FxHashMap<K, T>>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        // The maps themselves use the bits at both ends.
        let hash = FxBuildHasher.hash_one(key) >> 32;
        let shard = hash as usize % SHARDS;
        &self.0[shard].0
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &RwLock<FxHashMap<K, T>>> {
        self.0.iter().map(|shard| &shard.0)
    }
}
