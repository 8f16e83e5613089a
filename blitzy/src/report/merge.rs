//! Many runs as one: of many machines at the same time, or of one machine at
//! many times.
//!
//! Counts and histograms are added, so percentiles are those of all requests.
//! The time that it took is the time in which at least one of the runs was
//! going on: two machines that ask for the same minute took a minute, and two
//! runs of a minute, an hour apart, took two. Rates come of that.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::units::{millis, moment, nearest};
use super::{About, Report};
use crate::measure::Tally;
use crate::plan::{Load, Plan, Rate};
use crate::run::{Cost, Ended, Second};

/// So many that their counts fit in 64 bits.
const MOST: usize = 1024;

/// A run that is now part of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What it asked, with what.
    pub about: About,
    /// When the part of it began that counts.
    #[serde(with = "moment")]
    pub began: SystemTime,
    /// How long that was.
    #[serde(rename = "elapsed_ms", with = "millis")]
    pub elapsed: Duration,
    /// How many requests it sent.
    pub sent: u64,
    /// How many of them succeeded.
    pub succeeded: u64,
    /// Which share of its machine's processors it had, from 0 to 1.
    pub busy_share: f64,
}

/// Many runs as one, and what to think of it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The one.
    pub report: Report,
    /// Why it may mean little.
    pub warnings: Vec<String>,
}

/// Why runs cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// There is none.
    #[error("there is nothing to merge; give the reports of two runs or more")]
    Nothing,
    /// There are too many.
    #[error(
        "{0} reports are too many; merge at most {MOST} at a time, and then \
         what comes of that"
    )]
    TooMany(usize),
}

/// Makes one run of many.
///
/// The seconds are put side by side as the clocks of their machines say. Their
/// percentiles cannot be merged: those of a second are the highest of its
/// parts, which the true ones never exceed.
///
/// # Errors
///
/// If there is no report, or more than 1024 of them.
pub fn merge(reports: &[Report]) -> Result<Merged, MergeError> {
    let first = reports.first().ok_or(MergeError::Nothing)?;
    if reports.len() > MOST {
        return Err(MergeError::TooMany(reports.len()));
    }
    let mut tally = Tally::default();
    for report in reports {
        tally.merge(&report.tally);
    }
    let elapsed = covered(reports.iter().map(window));
    let began = reports.iter().map(|it| it.began).min().unwrap_or(first.began);
    let start = reports.iter().map(start).min().unwrap_or(began);
    let is_cut = reports.iter().any(|it| it.ended == Ended::Interrupted);
    let report = Report {
        about: merged_about(reports),
        plan: Plan {
            warmup: began.duration_since(start).unwrap_or_default(),
            ..merged_plan(first, reports, elapsed)
        },
        began,
        elapsed,
        ended: if is_cut { Ended::Interrupted } else { Ended::Finished },
        tally,
        seconds: merged_seconds(reports, start),
        cost: merged_cost(reports),
        lost: reports.iter().flat_map(|it| it.lost.clone()).collect(),
        // A node's share is of its own run, and a run is a part here.
        nodes: Vec::new(),
        verdicts: Vec::new(),
        parts: reports.iter().flat_map(parts).collect(),
    };
    Ok(Merged { report, warnings: warnings(reports) })
}

/// The time of a run that counts.
fn window(report: &Report) -> (SystemTime, Duration) {
    (report.began, report.elapsed)
}

/// When the first second of a run began, that of the time to warm up included.
fn start(report: &Report) -> SystemTime {
    report.began.checked_sub(report.plan.warmup).unwrap_or(report.began)
}

/// How long at least one of the windows was open.
fn covered(windows: impl Iterator<Item = (SystemTime, Duration)>) -> Duration {
    let mut windows: Vec<_> = windows.collect();
    windows.sort_unstable();
    let mut covered = Duration::ZERO;
    let mut until = SystemTime::UNIX_EPOCH;
    for (began, elapsed) in windows {
        let ended = began + elapsed;
        let fresh = ended.duration_since(began.max(until));
        covered += fresh.unwrap_or_default();
        until = until.max(ended);
    }
    covered
}

/// Words of all runs, each of which is there once.
fn merged_about(reports: &[Report]) -> About {
    let all = |word: fn(&About) -> &String| {
        let words = reports.iter().map(|it| word(&it.about).as_str());
        let words: BTreeSet<&str> = words.collect();
        words.into_iter().collect::<Vec<_>>().join(", ")
    };
    About {
        target: all(|it| &it.target),
        method: all(|it| &it.method),
        engine: all(|it| &it.engine),
        reason: all(|it| &it.reason),
        version: all(|it| &it.version),
        host: all(|it| &it.host),
    }
}

