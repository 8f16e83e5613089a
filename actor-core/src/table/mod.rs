//! Tables: what many processes read and write without asking one of them.
//!
//! A [`Table`] is Erlang's ETS table. It belongs to the process that made it,
//! and is gone when that ends. Operations run in whoever calls them, on many
//! threads at once, and each is atomic.
//!
//! ```
//! use actor_core::{ProcessRef, System, Table, process};
//!
//! fn put(key: &str, value: u32) {
//!     Table::<String, u32>::named("key_value").insert(key.into(), value);
//! }
//! fn get(key: &str) -> Option<u32> {
//!     Table::<String, u32>::named("key_value").lookup(key)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let table = Table::<String, u32>::options().public();
//!     table.create_named("key_value").unwrap();
//!     put("Pizza", 8);
//!     assert_eq!(get("Pizza"), Some(8));
//! }).await;
//! # }
//! ```
//!
//! # Kinds
//!
//! The third parameter says which kind of table it is, and so which methods it
//! has: a [`Set`], which it is by default, an [`OrderedSet`], a [`Bag`] or a
//! [`DuplicateBag`].
//!
//! # When it is gone
//!
//! Then, and when it is not its owner who does what only the owner may, an
//! operation panics with a [`TableError`]: a crash, for the supervisor to
//! handle, as in ETS. For those to whom it is no surprise there are
//! [`is_alive`](Table::is_alive), and the basic operations as `try_insert`,
//! `try_lookup` and so on, which return the error.
//!
//! # What a closure may do
//!
//! Whatever it likes: no closure, no `Clone` of a value and no `Drop` runs
//! while a lock of the table is held. So they may use the table, block, or
//! panic, and nobody else notices. In return they see an object as it was when
//! it was looked up. Under a lock run only `Hash` and `Eq` or `Ord` of keys,
//! and `PartialEq` of the values of a bag, which must not use the table.
//!
//! A value is dropped by whoever looks at it last.
//!
//! # When not to use it
//!
//! State that one process changes by rules belongs into a
//! [`GenServer`](crate::GenServer). Two operations on a table are not one: what
//! must change together is one object, or asked of a process.
//!
//! # Left out
//!
//! - `read_concurrency`, `write_concurrency` and the like: a table is always
//!   made for both.
//! - Match specifications: a closure says what is selected. So do tuples and
//!   `keypos`: keys and values have types.
//! - `safe_fixtable`: a walk through a table needs no help.
//! - `insert` of several objects in one moment, `rename`, files, the memory
//!   that a table takes, and `compressed`.
//! - The first and the next key of a table that has no order; see
//!   [`fold`](Table::fold).
//!
//! This file is long, because most of it is what a user reads.

mod bag;
mod counter;
mod error;
mod hashed;
mod heir;
mod kind;
mod named;
mod names;
mod object;
mod options;
mod order;
mod ordered;
mod set;
mod shared;
mod store;
mod whole;

use std::fmt;
use std::sync::Arc;

pub use counter::Counter;
pub use error::TableError;
pub use heir::Transfer;
pub use kind::{
    Admit, Bag, BagOf, Distinct, DuplicateBag, Kind, Order, OrderedSet,
    Repeated, Set, SetOf, Sorted, Unordered,
};
pub(crate) use names::Tables;
pub use options::{Access, Options};

use crate::exit::NoProc;
use crate::pid::{Name, Pid};
use crate::process::{Process, ProcessRef};
use crate::system::System;
use named::Named;
use shared::{Need, Shared};
use store::{Closed, Store};

/// A table, as one holds it; cheap to clone. See the [module](self).
///
/// It is either the table itself, reached without a look-up, or a name,
/// resolved again after the table that had it is gone, so that it survives the
/// restart of the owner.
pub struct Table<K, V, S: Kind<K, V> = Set> {
    target: Target<K, V, S>,
}

enum Target<K, V, S: Kind<K, V>> {
    Table(Arc<Shared<K, V, S>>),
    Name(Arc<Named<K, V, S>>),
}

impl<K, V, S> Table<K, V, S>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
{
    /// Makes a table that everybody may read and the current process, its
    /// owner, may write.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[expect(clippy::new_without_default, reason = "it has an owner")]
    #[track_caller]
    pub fn new() -> Self {
        Self::options().create()
    }

    /// Returns how a table is made: who may use it, its heir, its name.
    pub fn options() -> Options<K, V, S> {
        Options::new()
    }

