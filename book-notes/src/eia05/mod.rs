pub mod queries;

pub mod database_server;
pub mod stateful_database_server;

pub mod calculator;

pub mod process_bottleneck;

mod shell;

pub use shell::run;

/// There was no answer in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer in time")]
pub struct Timeout;
