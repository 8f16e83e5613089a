//! Who gets a table next.

use std::fmt;
use std::sync::Arc;

use super::store::Store;
use super::{Kind, Table};
use crate::pid::Pid;
use crate::process::{Process, ProcessRef};

/// What a process is told that a table was given to: `'ETS-TRANSFER'`.
pub struct Transfer<K, V, S: Kind<K, V>> {
    /// The table, which belongs to the receiver now.
    pub table: Table<K, V, S>,
    /// Who owned it before.
    pub from: Pid,
}

impl<K, V, S> fmt::Debug for Transfer<K, V, S>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transfer")
            .field("table", &self.table)
            .field("from", &self.from)
            .finish()
    }
}

/// Somebody who gets a table when its owner ends.
pub(super) trait Inherit<K, V, S: Kind<K, V>>: Send {
    /// Returns the process, if there is one, and what tells it.
    fn inherit(&self) -> Option<Next<K, V, S>>;
}

type Next<K, V, S> = (Arc<dyn Process>, Box<dyn FnOnce(Transfer<K, V, S>)>);

/// A process, and how it is told.
pub(super) struct To<M, F> {
    pub(super) process: ProcessRef<M>,
    pub(super) message: Arc<F>,
}

impl<K, V, S, M, F> Inherit<K, V, S> for To<M, F>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
    M: Send + 'static,
    F: Fn(Transfer<K, V, S>) -> M + Send + Sync + 'static,
{
    fn inherit(&self) -> Option<Next<K, V, S>> {
        // A name may lead to somebody else a moment later.
        let cell = self.process.cell()?;
        let message = self.message.clone();
        let process = cell.clone();
        let tell = move |transfer| cell.send(message(transfer));
        Some((process, Box::new(tell)))
    }
}
