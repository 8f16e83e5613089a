//! Version 5: the cache is a supervisor of to-do servers, which are found in
//! the registry too.
//!
//! | file | since | what changed |
//! |---|---|---|
//! | `system` | 4 | |
//! | `process_registry` | 4 | |
//! | `cache` | 5 | is a supervisor, and knows no names |
//! | `server` | 5 | registers itself by its name, and is not restarted |
//! | `database`, `database_worker` | 4 | |
//!
//! A file of an earlier version that uses one of this is compiled once more,
//! among its new neighbours.

#[path = "../v4_pool_supervision/system.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod system;

pub mod cache;
pub mod server;

pub use super::v4_pool_supervision::{
    database, database_worker, process_registry,
};
