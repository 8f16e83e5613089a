//! Step 18: the lists are on the web.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `application` | 18 | is told the port |
//! | `system` | 18 | the web is the last child |
//! | `web` | 18 | is new: listens, and has a process for each connection |
//! | `routes` | 18 | is new: the two requests that are understood |
//! | `metrics` | 13 | |
//! | `cache` | 12 | |
//! | `server` | 15 | |
//! | `database`, `database_worker` | 17 | |
//! | `process_registry` | 11 | |
//!
//! To watch it: `todo step 18`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - It answers `OK` to `POST /add_entry` before the to-do server, let alone
//!   the disk, has seen the entry.
//! - What a client does wrong, such as a date that is none, is answered as a
//!   failure of the server, with 500 and without a word.
//! - Every request asks the one process of the cache.
//! - A title of two lines is read back as two entries.
//!
//! # Left out
//!
//! The book listens on all addresses of the machine. Here nobody but this
//! machine is answered.

pub mod application;
pub mod system;

#[path = "../s12_dynamic_servers/cache.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod cache;
#[path = "../s17_pool/database.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod database;
#[path = "../s15_expiry/server.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod server;

pub mod routes;
pub mod web;

pub use super::s17_pool::{database_worker, metrics, process_registry};
