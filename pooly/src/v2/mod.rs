//! Version 2: one pool, whose consumers and workers may crash.
//!
//! | file | since | what changed | chapter |
//! |---|---|---|---|
//! | `supervisor` | 1 | | 6 |
//! | `server` | 2 | takes a dead consumer's worker back, replaces a worker that died | 6 |
//! | `worker_supervisor` | 2 | workers are temporary: the server replaces them | 6 |
//! | `pool_config`, `status` | 1 | | 6 |
//!
//! To watch it: `pooly demo v2`.
//!
//! A file of version 1 that uses one of this is compiled once more, among its
//! new neighbours.
//!
//! # What it does wrong
//!
//! - A worker that died while it was idle is handed out, and no other is
//!   started.
//! - A consumer that ends at the wrong moment still takes the pool down.
//! - If the workers' supervisor dies, that is noticed only if a worker was out.

#[path = "../v1/supervisor.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod supervisor;

pub mod server;
pub mod worker_supervisor;

pub use super::v1::{PoolConfig, Status};
pub use server::{checkin, checkout, status};
pub use supervisor::start_link as start_pool;
