//! A second of a run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::MOST;
use crate::report::units::millis;
use crate::run::Second;

/// A second whose durations are milliseconds.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Row {
    at_s: u64,
    is_warmup: bool,
    completed: u64,
    failed: u64,
    errors: u64,
    missed: u64,
    in_flight: u64,
    body_bytes: u64,
    #[serde(with = "millis")]
    p50_ms: Duration,
    #[serde(with = "millis")]
    p99_ms: Duration,
    #[serde(with = "millis")]
    max_ms: Duration,
}

impl From<Second> for Row {
    fn from(second: Second) -> Self {
        Self {
            at_s: second.at,
            is_warmup: second.is_warmup,
            completed: second.completed,
            failed: second.failed,
            errors: second.errors,
            missed: second.missed,
            in_flight: second.in_flight,
            body_bytes: second.body_bytes,
            p50_ms: second.p50,
            p99_ms: second.p99,
            max_ms: second.max,
        }
    }
}

impl From<Row> for Second {
    fn from(row: Row) -> Self {
        Self {
            at: row.at_s,
            is_warmup: row.is_warmup,
            completed: row.completed,
            failed: row.failed,
            errors: row.errors,
            missed: row.missed,
            in_flight: row.in_flight,
            body_bytes: row.body_bytes,
            p50: row.p50_ms,
            p99: row.p99_ms,
            max: row.max_ms,
        }
    }
}

/// Returns whether a second can have such numbers.
pub(super) fn is_possible(second: &Second) -> bool {
    let counts = [
        second.at,
        second.completed,
        second.missed,
        second.in_flight,
        second.body_bytes,
    ];
    counts.iter().all(|count| *count <= MOST)
        && second.failed <= second.completed
        && second.errors <= second.completed - second.failed
        && second.p50 <= second.p99
        && second.p99 <= second.max
}
