//! Step 19: what can be set is set outside.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `config` | 19 | is new: what can be set, and what it is in which environment |
//! | `application` | 19 | is told nothing |
//! | `system` | 19 | asks for the port |
//! | `database` | 19 | asks for its folder, and how many workers it has |
//! | `server` | 19 | asks how long it waits |
//! | `web`, `routes` | 18 | |
//! | `metrics` | 13 | |
//! | `cache` | 12 | |
//! | `database_worker` | 17 | |
//! | `process_registry` | 11 | |
//!
//! To watch it: `todo step 19`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - What is set is looked at when it is needed. A server that needs a key that
//!   nobody has set crashes then, long after the start, if the start has not
//!   needed it too.
//! - A value of the wrong type is as good as none.

pub mod config;

pub mod application;
pub mod system;

#[path = "../s12_dynamic_servers/cache.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod cache;
pub mod database;
pub mod server;

#[path = "../s18_web/routes.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod routes;
#[path = "../s18_web/web.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod web;

pub use super::s18_web::{database_worker, metrics, process_registry};
