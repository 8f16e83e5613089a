//! Registries: processes found by keys of any type, with a value each.
//!
//! A name of a [`System`] is a text, and belongs to one process. A registry
//! has keys of any type, unique or not, and a process may have many. Its
//! entries are read and written by those who use it, in parallel; its own
//! process only stands for them.
//!
//! ```
//! use actor_core::gen_server::{Init, Next};
//! use actor_core::supervisor::{Strategy, Supervisor};
//! use actor_core::{GenServer, ProcessRef, Registry, Reply, System};
//!
//! fn lists() -> Registry<String> {
//!     Registry::unique("lists")
//! }
//!
//! enum Message {
//!     Add(String),
//!     Entries(Reply<Vec<String>>),
//! }
//!
//! struct List(Vec<String>);
//!
//! impl GenServer for List {
//!     type Args = ();
//!     type Message = Message;
//!
//!     async fn init((): ()) -> Init<Self> {
//!         Init::ok(List(Vec::new()))
//!     }
//!
//!     async fn handle(&mut self, message: Message) -> Next {
//!         match message {
//!             Message::Add(entry) => self.0.push(entry),
//!             Message::Entries(reply) => reply.send(self.0.clone()),
//!         }
//!         Next::Continue
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let bobs = || lists().via("bob".to_owned());
//!     Supervisor::new(Strategy::RestForOne)
//!         .child(lists())
//!         .child(List::starter(()).named(bobs()))
//!         .start_link()
//!         .await
//!         .unwrap();
//!     let list = ProcessRef::named(bobs());
//!     list.cast(Message::Add("Dentist".to_owned()));
//!     assert_eq!(list.call(Message::Entries).await.unwrap(), ["Dentist"]);
//!     assert_eq!(lists().whereis("bob"), Some(list.pid()));
//! }).await;
//! # }
//! ```
//!
//! # What it promises
//!
//! A process registers itself, at once or not at all. Its entries vanish when
//! it ends, for whatever reason and before its links and monitors are told; so
//! whoever restarts it finds the keys free. The registry is linked to whoever
//! is registered: if it dies they die with it, and a registry that is started
//! again is empty.
//!
//! # How to supervise
//!
//! As a child before those that register themselves.
//!
//! # When not to use it
//!
//! For a handful of servers that everybody knows, names of the system do. Data
//! that is not about a process belongs elsewhere.
//!
//! # Left out
//!
//! Match specifications: [`entries`](Registry::entries) and an iterator say
//! the same. Partitions: the entries are in pieces anyway, each with a lock of
//! its own. Values beside the registry itself (`put_meta`).
//!
//! This file is long, as the list of what a registry does is.
//!
//! This file is long, because most of it is what a user reads.

mod entries;
mod event;
mod link;
mod server;
mod sharded;
mod table;
mod via;

use std::borrow::Borrow;
use std::fmt::{self, Debug};
use std::hash::Hash;
use std::sync::Arc;

use crate::gen_server::{GenServer, StartError, Starter};
use crate::names::RegisterError;
use crate::pid::{Name, Pid};
use crate::process::{self, ProcessRef};
use crate::server_name::ServerName;
use crate::supervisor::{ChildSpec, IntoChildSpec};
use crate::system::System;

pub use event::Event;
use event::Listener;
pub use server::Message;
use table::Table;
pub use via::ViaKey;

/// What can be a key.
///
/// Keys are hashed, compared, cloned and dropped while a piece of the registry
/// is locked; none of that may use the registry.
pub trait Key: Clone + Eq + Hash + Debug + Send + Sync + 'static {}

impl<K: Clone + Eq + Hash + Debug + Send + Sync + 'static> Key for K {}

/// What can be a value.
pub trait Value: Clone + Send + Sync + 'static {}

impl<V: Clone + Send + Sync + 'static> Value for V {}

/// Whether several entries may have the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    Unique,
    Duplicate,
}

/// A registry; see the [module](self).
///
/// It is the name of a registry and how to start it; cheap to make and to
/// clone. What it does, it does in the system of the current process, with
/// whichever process runs under the name then.
///
/// # Panics
///
/// All its methods but [`register`](Self::register) panic if no registry of
/// this name, and with keys and values of these types, runs; and outside of a
/// process, unless [`on`](Self::on) says in which system.
#[derive(Clone)]
pub struct Registry<K, V = ()> {
    name: Name,
    keys: Keys,
    listeners: Vec<Listener<K, V>>,
    system: Option<System>,
}

