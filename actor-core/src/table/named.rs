//! A table that is meant by its name.

use std::sync::Arc;

use super::shared::Shared;
use super::store::Store;
use super::{Kind, TableError};
use crate::pid::Name;
use crate::sync::OnceLock;
use crate::system::Kernel;

pub(super) struct Named<K, V, S: Kind<K, V>> {
    kernel: Arc<Kernel>,
    name: Name,
    /// The first table that was found. A table has its name as long as it is
    /// there, so while it is, nothing needs to be resolved.
    known: OnceLock<Arc<Shared<K, V, S>>>,
}

impl<K, V, S> Named<K, V, S>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
{
    pub(super) fn new(kernel: Arc<Kernel>, name: Name) -> Self {
        Self { kernel, name, known: OnceLock::new() }
    }

    pub(super) fn name(&self) -> &Name {
        &self.name
    }

    /// Returns the table, if it is there and was found before.
    #[inline]
    pub(super) fn known(&self) -> Option<&Arc<Shared<K, V, S>>> {
        self.known.get().filter(|known| known.owner().is_some())
    }

    /// Returns the table that has the name now.
    pub(super) fn find(&self) -> Result<Arc<Shared<K, V, S>>, TableError> {
        if let Some(known) = self.known() {
            return Ok(known.clone());
        }
        let found = self.kernel.tables.find(self.name.as_str());
        let found: Arc<Shared<K, V, S>> = found
            .ok_or_else(|| TableError::NotFound(self.name.clone()))?
            .downcast()
            .map_err(|_| TableError::OtherType(self.name.clone()))?;
        self.known.get_or_init(|| found.clone());
        Ok(found)
    }
}
