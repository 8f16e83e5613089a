//! The entries of a registry that runs.
//!
//! A process enters and removes only itself, and its end is a step of its own;
//! so what is done for one process is never done twice at the same time. Locks
//! are held for one map at a time, and no value is dropped under one.
//!
//! It is long, because what keeps both maps true is read in one place.

use std::borrow::Borrow;
use std::hash::Hash;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rustc_hash::FxHashMap;

use super::entries::{Entries, Entry};
use super::event::{Event, Listener};
use super::link::{Linked, link, unlink};
use super::sharded::Sharded;
use super::{Key, Keys, Value};
use crate::exit::ExitReason;
use crate::names::RegisterError;
use crate::pid::{Name, Pid};
use crate::process::{self, Belonging, Process};
use crate::sync::AtomicU64;
use crate::system::System;

pub(super) struct Table<K, V> {
    name: Name,
    keys: Keys,
    listeners: Vec<Listener<K, V>>,
    registry: Arc<dyn Process>,
    entries: Sharded<K, Entries<V>>,
    owners: Sharded<Pid, Owner<K>>,
    /// The number of the next entry.
    next: AtomicU64,
    count: AtomicU64,
}

/// What is known of a process that is registered, or was before.
struct Owner<K> {
    /// The numbers of its entries.
    keys: FxHashMap<K, Vec<u64>>,
    /// Whether the registry linked itself to it, so that it will unlink
    /// itself. The process may have been linked to it before.
    linked: bool,
}

impl<K: Key, V: Value> Table<K, V> {
    pub(super) fn new(
        name: Name,
        keys: Keys,
        listeners: Vec<Listener<K, V>>,
        registry: Arc<dyn Process>,
    ) -> Self {
        Self {
            name,
            keys,
            listeners,
            registry,
            entries: Sharded::new(),
            owners: Sharded::new(),
            next: AtomicU64::new(0),
            count: AtomicU64::new(0),
        }
    }

    pub(super) fn is_unique(&self) -> bool {
        self.keys == Keys::Unique
    }

    /// Registers a process: the current one, or one that does not run yet.
    pub(super) fn register(
        self: &Arc<Self>,
        process: &Arc<dyn Process>,
        key: K,
        value: V,
    ) -> Result<(), RegisterError> {
        let pid = process.pid();
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let value = Arc::new(value);
        let entry = Entry { pid, value: value.clone() };
        self.insert(key.clone(), number, entry)?;
        let told = (!self.listeners.is_empty()).then(|| key.clone());
        if let Err(error) = self.own(process, key, number) {
            // This is its only entry.
            drop(self.forget(pid));
            return Err(error);
        }
        if let Some(key) = told {
            self.tell(|registry| {
                let (key, value) = (key.clone(), V::clone(&value));
                Event::Registered { registry, key, pid, value }
            });
        }
        Ok(())
    }

