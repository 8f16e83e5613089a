//! How the servers of lists behave.

use std::time::Duration;

use crate::list::Limits;

/// How the servers of lists behave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long a server waits for the next request before it stops.
    pub expiry: Duration,
    /// How much a list may hold.
    pub limits: Limits,
    /// How many lists may have a server at a time.
    pub active: usize,
    /// How many may be told of the changes of one list.
    pub subscribers: usize,
    /// How many of the latest changes a server remembers for those who were
    /// away.
    pub history: usize,
}

impl Default for Settings {
    /// The book's minute, and what a small machine can bear.
    fn default() -> Self {
        Self {
            expiry: Duration::from_mins(1),
            limits: Limits::default(),
            active: 100_000,
            subscribers: 100,
            history: 256,
        }
    }
}
