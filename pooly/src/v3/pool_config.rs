//! What a pool is made of.

use actor_core::Name;
use actor_core::supervisor::ChildSpec;

use crate::sample_worker;

/// A pool that is to be started.
#[derive(Clone, Debug)]
pub struct PoolConfig {
    /// What the pool is called, which no other is.
    pub name: Name,
    /// How a worker is started: the book's `mfa`.
    pub worker: ChildSpec<sample_worker::Message>,
    /// How many workers there are.
    pub size: usize,
}

impl PoolConfig {
    /// Describes a pool of so many sample workers.
    pub fn new(name: impl Into<Name>, size: usize) -> Self {
        Self { name: name.into(), worker: sample_worker::child_spec(), size }
    }
}

/// Returns the pools of the book: `Pool1`, `Pool2` and `Pool3`.
pub fn default_pools() -> Vec<PoolConfig> {
    vec![
        PoolConfig::new("Pool1", 2),
        PoolConfig::new("Pool2", 3),
        PoolConfig::new("Pool3", 4),
    ]
}