    pub(super) fn unregister<Q>(
        &self,
        process: &Arc<dyn Process>,
        key: &Q,
    ) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let pid = process.pid();
        let mut owners = self.owners.of(&pid).write();
        let Some(owner) = owners.get_mut(&pid) else { return false };
        let removed = owner.keys.remove_entry(key);
        let unlinks = owner.keys.is_empty() && mem::take(&mut owner.linked);
        drop(owners);
        if unlinks {
            unlink(&**process, &*self.registry);
        }
        let Some((key, numbers)) = removed else { return false };
        for number in numbers {
            drop(self.remove(&key, number));
        }
        self.tell(|registry| Event::Unregistered {
            registry,
            key: key.clone(),
            pid,
        });
        true
    }

    pub(super) fn whereis<Q>(&self, key: &Q) -> Option<Pid>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        match self.entries.of(key).read().get(key)? {
            Entries::One(_, entry) => Some(entry.pid),
            Entries::Many(many) => many.values().next().map(|entry| entry.pid),
        }
    }

    pub(super) fn lookup<Q>(&self, key: &Q) -> Vec<(Pid, Arc<V>)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        match self.entries.of(key).read().get(key) {
            Some(entries) => entries.all(),
            None => Vec::new(),
        }
    }

    /// Returns the value under a key that is unique, if `pid` has it.
    pub(super) fn value<Q>(&self, key: &Q, pid: Pid) -> Option<Arc<V>>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        match self.entries.of(key).read().get(key)? {
            Entries::One(_, entry) if entry.pid == pid => {
                Some(entry.value.clone())
            }
            _ => None,
        }
    }

    /// Sets the value under a key that is unique, if `pid` has it.
    pub(super) fn replace<Q>(&self, key: &Q, pid: Pid, mut value: Arc<V>)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let mut entries = self.entries.of(key).write();
        if let Some(Entries::One(_, entry)) = entries.get_mut(key)
            && entry.pid == pid
        {
            mem::swap(&mut entry.value, &mut value);
        }
        drop(entries);
        drop(value);
    }

    pub(super) fn keys(&self, pid: Pid) -> Vec<K> {
        let owners = self.owners.of(&pid).read();
        let Some(owner) = owners.get(&pid) else { return Vec::new() };
        let keys = owner.keys.iter();
        keys.flat_map(|(key, numbers)| vec![key.clone(); numbers.len()])
            .collect()
    }

    #[expect(clippy::cast_possible_truncation, reason = "they are in memory")]
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed) as usize
    }

    pub(super) fn entries(&self) -> Vec<(K, Pid, Arc<V>)> {
        let mut all = Vec::new();
        for shard in self.entries.all() {
            for (key, entries) in shard.read().iter() {
                let entries = entries.all().into_iter();
                all.extend(entries.map(|(pid, v)| (key.clone(), pid, v)));
            }
        }
        all
    }

    /// Makes an entry, unless the key is taken.
    fn insert(
        &self,
        key: K,
        number: u64,
        entry: Entry<V>,
    ) -> Result<(), RegisterError> {
        let mut shard = self.entries.of(&key).write();
        match shard.get_mut(&key) {
            Some(Entries::One(_, holder)) if self.is_unique() => {
                return Err(RegisterError::Taken(holder.pid));
            }
            Some(entries) => entries.push(number, entry),
            None => drop(shard.insert(key, Entries::One(number, entry))),
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Removes an entry, and returns it to be dropped without a lock.
    fn remove(&self, key: &K, number: u64) -> impl Sized + use<K, V> {
        let mut shard = self.entries.of(key).write();
        let entries = shard.get_mut(key)?;
        let mut removed = (None, None);
        if let Entries::Many(many) = entries {
            removed.0 = many.remove(&number);
        }
        if entries.is_only(number) {
            removed.1 = shard.remove_entry(key);
        }
        self.count.fetch_sub(1, Ordering::Relaxed);
        Some(removed)
    }

    /// Ties an entry to its process.
    fn own(
        self: &Arc<Self>,
        process: &Arc<dyn Process>,
        key: K,
        number: u64,
    ) -> Result<(), RegisterError> {
        let pid = process.pid();
        let mut owners = self.owners.of(&pid).write();
        let is_known = owners.contains_key(&pid);
        let owner = owners.entry(pid).or_insert_with(|| Owner {
            keys: FxHashMap::default(),
            linked: false,
        });
        let is_first = owner.keys.is_empty();
        owner.keys.entry(key).or_default().push(number);
        drop(owners);
        if !is_known && !process::give(&**process, self.clone()) {
            return Err(RegisterError::NoProc);
        }
        if !is_first {
            return Ok(());
        }
        match link(process, &self.registry) {
            Linked::Before => Ok(()),
            Linked::ToNobody => {
                Err(RegisterError::UnknownRegistry(self.name.clone()))
            }
            Linked::Now => {
                let mut owners = self.owners.of(&pid).write();
                if let Some(owner) = owners.get_mut(&pid) {
                    owner.linked = true;
                }
                Ok(())
            }
        }
    }

    /// Removes a process and its entries. Returns its keys, and what is to be
    /// dropped.
    fn forget(&self, pid: Pid) -> (Vec<K>, impl Sized + use<K, V>) {
        let owner = self.owners.of(&pid).write().remove(&pid);
        let keys = owner.into_iter().flat_map(|owner| owner.keys);
        keys.map(|(key, numbers)| {
            let entries = numbers.into_iter();
            let entries = entries.map(|number| self.remove(&key, number));
            let entries: Vec<_> = entries.collect();
            (key, entries)
        })
        .unzip::<_, _, _, Vec<_>>()
    }

    fn tell(&self, event: impl Fn(Name) -> Event<K, V>) {
        if self.listeners.is_empty() {
            return;
        }
        let system = System { kernel: self.registry.head().kernel.clone() };
        for listener in &self.listeners {
            listener.tell(&system, event(self.name.clone()));
        }
    }
}

/// At the end of a process its entries vanish; those who listen are told when
/// all its keys are free.
impl<K: Key, V: Value> Belonging for Table<K, V> {
    fn owner_ended(&self, owner: Pid, _: &ExitReason) {
        // Whatever keys, values and listeners do, the process must end.
        let free = AssertUnwindSafe(|| {
            let (keys, removed) = self.forget(owner);
            // A registry that is gone has nothing to tell.
            if self.registry.is_alive() {
                for key in &keys {
                    self.tell(|registry| {
                        let key = key.clone();
                        Event::Unregistered { registry, key, pid: owner }
                    });
                }
            }
            drop(removed);
        });
        if catch_unwind(free).is_err() {
            tracing::error!(
                pid = %owner,
                registry = %self.name,
                "a registry panicked when a process left it"
            );
        }
    }
}
