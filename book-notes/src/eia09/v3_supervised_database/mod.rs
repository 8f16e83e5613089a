//! Version 3: the database is supervised beside the cache.
//!
//! | file | since | what changed |
//! |---|---|---|
//! | `system` | 3 | there are two children, the database first |
//! | `cache` | 3 | does not start the database |
//! | `server` | 1 | |
//! | `database` | 3 | is a child of the supervisor |
//! | `database_worker` | 1 | |
//!
//! A file of an earlier version that uses one of this is compiled once more,
//! among its new neighbours.

pub mod system;

pub mod cache;
pub mod database;
#[path = "../../eia08/v1_supervised_cache/server.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod server;

pub use crate::eia08::v1_supervised_cache::database_worker;
