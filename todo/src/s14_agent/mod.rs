//! Step 14: a to-do server is an agent.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `system` | 11 | |
//! | `cache` | 12 | |
//! | `server` | 14 | is an agent |
//! | `process_registry`, `database`, `database_worker` | 11 | |
//!
//! To watch it: `todo step 14`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - An agent cannot notice that nobody asks it, so it stays for ever.
//! - Whoever has it can do anything to its state: what a to-do server may do
//!   is no longer said in one place.

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
