//! What a pool is made of.

use actor_core::supervisor::ChildSpec;

use crate::sample_worker;

/// A pool that is to be started.
#[derive(Clone, Debug)]
pub struct PoolConfig {
    /// How a worker is started: the book's `mfa`.
    pub worker: ChildSpec<sample_worker::Message>,
    /// How many workers there are.
    pub size: usize,
}

/// Five sample workers.
impl Default for PoolConfig {
    fn default() -> Self {
        Self { worker: sample_worker::child_spec(), size: 5 }
    }
}
