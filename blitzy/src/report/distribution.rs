//! How times are written in a document: numbers to read, and their histogram.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::document::Contradiction;
use super::units::millis;
use crate::measure::Times;

/// Times as numbers, none of which is there if there are no times, and as the
/// histogram that they come from.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Distribution {
    count: u64,
    mean_ms: Option<f64>,
    stddev_ms: Option<f64>,
    min_ms: Option<f64>,
    p50_ms: Option<f64>,
    p75_ms: Option<f64>,
    p90_ms: Option<f64>,
    p95_ms: Option<f64>,
    p99_ms: Option<f64>,
    p99_9_ms: Option<f64>,
    p99_99_ms: Option<f64>,
    max_ms: Option<f64>,
    over_1s: u64,
    histogram: Times,
}

impl From<Times> for Distribution {
    fn from(times: Times) -> Self {
        let percentile = |percent| times.percentile(percent).map(millis::of);
        Self {
            count: times.len(),
            mean_ms: times.mean().map(millis::of),
            stddev_ms: times.deviation().map(millis::of),
            min_ms: times.min().map(millis::of),
            p50_ms: percentile(50.0),
            p75_ms: percentile(75.0),
            p90_ms: percentile(90.0),
            p95_ms: percentile(95.0),
            p99_ms: percentile(99.0),
            p99_9_ms: percentile(99.9),
            p99_99_ms: percentile(99.99),
            max_ms: times.max().map(millis::of),
            over_1s: times.longer_than(Duration::from_secs(1)),
            histogram: times,
        }
    }
}

impl Distribution {
    /// Returns the times, if the numbers are those of the histogram.
    pub(super) fn checked(self, name: &str) -> Result<Times, Contradiction> {
        let times = self.histogram.clone();
        let sum_is_possible =
            times.min() <= times.mean() && times.mean() <= times.max();
        let is_one = sum_is_possible && self.agrees(&times.clone().into());
        is_one.then_some(times).ok_or_else(|| {
            Contradiction(format!("the numbers of {name} and its histogram"))
        })
    }

    /// Returns whether the numbers of another are the same, but for what is
    /// lost when they are written in decimals.
    fn agrees(&self, other: &Self) -> bool {
        let close = |ours: f64, theirs: f64| {
            (ours - theirs).abs() <= 1e-6 + 1e-9 * theirs.abs()
        };
        let pairs = self.numbers().into_iter().zip(other.numbers());
        self.count == other.count
            && self.over_1s == other.over_1s
            && pairs.into_iter().all(|pair| match pair {
                (Some(ours), Some(theirs)) => close(ours, theirs),
                (ours, theirs) => ours == theirs,
            })
    }

    fn numbers(&self) -> [Option<f64>; 11] {
        [
            self.mean_ms,
            self.stddev_ms,
            self.min_ms,
            self.p50_ms,
            self.p75_ms,
            self.p90_ms,
            self.p95_ms,
            self.p99_ms,
            self.p99_9_ms,
            self.p99_99_ms,
            self.max_ms,
        ]
    }
}
