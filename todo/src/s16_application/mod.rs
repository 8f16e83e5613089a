//! Step 16: the system is an application.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `application` | 16 | is new: the system has a name, and is started once |
//! | `system` | 13 | |
//! | `metrics` | 13 | |
//! | `cache` | 12 | |
//! | `server` | 15 | |
//! | `process_registry`, `database`, `database_worker` | 11 | |
//!
//! To watch it: `todo step 16`.
//!
//! A file of an earlier step that uses one of this is compiled once more,
//! among its new neighbours.
//!
//! # What it does wrong
//!
//! - Nothing that was not wrong before: it is stopped in order, and what
//!   clients were promised is still in the queues of workers then. They are
//!   stopped as well, and do not write it.

pub mod application;
#[path = "../s13_metrics/system.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod system;

pub use super::s13_metrics::metrics;
pub use super::s15_expiry::{
    cache, database, database_worker, process_registry, server,
};
