//! Step 7: three processes read and write the files.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `database` | 6 | says which of its workers looks after a key |
//! | `database_worker` | 7 | reads and writes, as the database did |
//! | `cache` | 6 | |
//! | `server` | 6 | waits until the database has said which worker |
//! | `disk` | 6 | |
//!
//! The list is that of step 1. To watch it: `todo step 7`.
//!
//! A key has always the same worker, so what is stored last is what is read
//! next. Different keys may have different workers, which do not wait for each
//! other. A client asks the database for the worker, and talks to that directly.
//!
//! The cache is that of step 6, compiled once more among its new neighbours.
//!
//! # What it does wrong
//!
//! - A worker that died stays dead, and so does every list that it looks after:
//!   what is stored is lost without a word, and whoever reads ends.
//! - What step 6 does wrong, but for the one process for all files: a third of
//!   the lists is lost with a worker now, not all of them.

#[path = "../s06_database/cache.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod cache;

pub mod server;

pub mod database;
pub mod database_worker;

pub use super::s06_database::disk;