/// What one run would have been told that does what all did.
fn merged_plan(first: &Report, reports: &[Report], elapsed: Duration) -> Plan {
    let requests = reports.iter().map(|it| it.plan.until.requests);
    let duration = reports.iter().map(|it| it.plan.until.duration);
    let mut plan = first.plan.clone();
    plan.until.requests = requests.sum();
    plan.until.duration = duration.collect::<Option<Vec<_>>>().map(|_| elapsed);
    plan.connections = at_once(reports, |it| it.plan.connections);
    if let Load::Open { max_in_flight, rate } = &mut plan.load {
        *max_in_flight = at_once(reports, |it| match it.plan.load {
            Load::Open { max_in_flight, .. } => max_in_flight,
            Load::Closed => 0,
        });
        let due = reports.iter().map(|it| match it.plan.load {
            Load::Open { rate, .. } => {
                rate.as_per_second() * it.elapsed.as_secs_f64()
            }
            Load::Closed => 0.0,
        });
        let merged = Rate::per_second(due.sum::<f64>() / elapsed.as_secs_f64());
        *rate = merged.unwrap_or(*rate);
    }
    plan
}

/// The most that runs had together at any time.
fn at_once(reports: &[Report], number: impl Fn(&Report) -> usize) -> usize {
    let together = reports.iter().map(|report| {
        let going = reports.iter().filter(|it| {
            it.began <= report.began && report.began <= it.began + it.elapsed
        });
        going.fold(0_usize, |sum, it| sum.saturating_add(number(it)))
    });
    together.max().unwrap_or(0)
}

fn merged_seconds(reports: &[Report], base: SystemTime) -> Vec<Second> {
    let mut seconds: BTreeMap<u64, Second> = BTreeMap::new();
    for report in reports {
        let later = start(report).duration_since(base).unwrap_or_default();
        let shift = nearest(later.as_secs_f64());
        for second in &report.seconds {
            let at = second.at + shift;
            let second = Second { at, ..second.clone() };
            seconds
                .entry(at)
                .and_modify(|merged| add_second(merged, &second))
                .or_insert(second);
        }
    }
    seconds.into_values().collect()
}

fn add_second(merged: &mut Second, second: &Second) {
    merged.is_warmup &= second.is_warmup;
    merged.completed += second.completed;
    merged.failed += second.failed;
    merged.errors += second.errors;
    merged.missed += second.missed;
    merged.in_flight += second.in_flight;
    merged.body_bytes += second.body_bytes;
    merged.p50 = merged.p50.max(second.p50);
    merged.p99 = merged.p99.max(second.p99);
    merged.max = merged.max.max(second.max);
}

/// What all cost: the processors of each machine once, and the most memory
/// that one had.
fn merged_cost(reports: &[Report]) -> Cost {
    let mut cores: BTreeMap<&str, usize> = BTreeMap::new();
    for report in reports {
        let cores = cores.entry(&report.about.host).or_default();
        *cores = report.cost.cores.max(*cores);
    }
    let walls = reports.iter().map(|it| (start(it), it.cost.wall));
    let peaks = reports.iter().map(|it| it.cost.peak_memory);
    Cost {
        user: reports.iter().map(|it| it.cost.user).sum(),
        system: reports.iter().map(|it| it.cost.system).sum(),
        peak_memory: peaks.max().unwrap_or(0),
        cores: cores.into_values().fold(0, usize::saturating_add),
        wall: covered(walls),
    }
}

fn parts(report: &Report) -> Vec<Part> {
    if !report.parts.is_empty() {
        return report.parts.clone();
    }
    vec![Part {
        about: report.about.clone(),
        began: report.began,
        elapsed: report.elapsed,
        sent: report.tally.sent,
        succeeded: report.tally.succeeded.len(),
        busy_share: report.busy_share(),
    }]
}

fn warnings(reports: &[Report]) -> Vec<String> {
    let differ = |is_same: fn(&Report, &Report) -> bool| {
        reports.windows(2).any(|two| !is_same(&two[0], &two[1]))
    };
    let targets = differ(|a, b| a.about.target == b.about.target);
    let methods = differ(|a, b| a.about.method == b.about.method);
    let models = differ(|a, b| a.is_open() == b.is_open());
    let mut pairs = reports.iter().enumerate();
    let is_twice = pairs.any(|(at, one)| reports[..at].contains(one));
    let all = [
        (
            is_twice,
            "A report is there more than once: its requests count each time.",
        ),
        (targets, "The runs have different targets."),
        (methods, "The runs have different methods."),
        (
            reports.iter().any(Report::is_partial),
            "Some runs have lost nodes: a part of what they sent is missing.",
        ),
        (
            models,
            "Some runs are of the open model and some of the closed: their \
             latencies are not the same thing.",
        ),
    ];
    let true_ones = all.into_iter().filter(|(is_so, _)| *is_so);
    true_ones.map(|(_, warning)| warning.to_owned()).collect()
}