    /// Returns a reference by name, in the system of the current process.
    ///
    /// There need be no such table yet.
    ///
    /// # Panics
    ///
    /// Outside of a process; see [`named_in`](Self::named_in).
    #[track_caller]
    pub fn named(name: impl Into<Name>) -> Self {
        Self::named_in(&System::current(), name)
    }

    /// Returns a reference by name, for those who are no process.
    pub fn named_in(system: &System, name: impl Into<Name>) -> Self {
        let named = Named::new(system.kernel.clone(), name.into());
        Self { target: Target::Name(Arc::new(named)) }
    }

    fn direct(shared: Arc<Shared<K, V, S>>) -> Self {
        Self { target: Target::Table(shared) }
    }

    /// Returns the table itself: `ets:whereis`. Whoever has it does not follow
    /// the name any more.
    ///
    /// # Errors
    ///
    /// If nobody has the name, or the table is of another type.
    pub fn whereis(&self) -> Result<Self, TableError> {
        match &self.target {
            Target::Table(shared) => Ok(Self::direct(shared.clone())),
            Target::Name(named) => named.find().map(Self::direct),
        }
    }

    /// Returns whether the table is there.
    pub fn is_alive(&self) -> bool {
        self.owner().is_some()
    }

    /// Returns the owner; nothing if the table is gone.
    pub fn owner(&self) -> Option<Pid> {
        match &self.target {
            Target::Table(shared) => shared.owner(),
            Target::Name(named) => named.find().ok()?.owner(),
        }
    }

    /// Returns the name, if the table has one.
    pub fn name(&self) -> Option<&Name> {
        match &self.target {
            Target::Table(shared) => shared.name.as_ref(),
            Target::Name(named) => Some(named.name()),
        }
    }

    /// Gives the table to another process, which receives what `message` makes
    /// of the [`Transfer`]. Whatever was said of an heir remains.
    ///
    /// # Errors
    ///
    /// If the process is dead, is of another system, or is the owner already.
    ///
    /// # Panics
    ///
    /// If the current process is not the owner.
    #[track_caller]
    pub fn give_away<M: Send + 'static>(
        &self,
        to: &ProcessRef<M>,
        message: impl FnOnce(Transfer<K, V, S>) -> M,
    ) -> Result<(), NoProc> {
        let table = sure(self.whereis());
        let Target::Table(shared) = &table.target else { return Err(NoProc) };
        sure(shared.check_owner());
        let cell = to.cell().ok_or(NoProc)?;
        let process: Arc<dyn Process> = cell.clone();
        let transfer = shared.give_away(&process)?;
        cell.send(message(transfer));
        Ok(())
    }

    /// Removes the table before its owner ends: `ets:delete/1`. Whoever may
    /// write may do it.
    ///
    /// # Panics
    ///
    /// If the table is gone, or the current process may not write.
    #[track_caller]
    pub fn delete_table(&self) {
        sure(self.with(Need::Write, Shared::delete));
    }

    /// Runs an operation, if the current process may.
    #[inline]
    fn run<T>(
        &self,
        need: Need,
        operation: impl FnOnce(&S::Store) -> Result<T, Closed>,
    ) -> Result<T, TableError> {
        self.with(need, |shared| {
            operation(&shared.store).map_err(|closed| shared.gone(closed))
        })
    }

    #[inline]
    fn with<T>(
        &self,
        need: Need,
        operation: impl FnOnce(&Shared<K, V, S>) -> Result<T, TableError>,
    ) -> Result<T, TableError> {
        let found;
        let shared = match &self.target {
            Target::Table(shared) => shared,
            Target::Name(named) => {
                if let Some(known) = named.known() {
                    known
                } else {
                    found = named.find()?;
                    &found
                }
            }
        };
        shared.check(need)?;
        operation(shared)
    }
}

/// Lets an operation that failed crash.
#[inline]
#[track_caller]
fn sure<T>(outcome: Result<T, TableError>) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

impl<K, V, S: Kind<K, V>> Clone for Table<K, V, S> {
    fn clone(&self) -> Self {
        let target = match &self.target {
            Target::Table(shared) => Target::Table(shared.clone()),
            Target::Name(named) => Target::Name(named.clone()),
        };
        Self { target }
    }
}

impl<K, V, S> fmt::Debug for Table<K, V, S>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("name", &self.name())
            .field("owner", &self.owner())
            .finish_non_exhaustive()
    }
}
