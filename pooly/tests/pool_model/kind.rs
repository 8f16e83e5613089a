//! The two kinds of pools.

use std::sync::Arc;

use pooly::pool::{Builder, Manage};

use super::notes::Notes;

/// What a pool is of.
pub(crate) trait Kind: Manage<Worker: Sync> {
    const NAME: &str;
    /// Whether a worker may end before it is closed.
    const DIES: bool;

    fn builder(notes: Arc<Notes>) -> Builder<Self>
    where
        Self: Sized;

    /// Returns the number of a worker.
    fn number(notes: &Notes, worker: &Self::Worker) -> usize;
}
