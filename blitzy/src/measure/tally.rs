//! All that is counted of a run, or of a part of one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::failure::{ErrorClass, Failure};
use super::times::Times;

/// All that is counted of a run, or of a part of one: of a thread, of a second,
/// of a machine.
///
/// Every request that was sent is in exactly one of `succeeded`, `failed`,
/// `errors` and `unfinished` when the run is over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many requests were begun.
    pub sent: u64,
    /// How long those took whose status is below 400.
    pub succeeded: Times,
    /// How long those took whose status is not.
    pub failed: Times,
    /// How long it took until others were known to have no answer.
    pub errors: Times,
    /// How old those were that had no answer when the run was over.
    pub unfinished: Times,
    /// Requests that were due and never sent, because too many were under way.
    pub missed: u64,
    /// In the open model: how long requests took since they were sent.
    pub service: Times,
    /// In the open model: how much later than due requests were sent.
    pub lag: Times,
    /// How long it took to open connections: name, TCP and TLS.
    pub connects: Times,
    /// How many answers had which status.
    pub statuses: BTreeMap<u16, u64>,
    /// How many requests had no answer, by reason.
    pub error_classes: BTreeMap<ErrorClass, Errors>,
    /// The bytes of the answers' bodies.
    pub body_bytes: u64,
    /// Requests to warm up that were over. They are counted nowhere else; one
    /// that is under way when the run is stopped is not counted at all.
    pub warmup: u64,
}

/// Failures of one class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errors {
    /// How many there were.
    pub count: u64,
    /// What the first of them said.
    pub example: String,
}

impl Tally {
    /// Counts a failure, besides how long it took.
    pub fn count_failure(&mut self, failure: Failure) {
        let Failure { class, message } = failure;
        let errors = self
            .error_classes
            .entry(class)
            .or_insert_with(|| Errors { count: 0, example: message });
        errors.count += 1;
    }

    /// Returns how many requests are over.
    pub fn completed(&self) -> u64 {
        self.succeeded.len() + self.failed.len() + self.errors.len()
    }

    /// Returns how long requests took, whatever came of them. Those that never
    /// ended are among them, as old as they were.
    pub fn latency(&self) -> Times {
        let mut all = self.succeeded.clone();
        for times in [&self.failed, &self.errors, &self.unfinished] {
            all.merge(times);
        }
        all
    }

    /// Adds all that another has.
    pub fn merge(&mut self, other: &Self) {
        self.sent = self.sent.saturating_add(other.sent);
        self.succeeded.merge(&other.succeeded);
        self.failed.merge(&other.failed);
        self.errors.merge(&other.errors);
        self.unfinished.merge(&other.unfinished);
        self.missed = self.missed.saturating_add(other.missed);
        self.service.merge(&other.service);
        self.lag.merge(&other.lag);
        self.connects.merge(&other.connects);
        for (status, count) in &other.statuses {
            let ours = self.statuses.entry(*status).or_default();
            *ours = ours.saturating_add(*count);
        }
        for (class, errors) in &other.error_classes {
            let ours = self.error_classes.entry(*class).or_insert_with(|| {
                Errors { count: 0, example: errors.example.clone() }
            });
            ours.count = ours.count.saturating_add(errors.count);
        }
        self.body_bytes = self.body_bytes.saturating_add(other.body_bytes);
        self.warmup = self.warmup.saturating_add(other.warmup);
    }
}
