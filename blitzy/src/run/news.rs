//! What a group tells of itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::measured::Second;
use crate::measure::Tally;

/// What a group tells of itself, to whoever started it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum News {
    /// It can begin.
    Ready,
    /// What it has counted in the last second.
    Second(Box<Part>),
    /// What it has counted since, and that it is done.
    Finished(Box<Last>),
}

/// What was counted in a second.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) tally: Tally,
    /// How many requests are under way, or wait for a connection.
    pub(crate) in_flight: u64,
}

impl Part {
    /// Adds what another group has counted in the same second.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        self.in_flight = self.in_flight.saturating_add(other.in_flight);
    }

    /// Returns it as the second of a run with this number, of which the first
    /// were to warm up.
    pub(crate) fn second(&self, at: u64, warmup: Duration) -> Second {
        let tally = &self.tally;
        let times = tally.latency();
        let time = |percent| times.percentile(percent).unwrap_or_default();
        Second {
            at,
            is_warmup: Duration::from_secs(at + 1) <= warmup,
            completed: tally.completed() + tally.warmup,
            failed: tally.failed.len(),
            errors: tally.errors.len(),
            missed: tally.missed,
            in_flight: self.in_flight,
            body_bytes: tally.body_bytes,
            p50: time(50.0),
            p99: time(99.0),
            max: time(100.0),
        }
    }
}

/// What a group tells last.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Last {
    pub(crate) part: Part,
    /// How long the part that counts took.
    pub(crate) elapsed: Duration,
}

/// Who is told.
pub(crate) type Audience = Box<dyn Fn(News) + Send>;
