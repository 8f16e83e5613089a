//! Step 11: the database is a supervisor of its workers, which are found in a
//! registry.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `system` | 11 | the registry is the first child |
//! | `process_registry` | 11 | is new |
//! | `cache` | 10 | |
//! | `server` | 7 | |
//! | `database` | 11 | is a supervisor, and is not asked for its workers |
//! | `database_worker` | 11 | has a number, and registers itself by it |
//!
//! To watch it: `todo step 11`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - What a worker is told while it is being restarted is lost without a word,
//!   and until its list changes again, so is the entry.
//! - A to-do server still takes the cache and all lists along.
//! - Who is registered dies with the registry, and whether that or they start
//!   again first is a matter of luck. Rest for one would be right.

pub mod system;

pub mod process_registry;

#[path = "../s10_supervised_database/cache.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod cache;
pub mod database;
pub mod database_worker;
#[path = "../s07_database_workers/server.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod server;
