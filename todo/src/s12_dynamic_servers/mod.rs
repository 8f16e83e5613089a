//! Step 12: the cache is a supervisor of to-do servers, which are found in the
//! registry too.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `system` | 11 | |
//! | `process_registry` | 11 | |
//! | `cache` | 12 | is a supervisor, and knows no names |
//! | `server` | 12 | registers itself by its name, and is not restarted |
//! | `database`, `database_worker` | 11 | |
//!
//! To watch it: `todo step 12`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - Who wants a list asks the one process of the cache, even if its server
//!   runs. While a list is read from the disk, all wait.
//! - A server that was asked for once stays for ever.
//! - An entry is on the disk some time after it was added, or not: nobody is
//!   told.

#[path = "../s11_pool_supervision/system.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod system;

pub mod cache;
pub mod server;

pub use super::s11_pool_supervision::{
    database, database_worker, process_registry,
};
