//! What is said about a run: to people, to programs, in a browser.
//!
//! | module or function | what it is |
//! |---|---|
//! | [`Report`] | all that is known of a run, and its JSON document |
//! | [`text`] | what a person reads when it is over |
//! | [`html`] | one page with plots, for a browser |
//! | [`csv`] | its seconds, for a spreadsheet |
//! | [`notes`] | what somebody must know who believes it |
//! | [`threshold`] | what it must not exceed |
//! | [`mod@compare`] | how one differs from another |
//! | [`merge`] | many as one |

mod distribution;
mod document;
mod read;

pub mod compare;
mod csv;
mod html;
mod merge;
mod notes;
pub(crate) mod text;
pub mod threshold;

mod units;
mod words;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

pub use compare::{Comparison, compare};
pub use csv::csv;
pub use html::html;
pub use merge::{MergeError, Merged, Part, merge};
pub use notes::notes;
pub use read::ReadError;
pub use text::text;
pub use threshold::{Threshold, ThresholdError, Verdict};

use crate::measure::{Tally, Times};
use crate::plan::{Load, Plan};
use crate::run::{Cost, Ended, Measured, NodeShare, Second};
use document::Document;

/// The number of the document's form. A program that reads it refuses others.
pub const SCHEMA: u64 = 1;

/// The percentiles that a report has.
pub const PERCENTILES: [f64; 7] = [50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99];

/// All that is known of a run when it is over.
///
/// Written with serde it is a document with a schema number, in which all
/// durations are milliseconds; times are there as numbers to read, and as the
/// histogram that they come from. What is read is checked: numbers that
/// contradict their histogram, or each other, are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "Document", try_from = "Document")]
pub struct Report {
    /// What was asked, by what.
    pub about: About,
    /// What was to be done.
    pub plan: Plan,
    /// When the part that counts began, after the time to warm up.
    pub began: SystemTime,
    /// How long that part was.
    pub elapsed: Duration,
    /// How it ended.
    pub ended: Ended,
    /// All that was counted.
    pub tally: Tally,
    /// How it went, second by second, the time to warm up included.
    pub seconds: Vec<Second>,
    /// What it cost the machine that it ran on.
    pub cost: Cost,
    /// Groups of connections that crashed, and why.
    pub lost: Vec<String>,
    /// What the nodes of a cluster had to do with it; none if one machine did
    /// it all.
    pub nodes: Vec<NodeShare>,
    /// What came of the thresholds.
    pub verdicts: Vec<Verdict>,
    /// The runs that this one was merged from; none if it was not.
    pub parts: Vec<Part>,
}

/// What was asked, by what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The URL that was asked, without a password, or a word for many.
    pub target: String,
    /// The method: `GET`.
    pub method: String,
    /// What sent the requests: `HTTP/1.1`.
    pub engine: String,
    /// Why that did.
    pub reason: String,
    /// The version of this program.
    pub version: String,
    /// The name of the machine that it ran on.
    pub host: String,
}

impl Report {
    /// Makes one of what came out of a run.
    pub fn new(about: About, plan: &Plan, measured: &Measured) -> Self {
        Self {
            about,
            plan: plan.clone(),
            // RFC 3339 in UTC has no earlier moment in this era.
            began: measured.began.max(UNIX_EPOCH),
            elapsed: measured.elapsed,
            ended: measured.ended,
            tally: measured.tally.clone(),
            seconds: measured.seconds.clone(),
            cost: measured.cost,
            lost: measured.lost.clone(),
            nodes: measured.nodes.clone(),
            verdicts: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Adds what comes of thresholds.
    #[must_use]
    pub fn with_thresholds(mut self, thresholds: &[Threshold]) -> Self {
        self.verdicts = thresholds.iter().map(|it| it.check(&self)).collect();
        self
    }

    /// Returns whether it has a threshold that is broken.
    pub fn is_broken(&self) -> bool {
        self.verdicts.iter().any(|verdict| verdict.is_broken)
    }

    /// Returns whether a part of it is missing, because a node was lost whose
    /// requests nobody else has sent.
    pub fn is_partial(&self) -> bool {
        self.nodes.iter().any(|node| {
            node.lost.is_some() && node.unknown != Some(node.redistributed)
        })
    }

    /// Returns whether requests were due at times that answers do not change.
    pub fn is_open(&self) -> bool {
        matches!(self.plan.load, Load::Open { .. })
    }

    /// Returns how long requests took, whatever came of them: in the open
    /// model from when they were due.
    pub fn latency(&self) -> Times {
        self.tally.latency()
    }

    /// Returns how many requests a second were sent.
    pub fn sent_per_second(&self) -> f64 {
        self.per_second(self.tally.sent)
    }

    /// Returns how many requests a second succeeded.
    pub fn succeeded_per_second(&self) -> f64 {
        self.per_second(self.tally.succeeded.len())
    }

    /// Returns so many in the whole time as so many a second; zero if it took
    /// no time.
    pub fn per_second(&self, count: u64) -> f64 {
        ratio(units::decimal(count), self.elapsed.as_secs_f64())
    }

    /// Returns the processors' time for each request, in the program and in
    /// the kernel; those to warm up had theirs too.
    pub fn cost_per_request(&self) -> (Duration, Duration) {
        let requests = self.tally.sent.saturating_add(self.tally.warmup).max(1);
        let share = |time: Duration| {
            Duration::from_nanos_u128(time.as_nanos() / u128::from(requests))
        };
        (share(self.cost.user), share(self.cost.system))
    }

    /// Returns which share of the machine's processors this program had, from
    /// 0 to 1; zero if that is not known, and of merged runs the greatest.
    pub fn busy_share(&self) -> f64 {
        if !self.parts.is_empty() {
            let shares = self.parts.iter().map(|part| part.busy_share);
            return shares.fold(0.0, f64::max);
        }
        let used = self.cost.user.saturating_add(self.cost.system);
        let there = self.cost.wall.as_secs_f64()
            * units::decimal(self.cost.cores as u64);
        ratio(used.as_secs_f64(), there)
    }
}

/// Divides, and nothing by nothing is zero.
fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
