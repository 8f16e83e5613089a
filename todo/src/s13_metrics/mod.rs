//! Step 13: the system reports on itself.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `system` | 13 | the metrics are the first child |
//! | `metrics` | 13 | is new |
//! | `cache`, `server` | 12 | |
//! | `process_registry`, `database`, `database_worker` | 11 | |
//!
//! To watch it: `todo step 13`.
//!
//! # What it does wrong
//!
//! - A report that crashes is the last one: the task is temporary.

pub mod metrics;
pub mod system;

pub use super::s12_dynamic_servers::{
    cache, database, database_worker, process_registry, server,
};
