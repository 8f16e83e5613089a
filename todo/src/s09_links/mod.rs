//! Step 9: whoever starts a process is linked to it.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `system` | 8 | |
//! | `cache` | 9 | is linked to the database and to the to-do servers |
//! | `server` | 7 | |
//! | `database` | 9 | is linked to its workers |
//! | `database_worker` | 7 | |
//! | `until_free` | 9 | is new: a name may be taken a moment longer |
//!
//! To watch it: `todo step 9`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - The end of one is the end of all: a crash in one list ends every other.
//! - Whoever crashes, it counts as a restart of the cache; the fourth within
//!   five seconds ends the system.

#[path = "../s08_supervised/system.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod system;

pub mod cache;
pub mod database;
#[path = "../s07_database_workers/server.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod server;

pub use super::s07_database_workers::database_worker;

mod until_free;

pub(crate) use until_free::until_free;
