//! Version 6: the system reports on itself.
//!
//! | file | since | what changed |
//! |---|---|---|
//! | `system` | 6 | the metrics are the first child |
//! | `metrics` | 6 | is new |
//! | all others | 5 | |

pub mod metrics;
pub mod system;

pub use crate::eia09::v5_dynamic_workers::{
    cache, database, database_worker, process_registry, server,
};
