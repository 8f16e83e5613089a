pub mod queries;

pub mod v6_metrics;
pub mod v7_agent;
pub mod v8_expiry;

pub mod key_value;

pub mod process_registry;

mod shell;

pub use shell::compare::{Size, compare_stores};
pub use shell::run;
