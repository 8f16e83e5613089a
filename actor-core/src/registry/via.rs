//! Keys of a registry as names of servers.

use std::fmt;
use std::sync::Arc;

use super::table::Table;
use super::{Key, Value};
use crate::names::RegisterError;
use crate::pid::{Name, Pid};
use crate::server_name::Via;
use crate::system::System;

/// A key of a registry as the name of a server: `{via, Registry, _}`; see
/// [`Registry::via`](crate::Registry::via).
#[derive(Clone, Debug)]
pub struct ViaKey<K, V = ()> {
    pub(super) registry: Name,
    pub(super) key: K,
    pub(super) value: V,
}

impl<K: Key, V: Value> ViaKey<K, V> {
    fn table(&self, system: &System) -> Option<Arc<Table<K, V>>> {
        system.kernel.names.shown(self.registry.as_str())
    }
}

impl<K: Key, V: Value> Via for ViaKey<K, V> {
    fn register(&self, system: &System, pid: Pid) -> Result<(), RegisterError> {
        let unknown = || RegisterError::UnknownRegistry(self.registry.clone());
        let table = self.table(system).ok_or_else(unknown)?;
        let process = system.kernel.table.find(pid);
        let process = process.ok_or(RegisterError::NoProc)?;
        table.register(&process, self.key.clone(), self.value.clone())
    }

    fn unregister(&self, system: &System, pid: Pid) {
        let process = system.kernel.table.find(pid);
        if let (Some(table), Some(process)) = (self.table(system), process) {
            table.unregister(&process, &self.key);
        }
    }

    fn whereis(&self, system: &System) -> Option<Pid> {
        self.table(system)?.whereis(&self.key)
    }
}

impl<K: Key, V> fmt::Display for ViaKey<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}, {:?}}}", self.registry, self.key)
    }
}
