//! Version 7: a to-do server is an agent.
//!
//! | file | since | what changed |
//! |---|---|---|
//! | `system` | 4 | |
//! | `cache` | 5 | |
//! | `server` | 7 | is an agent |
//! | `process_registry`, `database`, `database_worker` | 4 | |
//!
//! A file of an earlier version that uses one of this is compiled once more,
//! among its new neighbours.

#[path = "../../eia09/v4_pool_supervision/system.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod system;

#[path = "../../eia09/v5_dynamic_workers/cache.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod cache;
pub mod server;

pub use crate::eia09::v4_pool_supervision::{
    database, database_worker, process_registry,
};
