//! How a table is made.

use std::fmt;
use std::sync::Arc;

use super::heir::To;
use super::shared::{Heir, Shared};
use super::store::Store;
use super::{Kind, Table, TableError, Transfer};
use crate::pid::Name;
use crate::process::ProcessRef;

/// Who may use a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Everybody reads and writes.
    Public,
    /// Everybody reads, the owner writes.
    #[default]
    Protected,
    /// The owner reads and writes.
    Private,
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Protected => "protected",
            Self::Private => "private",
        })
    }
}

/// A table that is to be made; see [`Table::options`].
#[must_use = "a table is made by `create` or `create_named`"]
pub struct Options<K, V, S: Kind<K, V>> {
    access: Access,
    heir: Option<Heir<K, V, S>>,
}

impl<K, V, S> Options<K, V, S>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
{
    pub(super) fn new() -> Self {
        Self { access: Access::default(), heir: None }
    }

    /// Lets everybody read and write.
    pub fn public(mut self) -> Self {
        self.access = Access::Public;
        self
    }

    /// Lets everybody read, and the owner write. So it is by default.
    pub fn protected(mut self) -> Self {
        self.access = Access::Protected;
        self
    }

    /// Lets nobody but the owner read and write.
    pub fn private(mut self) -> Self {
        self.access = Access::Private;
        self
    }

    /// Leaves the table to `heir` when its owner ends. The heir receives what
    /// `message` makes of the [`Transfer`]; a variant of an enum is such a
    /// function.
    ///
    /// A name is resolved when the owner ends. If nobody is there then, or it
    /// is the heir itself that ends, the table is gone.
    pub fn heir<M, F>(mut self, heir: &ProcessRef<M>, message: F) -> Self
    where
        M: Send + 'static,
        F: Fn(Transfer<K, V, S>) -> M + Send + Sync + 'static,
    {
        let (process, message) = (heir.clone(), Arc::new(message));
        self.heir = Some(Box::new(To { process, message }));
        self
    }

    /// Makes the table. It belongs to the current process.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn create(self) -> Table<K, V, S> {
        let shared = Shared::create(None, self.access, self.heir);
        Table::direct(shared.expect("no name, so none that is taken"))
    }

    /// Makes the table under a name, which it has until it is gone.
    ///
    /// # Errors
    ///
    /// If another table has the name.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn create_named(
        self,
        name: impl Into<Name>,
    ) -> Result<Table<K, V, S>, TableError> {
        let name = Some(name.into());
        Shared::create(name, self.access, self.heir).map(Table::direct)
    }
}

impl<K, V, S: Kind<K, V>> fmt::Debug for Options<K, V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("access", &self.access)
            .field("has_heir", &self.heir.is_some())
            .finish()
    }
}
