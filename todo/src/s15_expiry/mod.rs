//! Step 15: a to-do server that nobody needs ends.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `system` | 11 | |
//! | `cache` | 12 | |
//! | `server` | 15 | is that of step 12, and stops when it is idle |
//! | `process_registry`, `database`, `database_worker` | 11 | |
//!
//! To watch it: `todo step 15`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - A server may stop between the answer of the cache and the question of the
//!   client, who is then told that there is no such process.

#[path = "../s11_pool_supervision/system.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod system;

#[path = "../s12_dynamic_servers/cache.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod cache;
pub mod server;

pub use super::s11_pool_supervision::{
    database, database_worker, process_registry,
};
