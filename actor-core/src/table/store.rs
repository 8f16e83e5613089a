//! What the engines of all tables have in common.
//!
//! No code of a user runs under a lock of a store but that which hashes or
//! compares: the closures given to `change` and `put` are those of this
//! module, and what they take out of a slot they return, to be dropped later.

use super::object::{Object, Slot};

/// The store is closed: its table is gone.
#[derive(Debug)]
pub struct Closed;

/// Keeps the objects of a table.
pub trait Store<K, V>: Send + Sync + 'static {
    /// What is kept under one key.
    type Slot: Slot<K, V>;
    /// How far a walk through all objects has come.
    type Cursor: Default;

    /// Makes an empty store.
    fn new() -> Self;

    /// Returns the number of objects, as it was at one moment.
    fn size(&self) -> Result<usize, Closed>;

    /// Lets `change` put an object into the slot of its key, atomically.
    fn put<T>(
        &self,
        object: Object<K, V>,
        change: impl FnOnce(&mut Option<Self::Slot>, Object<K, V>) -> T,
    ) -> Result<T, Closed>;

    /// Takes exactly this object out. Returns whether it was there.
    fn remove(&self, object: &Object<K, V>) -> Result<bool, Closed>;

    /// Returns the next objects of a walk; nothing at its end.
    ///
    /// An object that is there from the first step to the last is returned
    /// exactly once, whatever happens meanwhile.
    fn walk(
        &self,
        cursor: &mut Self::Cursor,
    ) -> Result<Option<Vec<Object<K, V>>>, Closed>;

    /// Takes everything out, in one moment.
    fn clear(&self) -> Result<Vec<Self::Slot>, Closed>;

    /// Takes everything out, for ever.
    fn close(&self) -> Vec<Self::Slot>;
}

/// A store in which a key can be found by what it borrows as.
pub trait Find<K, V, Q: ?Sized>: Store<K, V> {
    /// Returns what is kept under a key.
    fn find(&self, key: &Q) -> Result<Option<Self::Slot>, Closed>;

    /// Lets `change` change or empty the slot of a key, atomically. It leaves
    /// an empty one empty.
    fn change<T>(
        &self,
        key: &Q,
        change: impl FnOnce(&mut Option<Self::Slot>) -> T,
    ) -> Result<T, Closed>;
}

/// Counts the objects of a slot.
pub(super) fn count<K, V, L: Slot<K, V>>(slot: Option<&L>) -> usize {
    slot.map_or(0, |slot| slot.objects().len())
}
