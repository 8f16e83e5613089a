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
    /// How many workers there are always.
    pub size: usize,
    /// How many more there may be while all those are out.
    pub max_overflow: usize,
}

impl PoolConfig {
    /// Describes a pool of so many sample workers, and never more.
    pub fn new(name: impl Into<Name>, size: usize) -> Self {
        let worker = sample_worker::child_spec();
        Self { name: name.into(), worker, size, max_overflow: 0 }
    }

    /// Says how many more workers there may be for a while.
    #[must_use]
    pub fn max_overflow(mut self, max_overflow: usize) -> Self {
        self.max_overflow = max_overflow;
        self
    }
}

/// Returns the pools of the book: `Pool1`, `Pool2` and `Pool3`.
pub fn default_pools() -> Vec<PoolConfig> {
    vec![
        PoolConfig::new("Pool1", 2).max_overflow(1),
        PoolConfig::new("Pool2", 3),
        PoolConfig::new("Pool3", 4),
    ]
}
