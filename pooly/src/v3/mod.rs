//! Version 3: many pools, in a tree of their own.
//!
//! | file | since | what changed | chapter |
//! |---|---|---|---|
//! | `supervisor` | 3 | starts the supervisor of the pools first | 7 |
//! | `pools_supervisor` | 3 | is new: a pool that crashes harms no other | 7 |
//! | `server` | 3 | starts the pools, and knows the way to each | 7 |
//! | `pool_supervisor` | 3 | is new: one for each pool | 7 |
//! | `pool_server` | 3 | is new: the server of version 2, tied to its workers' supervisor | 7 |
//! | `worker_supervisor` | 3 | belongs to a pool | 7 |
//! | `pool_config` | 3 | a pool has a name | 7 |
//! | `status` | 1 | | 6 |
//!
//! To watch it: `pooly demo v3`.
//!
//! ```text
//! Pooly.Supervisor, one_for_all
//! ├── Pooly.PoolsSupervisor, one_for_one
//! │   ├── Pool1Supervisor, one_for_all
//! │   │   ├── Pool1Server
//! │   │   └── Pool1WorkerSupervisor, temporary
//! │   │       └── SampleWorker, two of them, temporary
//! │   ├── Pool2Supervisor
//! │   └── Pool3Supervisor
//! └── Pooly.Server
//! ```
//!
//! # What it does wrong
//!
//! - A worker that died while it was idle is handed out, and no other is
//!   started.
//! - A consumer that ends at the wrong moment still takes its pool down.

pub mod supervisor;

pub mod pools_supervisor;
pub mod server;

pub mod pool_supervisor;

pub mod pool_server;
pub mod worker_supervisor;

mod pool_config;

pub use super::v1::Status;
pub use pool_config::{PoolConfig, default_pools};
pub use server::{checkin, checkout, status};
pub use supervisor::start_link as start_pools;
