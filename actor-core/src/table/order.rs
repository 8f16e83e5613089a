//! What only an ordered set can be asked.

use std::borrow::Borrow;
use std::ops::RangeBounds;

use super::ordered::Ordered;
use super::shared::Need;
use super::{OrderedSet, Table, sure};

/// Ordered sets. The key that is asked about need not be there.
///
/// All methods panic if the table is gone or the current process may not read.
impl<K, V> Table<K, V, OrderedSet>
where
    K: Ord + Clone + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    /// Returns the smallest key; nothing if the table is empty.
    #[track_caller]
    pub fn first(&self) -> Option<K> {
        let first = sure(self.run(Need::Read, Ordered::first));
        first.map(|object| object.0.clone())
    }

    /// Returns the greatest key; nothing if the table is empty.
    #[track_caller]
    pub fn last(&self) -> Option<K> {
        let last = sure(self.run(Need::Read, Ordered::last));
        last.map(|object| object.0.clone())
    }

    /// Returns the smallest key that is greater than this one.
    #[track_caller]
    pub fn next<Q>(&self, key: &Q) -> Option<K>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let next = sure(self.run(Need::Read, |store| store.next(key)));
        next.map(|object| object.0.clone())
    }

    /// Returns the greatest key that is smaller than this one.
    #[track_caller]
    pub fn prev<Q>(&self, key: &Q) -> Option<K>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let prev = sure(self.run(Need::Read, |store| store.prev(key)));
        prev.map(|object| object.0.clone())
    }

    /// Returns the objects in a range of keys, in order, as they were at one
    /// moment. A range that ends before it starts has none.
    #[track_caller]
    pub fn range<Q>(&self, range: impl RangeBounds<Q>) -> Vec<(K, V)>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
        V: Clone,
    {
        let found = sure(self.run(Need::Read, |store| store.range(&range)));
        found.iter().map(|object| (**object).clone()).collect()
    }
}
