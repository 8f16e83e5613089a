//! Step 8: the cache has a supervisor, and nothing else is tied to anybody.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `system` | 8 | is new: the supervisor |
//! | `cache` | 8 | has a name, so nobody needs its pid |
//! | `server` | 7 | |
//! | `database`, `database_worker` | 7 | |
//!
//! To watch it: `todo step 8`.
//!
//! # What it does wrong
//!
//! - A cache that was started again knows none of the servers, which go on.
//!   Two servers of one list write over each other.
//! - A database that has died is missed by the next new list only, which takes
//!   the cache down; a worker that has died stays dead.
//! - The cache gives away the pid of a dead server for ever.

pub mod system;

pub mod cache;

pub use super::s07_database_workers::{database, database_worker, server};
