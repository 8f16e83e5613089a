//! Step 10: the database is supervised beside the cache.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `system` | 10 | there are two children, the database first |
//! | `cache` | 10 | does not start the database |
//! | `server` | 7 | |
//! | `database` | 10 | is a child of the supervisor |
//! | `database_worker` | 7 | |
//!
//! To watch it: `todo step 10`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - A worker takes the database and the other workers along, and a to-do
//!   server the cache and all lists.
//! - All restarts are counted together, so that bad lists end the database.

pub mod system;

pub mod cache;
pub mod database;
#[path = "../s07_database_workers/server.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod server;

pub use super::s07_database_workers::database_worker;
