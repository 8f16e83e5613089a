//! Version 1: one pool, which hopes that nobody crashes.
//!
//! | file | since | what changed | chapter |
//! |---|---|---|---|
//! | `supervisor` | 1 | | 6 |
//! | `server` | 1 | | 6 |
//! | `worker_supervisor` | 1 | | 6 |
//! | `pool_config`, `status` | 1 | | 6 |
//!
//! To watch it: `pooly demo v1`.
//!
//! ```text
//! Supervisor, one_for_all
//! ├── Pooly.Server
//! └── WorkerSupervisor, temporary
//!     └── SampleWorker, five of them, permanent
//! ```
//!
//! # What it does wrong
//!
//! - A worker that died while it was idle is handed out; the one that was
//!   started instead is not.
//! - A consumer that ends while it has a worker takes the whole pool down.
//! - If the workers' supervisor dies, nobody notices that all workers are dead.

pub mod supervisor;

pub mod server;
pub mod worker_supervisor;

mod pool_config;
mod status;

pub use pool_config::PoolConfig;
pub use server::{checkin, checkout, status};
pub use status::Status;
pub use supervisor::start_link as start_pool;
