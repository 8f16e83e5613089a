//! The named tables of a system: one table a name, freed when it is gone.

use std::any::Any;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::pid::Name;
use crate::sync::RwLock;

/// A table, whatever it keeps.
type AnyTable = Arc<dyn Any + Send + Sync>;

#[derive(Default)]
pub(crate) struct Tables {
    names: RwLock<FxHashMap<Name, AnyTable>>,
}

impl Tables {
    /// Gives a table a name. Returns false if another one has it.
    pub(super) fn insert(&self, name: Name, table: AnyTable) -> bool {
        let mut names = self.names.write();
        if names.contains_key(&name) {
            return false;
        }
        names.insert(name, table);
        true
    }

    pub(super) fn find(&self, name: &str) -> Option<AnyTable> {
        self.names.read().get(name).cloned()
    }

    /// Frees a name, which a table has for as long as it is there.
    pub(super) fn remove(&self, name: &Name) {
        let mut names = self.names.write();
        let table = names.remove(name);
        drop(names);
        drop(table);
    }
}
