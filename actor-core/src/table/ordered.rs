//! The engine of ordered sets: a tree under one lock, as in OTP.
//!
//! A lock-free skip list was measured and not taken: with many keys it takes
//! about twice as long, on two threads too. It replaces an object by removing
//! it first, so that a look-up may miss a key that is always there.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::mem;
use std::ops::{Bound, RangeBounds};

use super::object::{Object, Slot};
use super::store::{Closed, Find, Store};
use crate::sync::RwLock;

/// How many objects a step of a walk takes, which keeps writers waiting.
const STEP: usize = 256;

/// Keeps objects in the order of their keys.
pub struct Ordered<K, V>(RwLock<Tree<K, V>>);

struct Tree<K, V> {
    /// The key again, so that to compare keys touches no objects. An object
    /// is missing only while it is being changed.
    objects: BTreeMap<K, Option<Object<K, V>>>,
    closed: bool,
}

impl<K, V> Ordered<K, V>
where
    K: Ord + Clone + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    fn look<T>(
        &self,
        look: impl FnOnce(&BTreeMap<K, Option<Object<K, V>>>) -> T,
    ) -> Result<T, Closed> {
        let tree = self.0.read();
        if tree.closed {
            return Err(Closed);
        }
        Ok(look(&tree.objects))
    }

    pub(super) fn first(&self) -> Result<Option<Object<K, V>>, Closed> {
        self.look(|objects| objects.first_key_value()?.1.clone())
    }

    pub(super) fn last(&self) -> Result<Option<Object<K, V>>, Closed> {
        self.look(|objects| objects.last_key_value()?.1.clone())
    }

    pub(super) fn next<Q>(
        &self,
        key: &Q,
    ) -> Result<Option<Object<K, V>>, Closed>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let range = (Bound::Excluded(key), Bound::Unbounded);
        self.look(|objects| objects.range(range).next()?.1.clone())
    }

    pub(super) fn prev<Q>(
        &self,
        key: &Q,
    ) -> Result<Option<Object<K, V>>, Closed>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let range = (Bound::Unbounded, Bound::Excluded(key));
        self.look(|objects| objects.range(range).next_back()?.1.clone())
    }

    /// Returns the objects in a range, as they were at one moment.
    pub(super) fn range<Q>(
        &self,
        range: &impl RangeBounds<Q>,
    ) -> Result<Vec<Object<K, V>>, Closed>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let range = (range.start_bound(), range.end_bound());
        self.look(|objects| {
            if is_empty(&range) {
                return Vec::new();
            }
            objects.range(range).filter_map(|(_, o)| o.clone()).collect()
        })
    }
}

/// Returns whether nothing can be in a range, for which a map would panic.
fn is_empty<Q: Ord + ?Sized>(range: &(Bound<&Q>, Bound<&Q>)) -> bool {
    match *range {
        (Bound::Excluded(start), Bound::Excluded(end)) => start >= end,
        (
            Bound::Included(start) | Bound::Excluded(start),
            Bound::Included(end) | Bound::Excluded(end),
        ) => start > end,
        _ => false,
    }
}

impl<K, V> Store<K, V> for Ordered<K, V>
where
    K: Ord + Clone + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    type Slot = Object<K, V>;
    /// The last object that was returned; nothing at the end either.
    type Cursor = Option<Object<K, V>>;

    fn new() -> Self {
        Self(RwLock::new(Tree { objects: BTreeMap::new(), closed: false }))
    }

    fn size(&self) -> Result<usize, Closed> {
        self.look(BTreeMap::len)
    }

    fn put<T>(
        &self,
        object: Object<K, V>,
        change: impl FnOnce(&mut Option<Object<K, V>>, Object<K, V>) -> T,
    ) -> Result<T, Closed> {
        // Declared before the lock is taken, and so dropped after it.
        let key = object.0.clone();
        let mut emptied = None;
        let mut tree = self.0.write();
        if tree.closed {
            return Err(Closed);
        }
        let Some(held) = tree.objects.get_mut(&key) else {
            let mut held = None;
            let result = change(&mut held, object);
            if held.is_some() {
                tree.objects.insert(key, held);
            }
            return Ok(result);
        };
        let result = change(held, object);
        if held.is_none() {
            emptied = tree.objects.remove_entry(&key);
        }
        drop(tree);
        drop(emptied);
        Ok(result)
    }

    fn remove(&self, object: &Object<K, V>) -> Result<bool, Closed> {
        self.change(&object.0, |held| Slot::remove(held, object))
    }

    fn walk(
        &self,
        cursor: &mut Self::Cursor,
    ) -> Result<Option<Vec<Object<K, V>>>, Closed> {
        let objects: Vec<_> = self.look(|objects| {
            let start = match cursor {
                Some(last) => Bound::Excluded(&last.0),
                None => Bound::Unbounded,
            };
            let range = objects.range((start, Bound::Unbounded));
            range.filter_map(|(_, o)| o.clone()).take(STEP).collect()
        })?;
        let Some(last) = objects.last() else { return Ok(None) };
        *cursor = Some(last.clone());
        Ok(Some(objects))
    }

    fn clear(&self) -> Result<Vec<Object<K, V>>, Closed> {
        let mut tree = self.0.write();
        if tree.closed {
            return Err(Closed);
        }
        let objects = mem::take(&mut tree.objects);
        drop(tree);
        Ok(objects.into_values().flatten().collect())
    }

    fn close(&self) -> Vec<Object<K, V>> {
        let mut tree = self.0.write();
        tree.closed = true;
        let objects = mem::take(&mut tree.objects);
        drop(tree);
        objects.into_values().flatten().collect()
    }
}

impl<K, V, Q> Find<K, V, Q> for Ordered<K, V>
where
    K: Borrow<Q> + Ord + Clone + Send + Sync + 'static,
    V: Send + Sync + 'static,
    Q: Ord + ?Sized,
{
    fn find(&self, key: &Q) -> Result<Option<Object<K, V>>, Closed> {
        self.look(|objects| objects.get(key)?.clone())
    }

    fn change<T>(
        &self,
        key: &Q,
        change: impl FnOnce(&mut Option<Object<K, V>>) -> T,
    ) -> Result<T, Closed> {
        let mut emptied = None;
        let mut tree = self.0.write();
        if tree.closed {
            return Err(Closed);
        }
        let Some(object) = tree.objects.get_mut(key) else {
            return Ok(change(&mut None));
        };
        let result = change(object);
        if object.is_none() {
            emptied = tree.objects.remove_entry(key);
        }
        drop(tree);
        // The key that the tree had for itself.
        drop(emptied);
        Ok(result)
    }
}
