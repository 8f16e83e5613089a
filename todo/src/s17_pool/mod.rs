//! Step 17: the workers of the database are lent by Pooly.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `application` | 16 | |
//! | `system` | 17 | the database is a pool |
//! | `metrics` | 13 | |
//! | `cache` | 12 | |
//! | `server` | 15 | |
//! | `database` | 17 | is a pool: any worker may be given any list |
//! | `database_worker` | 17 | has no number, and is in no registry |
//! | `process_registry` | 11 | |
//!
//! To watch it: `todo step 17`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - A worker is checked in as soon as it is told what to write. If it is one
//!   too many it is stopped then, and what it was told is lost.
//! - A list is written by any worker. An older state of it, in the queue of one
//!   that is slow, is written over a newer one.
//! - Who is answered by the to-do server does not learn of either.
//!
//! [`database::store_and_wait`] does none of it, and the system does not use
//! it: neither does the book's, before it has a cluster.

#[path = "../s16_application/application.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod application;
pub mod system;

#[path = "../s12_dynamic_servers/cache.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod cache;
pub mod database;
pub mod database_worker;
#[path = "../s15_expiry/server.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod server;

pub use super::s16_application::{metrics, process_registry};
