//! Version 2: whoever starts a process is linked to it.
//!
//! | file | since | what changed |
//! |---|---|---|
//! | `system` | 1 | |
//! | `cache` | 2 | is linked to the database and to the to-do servers |
//! | `server` | 1 | |
//! | `database` | 2 | is linked to its workers |
//! | `database_worker` | 1 | |
//!
//! A file of version 1 that uses a file of version 2 is compiled once more,
//! among its new neighbours.

#[path = "../v1_supervised_cache/system.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod system;

pub mod cache;
pub mod database;
#[path = "../v1_supervised_cache/server.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod server;

pub use super::v1_supervised_cache::database_worker;
