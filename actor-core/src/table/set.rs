//! What is done with one object of a set or an ordered set.

use std::mem;
use std::sync::Arc;

use super::object::Object;
use super::shared::Need;
use super::store::{Find, Store};
use super::{Order, SetOf, Table, TableError, sure};

/// Tables with one object a key.
///
/// All methods panic if the table is gone or the current process may not use
/// it so; see [When it is gone](crate::table#when-it-is-gone).
impl<K, V, O> Table<K, V, SetOf<O>>
where
    K: 'static,
    V: 'static,
    O: Order<K, V, Store: Store<K, V, Slot = Object<K, V>>>,
{
    /// Puts an object into the table, in place of one with an equal key.
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
        let put = |store: &O::Store| store.put(object, Option::replace);
        self.run(Need::Write, put).map(drop)
    }

    /// Puts an object into the table unless its key is there. Returns whether
    /// it did.
    #[track_caller]
    pub fn insert_new(&self, key: K, value: V) -> bool {
        sure(self.try_insert_new(key, value))
    }

    /// As [`insert_new`](Self::insert_new).
    ///
    /// # Errors
    ///
    /// If the table is gone, or the current process may not write.
    pub fn try_insert_new(&self, key: K, value: V) -> Result<bool, TableError> {
        let object = Arc::new((key, value));
        let put = |store: &O::Store| {
            store.put(object, |held, object| {
                if held.is_some() {
                    return Some(object);
                }
                *held = Some(object);
                None
            })
        };
        let refused = self.run(Need::Write, put)?;
        Ok(refused.is_none())
    }

    /// Returns the value of a key.
    #[track_caller]
    pub fn lookup<Q: ?Sized>(&self, key: &Q) -> Option<V>
    where
        O::Store: Find<K, V, Q>,
        V: Clone,
    {
        sure(self.try_lookup(key))
    }

    /// As [`lookup`](Self::lookup).
    ///
    /// # Errors
    ///
    /// If the table is gone, or the current process may not read.
    pub fn try_lookup<Q: ?Sized>(
        &self,
        key: &Q,
    ) -> Result<Option<V>, TableError>
    where
        O::Store: Find<K, V, Q>,
        V: Clone,
    {
        Ok(self.find(key)?.map(|object| object.1.clone()))
    }

    /// Returns what `look` makes of the value of a key, which is not cloned.
    #[track_caller]
    pub fn lookup_with<Q: ?Sized, T>(
        &self,
        key: &Q,
        look: impl FnOnce(&V) -> T,
    ) -> Option<T>
    where
        O::Store: Find<K, V, Q>,
    {
        sure(self.find(key)).map(|object| look(&object.1))
    }

    /// Returns whether a key is there.
    #[track_caller]
    pub fn member<Q: ?Sized>(&self, key: &Q) -> bool
    where
        O::Store: Find<K, V, Q>,
    {
        sure(self.find(key)).is_some()
    }

    /// Takes an object out, and returns its value.
    #[track_caller]
    pub fn take<Q: ?Sized>(&self, key: &Q) -> Option<V>
    where
        O::Store: Find<K, V, Q>,
        V: Clone,
    {
        let object = sure(self.remove(key))?;
        // Cloned only if somebody is looking at it.
        Some(match Arc::try_unwrap(object) {
            Ok((_, value)) => value,
            Err(object) => object.1.clone(),
        })
    }

    /// Removes an object. Returns whether it was there.
    #[track_caller]
    pub fn delete<Q: ?Sized>(&self, key: &Q) -> bool
    where
        O::Store: Find<K, V, Q>,
    {
        sure(self.try_delete(key))
    }

    /// As [`delete`](Self::delete).
    ///
    /// # Errors
    ///
    /// If the table is gone, or the current process may not write.
    pub fn try_delete<Q: ?Sized>(&self, key: &Q) -> Result<bool, TableError>
    where
        O::Store: Find<K, V, Q>,
    {
        Ok(self.remove(key)?.is_some())
    }

    /// Removes an object if its value is this one. Returns whether it did.
    #[track_caller]
    pub fn delete_object<Q: ?Sized>(&self, key: &Q, value: &V) -> bool
    where
        O::Store: Find<K, V, Q>,
        V: PartialEq,
    {
        loop {
            let held = self.run(Need::Write, |store| store.find(key));
            let Some(object) = sure(held) else { return false };
            if object.1 != *value {
                return false;
            }
            if sure(self.run(Need::Write, |store| store.remove(&object))) {
                return true;
            }
        }
    }

    /// Changes a value in its place, atomically. Returns what `update` does;
    /// nothing, if there is no such key.
    ///
    /// `update` is given a copy, which then takes the place of the value. If
    /// somebody else changed that in the meantime, it is called again.
    #[track_caller]
    pub fn update<Q: ?Sized, T>(
        &self,
        key: &Q,
        mut update: impl FnMut(&mut V) -> T,
    ) -> Option<T>
    where
        O::Store: Find<K, V, Q>,
        K: Clone,
        V: Clone,
    {
        loop {
            let held = self.run(Need::Write, |store| store.find(key));
            let old = sure(held)?;
            let mut value = old.1.clone();
            let result = update(&mut value);
            let new = Arc::new((old.0.clone(), value));
            if sure(self.replace(key, &old, new)) {
                return Some(result);
            }
        }
    }

    fn find<Q: ?Sized>(
        &self,
        key: &Q,
    ) -> Result<Option<Object<K, V>>, TableError>
    where
        O::Store: Find<K, V, Q>,
    {
        self.run(Need::Read, |store| store.find(key))
    }

    fn remove<Q: ?Sized>(
        &self,
        key: &Q,
    ) -> Result<Option<Object<K, V>>, TableError>
    where
        O::Store: Find<K, V, Q>,
    {
        self.run(Need::Write, |store| store.change(key, Option::take))
    }

    /// Puts `new` in the place of `old`, if that is still there.
    pub(super) fn replace<Q: ?Sized>(
        &self,
        key: &Q,
        old: &Object<K, V>,
        new: Object<K, V>,
    ) -> Result<bool, TableError>
    where
        O::Store: Find<K, V, Q>,
    {
        let replaced = self.run(Need::Write, |store| {
            store.change(key, |held| match held {
                Some(held) if Arc::ptr_eq(held, old) => {
                    Ok(mem::replace(held, new))
                }
                _ => Err(new),
            })
        })?;
        Ok(replaced.is_ok())
    }
}
