//! What a table keeps: objects, and what is kept under one key.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;
use std::sync::Arc;

/// A key with a value. It never changes: whoever took it out of the table
/// looks at it without a lock, and what is newer is another object.
pub(super) type Object<K, V> = Arc<(K, V)>;

/// What is kept under one key: an object, or several in the order in which
/// they came.
pub trait Slot<K, V>: Clone + Send + Sync + 'static {
    /// Returns all of them; at least one.
    fn objects(&self) -> &[Object<K, V>];

    /// Takes exactly this object out. Returns whether it was there.
    fn remove(slot: &mut Option<Self>, object: &Object<K, V>) -> bool;

    /// Returns the key, which all objects have in common.
    fn key<'a>(&'a self) -> &'a K
    where
        V: 'a,
    {
        &self.objects()[0].0
    }
}

impl<K, V> Slot<K, V> for Object<K, V>
where
    K: Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    fn objects(&self) -> &[Object<K, V>] {
        slice::from_ref(self)
    }

    fn remove(slot: &mut Option<Self>, object: &Object<K, V>) -> bool {
        slot.take_if(|held| Arc::ptr_eq(held, object)).is_some()
    }
}

impl<K, V> Slot<K, V> for Vec<Object<K, V>>
where
    K: Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    fn objects(&self) -> &[Object<K, V>] {
        self
    }

    fn remove(slot: &mut Option<Self>, object: &Object<K, V>) -> bool {
        let Some(held) = slot else { return false };
        let Some(at) = held.iter().position(|o| Arc::ptr_eq(o, object)) else {
            return false;
        };
        held.remove(at);
        slot.take_if(|held| held.is_empty());
        true
    }
}

/// Drops what was in a table, all of it, also if some of it panics. Returns
/// the first panic.
pub(super) fn drop_all<T>(all: Vec<T>) -> Result<(), Box<dyn Any + Send>> {
    let mut result = Ok(());
    for one in all {
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(one)));
        result = result.and(dropped);
    }
    result
}
