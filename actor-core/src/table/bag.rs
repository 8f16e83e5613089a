//! What is done with the objects of one key of a bag.

use std::borrow::Borrow;
use std::hash::Hash;
use std::mem;
use std::sync::Arc;

use super::hashed::Hashed;
use super::object::Object;
use super::shared::Need;
use super::store::{Find, Store};
use super::{Admit, BagOf, Table, TableError, sure};

/// What keeps the objects of a bag.
type Held<K, V> = Hashed<K, V, Vec<Object<K, V>>>;

/// Tables with several objects a key, which are kept in the order in which
/// they came.
///
/// All methods panic if the table is gone or the current process may not use
/// it so; see [When it is gone](crate::table#when-it-is-gone).
impl<K, V, A> Table<K, V, BagOf<A>>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
    A: Admit<V>,
{
    /// Puts an object to those of its key. A [`Bag`](super::Bag) that has an
    /// equal one stays as it is.
    #[track_caller]
    pub fn insert(&self, key: K, value: V) {
        sure(self.try_insert(key, value));
    }

    /// As [`insert`](Self::insert).
    ///
    /// # Errors
    ///
    /// If the table is gone, or the current process may not write.
    pub fn try_insert(&self, key: K, value: V) -> Result<(), TableError> {
        let object = Arc::new((key, value));
        let put = |store: &Held<K, V>| {
            store.put(object, |held, object| {
                let held = held.get_or_insert_default();
                if !A::admits(held, &object) {
                    return Some(object);
                }
                held.push(object);
                None
            })
        };
        self.run(Need::Write, put).map(drop)
    }

    /// Puts an object into the table unless its key is there. Returns whether
    /// it did.
    #[track_caller]
    pub fn insert_new(&self, key: K, value: V) -> bool {
        let object = Arc::new((key, value));
        let put = |store: &Held<K, V>| {
            store.put(object, |held, object| {
                if held.is_some() {
                    return Some(object);
                }
                *held = Some(vec![object]);
                None
            })
        };
        sure(self.run(Need::Write, put)).is_none()
    }

    /// Returns the values of a key, the oldest first.
    #[track_caller]
    pub fn lookup<Q>(&self, key: &Q) -> Vec<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
        V: Clone,
    {
        sure(self.try_lookup(key))
    }

    /// As [`lookup`](Self::lookup).
    ///
    /// # Errors
    ///
    /// If the table is gone, or the current process may not read.
    pub fn try_lookup<Q>(&self, key: &Q) -> Result<Vec<V>, TableError>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
        V: Clone,
    {
        let held = self.run(Need::Read, |store| store.find(key))?;
        Ok(values(held.unwrap_or_default()))
    }

    /// Returns whether a key is there.
    #[track_caller]
    pub fn member<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        sure(self.run(Need::Read, |store| store.find(key))).is_some()
    }

    /// Takes all objects of a key out, and returns their values.
    #[track_caller]
    pub fn take<Q>(&self, key: &Q) -> Vec<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
        V: Clone,
    {
        values(sure(self.remove(key)).unwrap_or_default())
    }

    /// Removes all objects of a key. Returns whether there were any.
    #[track_caller]
    pub fn delete<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        sure(self.remove(key)).is_some()
    }

    /// Removes the object, or all equal objects, of this key and value.
    /// Returns whether there were any.
    #[track_caller]
    pub fn delete_object<Q>(&self, key: &Q, value: &V) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
        V: PartialEq,
    {
        let removed = self.run(Need::Write, |store| {
            store.change(key, |slot| {
                let Some(held) = slot else { return Vec::new() };
                // Before anything is moved, because a comparison may panic.
                let equal: Vec<_> =
                    held.iter().map(|object| object.1 == *value).collect();
                let mut equal = equal.into_iter();
                let (removed, kept) = mem::take(held)
                    .into_iter()
                    .partition(|_| equal.next() == Some(true));
                *held = kept;
                slot.take_if(|held| held.is_empty());
                removed
            })
        });
        !sure(removed).is_empty()
    }

    fn remove<Q>(
        &self,
        key: &Q,
    ) -> Result<Option<Vec<Object<K, V>>>, TableError>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.run(Need::Write, |store| store.change(key, Option::take))
    }
}

/// Returns the values of objects, cloned where somebody is looking at them or
/// they are still in the table.
fn values<K, V: Clone>(objects: Vec<Object<K, V>>) -> Vec<V> {
    let value = |object: Object<K, V>| match Arc::try_unwrap(object) {
        Ok((_, value)) => value,
        Err(object) => object.1.clone(),
    };
    objects.into_iter().map(value).collect()
}
