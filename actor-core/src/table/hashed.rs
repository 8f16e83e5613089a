//! The engine of sets and bags: hash tables, each with a lock of its own.
//!
//! Others were measured and not taken. A lock-free map looks up twice as fast
//! and writes more slowly; it drops what is deleted at some later time in some
//! other process, cannot be emptied or counted in one moment, and lets a write
//! that began before the end of the table finish after it. A sharded map that
//! keeps values in its slots is two to four times as fast with 100 000 keys,
//! and level with a million; but it clones them, and runs closures, under its
//! locks.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::sync::LazyLock;
use std::thread::available_parallelism;
use std::{iter, mem};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::object::{Object, Slot};
use super::store::{Closed, Find, Store, count};
use crate::sync::RwLock;

/// How many parts a table has: so many that two threads rarely meet in one.
static PARTS: LazyLock<usize> = LazyLock::new(|| {
    let threads = available_parallelism().map_or(1, usize::from);
    (4 * threads).next_power_of_two().clamp(16, 256)
});

/// Keeps slots by the hash of their keys.
pub struct Hashed<K, V, L> {
    hasher: DefaultHashBuilder,
    parts: Box<[Part<L>]>,
    objects: PhantomData<fn() -> (K, V)>,
}

/// Apart from its neighbours, so that their locks do not share a cache line.
#[repr(align(64))]
struct Part<L>(RwLock<Content<L>>);

struct Content<L> {
    slots: HashTable<Entry<L>>,
    objects: usize,
    closed: bool,
}

struct Entry<L> {
    /// Kept, so that nothing is hashed when the table grows, under the lock.
    hash: u64,
    /// Empty only while it is being changed.
    slot: Option<L>,
}

impl<L> Entry<L> {
    fn is<K, V, Q>(&self, hash: u64, key: &Q) -> bool
    where
        L: Slot<K, V>,
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let slot = self.slot.as_ref();
        self.hash == hash && slot.is_some_and(|s| s.key().borrow() == key)
    }
}

impl<L> Content<L> {
    /// Changes an entry, or makes one if `change` fills an empty slot.
    fn change<K, V, T>(
        &mut self,
        hash: u64,
        is: impl FnMut(&Entry<L>) -> bool,
        change: impl FnOnce(&mut Option<L>) -> T,
    ) -> T
    where
        L: Slot<K, V>,
    {
        let Ok(mut entry) = self.slots.find_entry(hash, is) else {
            let mut slot = None;
            let result = change(&mut slot);
            if slot.is_some() {
                self.objects += count(slot.as_ref());
                let entry = Entry { hash, slot };
                self.slots.insert_unique(hash, entry, |entry| entry.hash);
            }
            return result;
        };
        let slot = &mut entry.get_mut().slot;
        let before = count(slot.as_ref());
        let result = change(slot);
        self.objects = self.objects - before + count(slot.as_ref());
        if slot.is_none() {
            entry.remove();
        }
        result
    }

    fn take(&mut self) -> HashTable<Entry<L>> {
        self.objects = 0;
        mem::take(&mut self.slots)
    }
}

impl<K, V, L> Hashed<K, V, L> {
    fn part(&self, hash: u64) -> &RwLock<Content<L>> {
        // The lowest and the highest bits are used within the part.
        let at = (hash >> 32) as u32 as usize & (self.parts.len() - 1);
        &self.parts[at].0
    }

    /// Takes all locks, so that something is true of all parts at one moment.
    fn take_all(
        &self,
        take: impl Fn(&mut Content<L>) -> HashTable<Entry<L>>,
    ) -> Result<Vec<L>, Closed> {
        let mut parts = Vec::with_capacity(self.parts.len());
        parts.extend(self.parts.iter().map(|part| part.0.write()));
        if parts[0].closed {
            return Err(Closed);
        }
        let taken: Vec<_> = parts.iter_mut().map(|p| take(&mut *p)).collect();
        drop(parts);
        Ok(taken.into_iter().flatten().filter_map(|e| e.slot).collect())
    }
}

impl<K, V, L> Store<K, V> for Hashed<K, V, L>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
    L: Slot<K, V>,
{
    type Slot = L;
    /// The next part.
    type Cursor = usize;

    fn new() -> Self {
        let part = || {
            let slots = HashTable::new();
            Part(RwLock::new(Content { slots, objects: 0, closed: false }))
        };
        Self {
            hasher: DefaultHashBuilder::default(),
            parts: iter::repeat_with(part).take(*PARTS).collect(),
            objects: PhantomData,
        }
    }

    fn size(&self) -> Result<usize, Closed> {
        let mut parts = Vec::with_capacity(self.parts.len());
        parts.extend(self.parts.iter().map(|part| part.0.read()));
        if parts[0].closed {
            return Err(Closed);
        }
        Ok(parts.iter().map(|part| part.objects).sum())
    }

    fn put<T>(
        &self,
        object: Object<K, V>,
        change: impl FnOnce(&mut Option<L>, Object<K, V>) -> T,
    ) -> Result<T, Closed> {
        let hash = self.hasher.hash_one(&object.0);
        let mut content = self.part(hash).write();
        if content.closed {
            return Err(Closed);
        }
        let key = object.clone();
        Ok(content.change(
            hash,
            |entry| entry.is(hash, &key.0),
            |slot| change(slot, object),
        ))
    }

    fn remove(&self, object: &Object<K, V>) -> Result<bool, Closed> {
        self.change(&object.0, |slot| L::remove(slot, object))
    }

    fn walk(
        &self,
        cursor: &mut usize,
    ) -> Result<Option<Vec<Object<K, V>>>, Closed> {
        let Some(part) = self.parts.get(*cursor) else { return Ok(None) };
        *cursor += 1;
        let part = part.0.read();
        if part.closed {
            return Err(Closed);
        }
        let slots = part.slots.iter().filter_map(|e| e.slot.as_ref());
        let mut objects = Vec::with_capacity(part.objects);
        objects.extend(slots.flat_map(|slot| slot.objects().iter().cloned()));
        Ok(Some(objects))
    }

    fn clear(&self) -> Result<Vec<L>, Closed> {
        self.take_all(Content::take)
    }

    fn close(&self) -> Vec<L> {
        let all = self.take_all(|content| {
            content.closed = true;
            content.take()
        });
        all.unwrap_or_default()
    }
}

impl<K, V, L, Q> Find<K, V, Q> for Hashed<K, V, L>
where
    K: Borrow<Q> + Hash + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
    L: Slot<K, V>,
    Q: Hash + Eq + ?Sized,
{
    fn find(&self, key: &Q) -> Result<Option<L>, Closed> {
        let hash = self.hasher.hash_one(key);
        let part = self.part(hash).read();
        if part.closed {
            return Err(Closed);
        }
        let entry = part.slots.find(hash, |entry| entry.is(hash, key));
        Ok(entry.and_then(|entry| entry.slot.clone()))
    }

    fn change<T>(
        &self,
        key: &Q,
        change: impl FnOnce(&mut Option<L>) -> T,
    ) -> Result<T, Closed> {
        let hash = self.hasher.hash_one(key);
        let mut content = self.part(hash).write();
        if content.closed {
            return Err(Closed);
        }
        Ok(content.change(hash, |entry| entry.is(hash, key), change))
    }
}
