//! What the client answers.

use std::time::Duration;

use crate::{Error, Report};

/// A report, and how much it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the provider said.
    pub report: Report,
    /// How long ago it said that.
    pub age: Duration,
    /// Why there is no newer report, if the provider was asked for one.
    pub instead_of: Option<Error>,
}

impl Answer {
    /// Returns whether a newer answer was wanted and could not be had.
    pub fn is_stale(&self) -> bool {
        self.instead_of.is_some()
    }
}
