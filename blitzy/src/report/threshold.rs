//! What a report must not exceed, and whether it did.
//!
//! | written | broken when |
//! |---|---|
//! | `p99>250ms`, `p99.9>1s`, `mean>..`, `min>..`, `max>..` | the latency of all requests, whatever came of them, does that; or there is none |
//! | `succeeded<99%`, `succeeded<10` | fewer of the requests that were sent succeeded |
//! | `failed>1%` | more of them had a status of 400 or more |
//! | `errors>1%` | more of them had no whole answer |
//! | `unfinished>0` | more of them had no answer when the run was over |
//! | `missed>0`, `missed>1%` | more of those that were due were not sent |
//! | `rate<100`, `rate<30/m` | fewer a second succeeded |
//!
//! The words are those of the report. `>=`, `<` and `<=` can be written too. A
//! share of nothing, when no request was sent, counts as broken.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Report;
use super::text;
use super::units::percent;
use crate::measure::Times;
use crate::plan::Rate;

/// A condition under which a run is not good enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    text: String,
    condition: Condition,
    order: Order,
}

/// What came of a threshold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The threshold, as it was written.
    pub text: String,
    /// What was measured, in words.
    pub measured: String,
    /// Whether the run is not good enough.
    pub is_broken: bool,
}

/// Why a text is no threshold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// There is no comparison in it.
    #[error("{0:?} compares nothing; write it like p99>250ms")]
    NoComparison(String),
    /// What it is about is not measured.
    #[error(
        "{0:?} is not measured; write p50 to p99.99, mean, min or max (like \
         p99>250ms), succeeded, failed, errors, unfinished or missed (like \
         succeeded<99% or missed>0), or rate (like rate<100)"
    )]
    Unknown(String),
    /// The limit is no time.
    #[error("{0:?} is no time; write it like 800us, 250ms or 1.5s")]
    Time(String),
    /// The limit is no number of requests.
    #[error("{0:?} is no number or share of requests; write it like 10 or 1%")]
    Count(String),
    /// The limit is no rate.
    #[error(transparent)]
    Rate(#[from] crate::plan::RateError),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Condition {
    Latency(Statistic, Duration),
    Requests(Outcome, Limit),
    Rate(Rate),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Statistic {
    Percentile(f64),
    Mean,
    Min,
    Max,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Succeeded,
    Failed,
    Errors,
    Unfinished,
    Missed,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Limit {
    Count(u64),
    Percent(f64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Threshold {
    /// Says what comes of it.
    pub fn check(&self, report: &Report) -> Verdict {
        let (measured, is_broken) = match self.condition {
            Condition::Latency(statistic, limit) => {
                self.check_latency(report, statistic, limit)
            }
            Condition::Requests(outcome, limit) => {
                self.check_requests(report, outcome, limit)
            }
            Condition::Rate(limit) => {
                let rate = report.succeeded_per_second();
                let is_broken = self.order.holds(rate, limit.as_per_second());
                (text::per_second(rate), is_broken)
            }
        };
        Verdict { text: self.text.clone(), measured, is_broken }
    }

    fn check_latency(
        &self,
        report: &Report,
        statistic: Statistic,
        limit: Duration,
    ) -> (String, bool) {
        let latency = report.latency();
        let measured = match statistic {
            Statistic::Percentile(percent) => latency.percentile(percent),
            Statistic::Mean => latency.mean(),
            Statistic::Min => latency.min(),
            Statistic::Max => latency.max(),
        };
        measured.map_or_else(
            || ("no request was measured".to_owned(), true),
            |time| (text::duration(time), self.order.holds(time, limit)),
        )
    }

    fn check_requests(
        &self,
        report: &Report,
        outcome: Outcome,
        limit: Limit,
    ) -> (String, bool) {
        let tally = &report.tally;
        let sent = |times: &Times| (times.len(), tally.sent, "sent");
        let (count, whole, of) = match outcome {
            Outcome::Succeeded => sent(&tally.succeeded),
            Outcome::Failed => sent(&tally.failed),
            Outcome::Errors => sent(&tally.errors),
            Outcome::Unfinished => sent(&tally.unfinished),
            Outcome::Missed => (tally.missed, tally.sent + tally.missed, "due"),
        };
        let measured = format!(
            "{} of {} {of}, {}",
            text::count(count),
            text::count(whole),
            text::share(count, whole)
        );
        match limit {
            Limit::Count(limit) => (measured, self.order.holds(count, limit)),
            Limit::Percent(_) if whole == 0 => {
                (format!("no request was {of}"), true)
            }
            Limit::Percent(limit) => {
                let percent = percent(count, whole);
                (measured, self.order.holds(percent, limit))
            }
        }
    }
}

impl FromStr for Threshold {
    type Err = ThresholdError;

    fn from_str(text: &str) -> Result<Self, ThresholdError> {
        let none = || ThresholdError::NoComparison(text.to_owned());
        let at = text.find(['<', '>']).ok_or_else(none)?;
        let (name, rest) = text.split_at(at);
        let (order, limit) = Order::split(rest);
        let (name, limit) = (name.trim(), limit.trim());
        let requests = |outcome| {
            limit.parse().map(|limit| Condition::Requests(outcome, limit))
        };
        let condition = match name {
            "succeeded" => requests(Outcome::Succeeded)?,
            "failed" => requests(Outcome::Failed)?,
            "errors" => requests(Outcome::Errors)?,
            "unfinished" => requests(Outcome::Unfinished)?,
            "missed" => requests(Outcome::Missed)?,
            "rate" => Condition::Rate(limit.parse()?),
            _ => Condition::Latency(name.parse()?, parse_time(limit)?),
        };
        Ok(Self { text: text.trim().to_owned(), condition, order })
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Statistic {
    type Err = ThresholdError;

    fn from_str(name: &str) -> Result<Self, ThresholdError> {
        let percent = || name.strip_prefix('p')?.parse::<f64>().ok();
        match name {
            "mean" => Ok(Self::Mean),
            "min" => Ok(Self::Min),
            "max" => Ok(Self::Max),
            _ => percent()
                .filter(|percent| *percent > 0.0 && *percent <= 100.0)
                .map(Self::Percentile)
                .ok_or_else(|| ThresholdError::Unknown(name.to_owned())),
        }
    }
}

impl FromStr for Limit {
    type Err = ThresholdError;

    fn from_str(text: &str) -> Result<Self, ThresholdError> {
        let limit = match text.strip_suffix('%') {
            None => text.parse().ok().map(Self::Count),
            Some(percent) => percent
                .trim()
                .parse()
                .ok()
                .filter(|percent| (0.0..=100.0).contains(percent))
                .map(Self::Percent),
        };
        limit.ok_or_else(|| ThresholdError::Count(text.to_owned()))
    }
}

fn parse_time(text: &str) -> Result<Duration, ThresholdError> {
    humantime::parse_duration(text)
        .map_err(|_| ThresholdError::Time(text.to_owned()))
}

impl Order {
    /// Takes one from the front of a text that begins with `<` or `>`.
    fn split(text: &str) -> (Self, &str) {
        let orders = [
            (">=", Self::AtLeast),
            ("<=", Self::AtMost),
            (">", Self::Above),
            ("<", Self::Below),
        ];
        orders
            .into_iter()
            .find_map(|(sign, order)| Some((order, text.strip_prefix(sign)?)))
            .expect("a text that begins with < or > begins with one of these")
    }

    fn holds<T: PartialOrd + Copy>(self, measured: T, limit: T) -> bool {
        match self {
            Self::Above => measured > limit,
            Self::AtLeast => measured >= limit,
            Self::Below => measured < limit,
            Self::AtMost => measured <= limit,
        }
    }
}
