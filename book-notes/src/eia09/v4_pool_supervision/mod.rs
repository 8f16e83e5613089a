//! Version 4: the database is a supervisor of its workers, which are found in
//! a registry.
//!
//! | file | since | what changed |
//! |---|---|---|
//! | `system` | 4 | the registry is the first child |
//! | `process_registry` | 4 | is new |
//! | `cache` | 3 | |
//! | `server` | 1 | |
//! | `database` | 4 | is a supervisor, and is not asked for its workers |
//! | `database_worker` | 4 | has a number, and registers itself by it |
//!
//! A file of an earlier version that uses one of this is compiled once more,
//! among its new neighbours.

pub mod system;

pub mod process_registry;

#[path = "../v3_supervised_database/cache.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod cache;
pub mod database;
pub mod database_worker;
#[path = "../../eia08/v1_supervised_cache/server.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod server;