impl<K: Key, V: Value> Registry<K, V> {
    /// Makes a registry with at most one entry a key: for names.
    pub fn unique(name: impl Into<Name>) -> Self {
        Self::new(name.into(), Keys::Unique)
    }

    /// Makes a registry with any number of entries a key: for subscriptions.
    pub fn duplicate(name: impl Into<Name>) -> Self {
        Self::new(name.into(), Keys::Duplicate)
    }

    fn new(name: Name, keys: Keys) -> Self {
        Self { name, keys, listeners: Vec::new(), system: None }
    }

    /// Has a process told of everybody who registers or is registered no more.
    /// `message` makes its message of an [`Event`]; a variant is such a
    /// function. If nobody has the name at the time, nobody is told.
    #[must_use]
    pub fn listener<M, F>(
        mut self,
        listener: impl Into<ServerName>,
        message: F,
    ) -> Self
    where
        M: Send + 'static,
        F: Fn(Event<K, V>) -> M + Send + Sync + 'static,
    {
        self.listeners.push(Listener::new(listener.into(), message));
        self
    }

    /// Returns the registry of this name in `system`; for those who are no
    /// process.
    #[must_use]
    pub fn on(mut self, system: &System) -> Self {
        self.system = Some(system.clone());
        self
    }

    /// Returns its name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Starts the registry, linked to the current process.
    ///
    /// # Errors
    ///
    /// If the name is taken.
    ///
    /// # Panics
    ///
    /// Outside of a process; see [`start_on`](Self::start_on).
    pub fn start_link(
        self,
    ) -> impl Future<Output = Result<ProcessRef<Message>, StartError>> + Send
    {
        self.starter().start_link()
    }

    /// Starts the registry in `system`, linked to nobody; for those who are
    /// no process.
    ///
    /// # Errors
    ///
    /// If the name is taken.
    pub fn start_on(
        self,
        system: &System,
    ) -> impl Future<Output = Result<ProcessRef<Message>, StartError>> + Send
    {
        self.starter().start_on(system)
    }

    fn starter(self) -> Starter<server::Server<K, V>> {
        let name = self.name.clone();
        server::Server::starter(self).named(name)
    }

    /// Registers the current process under a key, until it ends.
    ///
    /// # Errors
    ///
    /// [`Taken`](RegisterError::Taken) if keys are unique and a process has
    /// this one, be it the current process itself;
    /// [`UnknownRegistry`](RegisterError::UnknownRegistry) if the registry
    /// does not run.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn register(&self, key: K, value: V) -> Result<(), RegisterError> {
        let table = self.find()?;
        table.register(&process::me(), key, value)
    }

    /// Removes all entries of the current process under a key. Returns whether
    /// there was any; those of others stay.
    ///
    /// # Panics
    ///
    /// If the registry does not run, and outside of a process.
    #[track_caller]
    pub fn unregister<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.table().unregister(&process::me(), key)
    }

    /// Returns who is registered under a key, with the values; in the order
    /// in which they were registered.
    ///
    /// # Panics
    ///
    /// If the registry does not run.
    #[track_caller]
    pub fn lookup<Q>(&self, key: &Q) -> Vec<(Pid, V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let found = self.table().lookup(key);
        found.into_iter().map(|(pid, value)| (pid, V::clone(&value))).collect()
    }

    /// Returns who is registered under a key; the first, if there are several.
    ///
    /// # Panics
    ///
    /// If the registry does not run.
    #[track_caller]
    pub fn whereis<Q>(&self, key: &Q) -> Option<Pid>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.table().whereis(key)
    }

    /// Calls `tell` with everybody who is registered under a key, one after
    /// the other, in the current process. Whoever registers meanwhile waits
    /// for nothing, and is not called.
    ///
    /// ```
    /// use actor_core::{Mailbox, ProcessRef, Registry, System};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// System::new("docs").enter_with(async |mut mailbox: Mailbox<u32>| {
    ///     let prices = Registry::<&str, ProcessRef<u32>>::duplicate("prices");
    ///     prices.clone().start_link().await.unwrap();
    ///     prices.register("Pizza", mailbox.this()).unwrap();
    ///     prices.dispatch("Pizza", |_, customer| customer.send(8));
    ///     assert_eq!(mailbox.receive().await, 8);
    /// }).await;
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If the registry does not run.
    #[track_caller]
    pub fn dispatch<Q>(&self, key: &Q, mut tell: impl FnMut(Pid, &V))
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        for (pid, value) in self.table().lookup(key) {
            tell(pid, &value);
        }
    }

    /// Changes the value of the current process under a key. Returns the new
    /// value and the old one; nothing if the process does not have the key.
    ///
    /// # Panics
    ///
    /// If the registry does not run or its keys are not unique, and outside of
    /// a process.
    #[track_caller]
    pub fn update_value<Q>(
        &self,
        key: &Q,
        update: impl FnOnce(&V) -> V,
    ) -> Option<(V, V)>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let table = self.table();
        assert!(table.is_unique(), "a value is updated where keys are unique");
        let me = process::id();
        let old = table.value(key, me)?;
        let new = Arc::new(update(&old));
        table.replace(key, me, new.clone());
        Some((V::clone(&new), V::clone(&old)))
    }

    /// Returns the keys of a process, in no order; one that it registered
    /// under several times, as many times.
    ///
    /// # Panics
    ///
    /// If the registry does not run.
    #[track_caller]
    pub fn keys(&self, pid: Pid) -> Vec<K> {
        self.table().keys(pid)
    }

    /// Returns how many entries there are.
    ///
    /// # Panics
    ///
    /// If the registry does not run.
    #[track_caller]
    pub fn count(&self) -> usize {
        self.table().count()
    }

    /// Returns all entries, in no order. What is registered meanwhile may be
    /// among them or not.
    ///
    /// # Panics
    ///
    /// If the registry does not run.
    #[track_caller]
    pub fn entries(&self) -> Vec<(K, Pid, V)> {
        let entries = self.table().entries().into_iter();
        entries.map(|(key, pid, value)| (key, pid, V::clone(&value))).collect()
    }

    /// Returns the name that a server has if it is registered under `key`
    /// with `value`; to start it by, and to reach it by.
    ///
    /// To reach a process by it while the registry does not run is to reach
    /// nobody.
    ///
    /// # Panics
    ///
    /// If the keys are not unique.
    #[track_caller]
    pub fn via_with(&self, key: K, value: V) -> ViaKey<K, V> {
        let is_unique = self.keys == Keys::Unique;
        assert!(is_unique, "a name is a key of a registry with unique keys");
        ViaKey { registry: self.name.clone(), key, value }
    }

    /// As [`via_with`](Self::via_with), for those who need no value.
    ///
    /// # Panics
    ///
    /// As [`via_with`](Self::via_with).
    #[track_caller]
    pub fn via(&self, key: K) -> ViaKey<K, V>
    where
        V: Default,
    {
        self.via_with(key, V::default())
    }

    #[track_caller]
    fn table(&self) -> Arc<Table<K, V>> {
        match self.find() {
            Ok(table) => table,
            Err(error) => panic!("{error}"),
        }
    }

    #[track_caller]
    fn find(&self) -> Result<Arc<Table<K, V>>, RegisterError> {
        let name = self.name.as_str();
        let table = match &self.system {
            Some(system) => system.kernel.names.shown(name),
            None => process::current(|current| {
                let me = current.expect(
                    "a registry is used in a process: see `Registry::on`",
                );
                me.head().kernel.names.shown(name)
            }),
        };
        let unknown = || RegisterError::UnknownRegistry(self.name.clone());
        table.ok_or_else(unknown)
    }
}

/// A registry is known by its name. As in Elixir it counts as a supervisor.
impl<K: Key, V: Value> IntoChildSpec for Registry<K, V> {
    type Message = Message;

    fn into_child_spec(self) -> ChildSpec<Message> {
        let id = self.name.clone();
        ChildSpec::new(id, move || self.clone().start_link()).supervisor()
    }
}

impl<K, V> fmt::Debug for Registry<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("name", &self.name)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}
