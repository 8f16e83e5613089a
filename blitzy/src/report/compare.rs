//! How one run differs from another.

use std::time::Duration;

use serde::Serialize;

use super::notes::is_vague;
use super::text::{Mood, Page, duration, per_second};
use super::units::{millis, percent};
use super::words::connections;
use super::{About, Report};
use crate::measure::Times;
use crate::plan::Load;
use crate::run::Ended;

/// Two values that differ by less, of the larger, are the same: each percentile
/// is up to 0.1 % off, because histograms have three digits.
const RESOLUTION: f64 = 0.002;

/// How one run differs from another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The first run.
    pub before: About,
    /// The second one.
    pub after: About,
    /// The numbers of both.
    pub rows: Vec<Row>,
    /// Why they may not be comparable.
    pub warnings: Vec<String>,
}

/// One number of both runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// Of the first run; none if nothing was measured.
    pub before: Option<f64>,
    /// Of the second one.
    pub after: Option<f64>,
    /// The second less the first.
    pub delta: Option<f64>,
    /// That, in percent of the first; none if the first is zero.
    pub percent: Option<f64>,
    /// What that means.
    pub change: Change,
}

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Requests a second.
    PerSecond,
    /// A share in percent.
    Percent,
}

/// What a difference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The second run is better.
    Better,
    /// The second run is worse.
    Worse,
    /// They differ by less than the histograms can tell, 0.2 %. More than that
    /// may still be chance: two runs say nothing about how much runs differ.
    Same,
    /// One of them is not there.
    Unknown,
}

/// Compares two runs.
pub fn compare(before: &Report, after: &Report) -> Comparison {
    let mut rows = vec![
        row("sent", Unit::PerSecond, [before, after], |report| {
            Some(report.sent_per_second())
        }),
        row("succeeded", Unit::PerSecond, [before, after], |report| {
            Some(report.succeeded_per_second())
        }),
        row("not succeeded", Unit::Percent, [before, after], |report| {
            let sent = report.tally.sent;
            percent_of(sent - report.tally.succeeded.len().min(sent), sent)
        }),
        row("missed", Unit::Percent, [before, after], |report| {
            let missed = report.tally.missed;
            percent_of(missed, report.tally.sent + missed)
        }),
    ];
    let latencies = [&before.latency(), &after.latency()];
    rows.push(row("mean", Unit::Ms, latencies, |times| {
        times.mean().map(millis::of)
    }));
    for percent in [50.0, 75.0, 90.0, 95.0, 99.0, 99.9] {
        rows.push(row(&format!("p{percent}"), Unit::Ms, latencies, |times| {
            times.percentile(percent).map(millis::of)
        }));
    }
    rows.push(row("max", Unit::Ms, latencies, |times| {
        times.max().map(millis::of)
    }));
    Comparison {
        before: before.about.clone(),
        after: after.about.clone(),
        rows,
        warnings: warnings(before, after, latencies),
    }
}

impl Comparison {
    /// Writes it as a table for a person, with colours.
    pub fn to_text(&self) -> String {
        let mut page = Page::default();
        for (name, about) in [("before", &self.before), ("after", &self.after)]
        {
            let About { target, method, engine, host, .. } = about;
            page.line(&format!("{name}: {method} {target}, {engine}, {host}"));
        }
        page.gap();
        let head = ["", "before", "after", "change", "", ""];
        let head = (Mood::Strong, head.map(str::to_owned).to_vec());
        let rows = self.rows.iter().map(Row::to_cells);
        page.table([head].into_iter().chain(rows));
        page.faint(
            "The same: less than 0.2 % apart, which histograms cannot tell. \
             More can be chance too: repeat both runs to see how much they vary.",
        );
        for warning in &self.warnings {
            page.note(warning);
        }
        page.finish()
    }
}

impl Row {
    fn to_cells(&self) -> (Mood, Vec<String>) {
        let (mood, word) = match self.change {
            Change::Better => (Mood::Good, "better"),
            Change::Worse => (Mood::Bad, "worse"),
            Change::Same => (Mood::Plain, "same"),
            Change::Unknown => (Mood::Faint, "unknown"),
        };
        let value = |value: Option<f64>| {
            value.map_or("-".to_owned(), |it| self.unit.write(it))
        };
        let delta = self.delta.map(|delta| {
            let sign = if delta < 0.0 { '-' } else { '+' };
            format!("{sign}{}", self.unit.write(delta.abs()))
        });
        let percent = self.percent.map(|it| {
            let digits = usize::from(it.abs() < 100.0);
            format!("{it:+.digits$} %")
        });
        let cells = vec![
            self.name.clone(),
            value(self.before),
            value(self.after),
            delta.unwrap_or_default(),
            percent.unwrap_or_default(),
            word.to_owned(),
        ];
        (mood, cells)
    }
}

impl Unit {
    fn write(self, value: f64) -> String {
        match self {
            Self::Ms => {
                let seconds = value.max(0.0) / 1000.0;
                duration(Duration::from_secs_f64(seconds))
            }
            Self::PerSecond => per_second(value),
            Self::Percent => format!("{value:.2} %"),
        }
    }
}

/// Takes one number of both. More of a rate is better, less of all else.
fn row<T: Copy>(
    name: &str,
    unit: Unit,
    [before, after]: [T; 2],
    value: impl Fn(T) -> Option<f64>,
) -> Row {
    let (before, after) = (value(before), value(after));
    let (delta, percent, change) = match (before, after) {
        (Some(before), Some(after)) => {
            let delta = after - before;
            let limit = RESOLUTION * before.abs().max(after.abs());
            let is_better = (delta > 0.0) == (unit == Unit::PerSecond);
            let change = match delta.abs() {
                difference if difference <= limit => Change::Same,
                _ if is_better => Change::Better,
                _ => Change::Worse,
            };
            let percent = (before != 0.0).then(|| 100.0 * delta / before);
            (Some(delta), percent, change)
        }
        _ => (None, None, Change::Unknown),
    };
    Row { name: name.to_owned(), unit, before, after, delta, percent, change }
}

fn percent_of(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| percent(part, whole))
}

fn warnings(
    before: &Report,
    after: &Report,
    latencies: [&Times; 2],
) -> Vec<String> {
    let mut warnings = Vec::new();
    match (before.plan.load, after.plan.load) {
        (Load::Closed, Load::Closed) => {}
        (Load::Open { rate: old, .. }, Load::Open { rate: new, .. }) => {
            if old != new {
                warnings.push(format!(
                    "The rates differ: {old} and {new}. A target that is \
                     asked more is slower."
                ));
            }
        }
        _ => warnings.push(
            "One run is of the open model and one of the closed: their \
             latencies are not the same thing."
                .to_owned(),
        ),
    }
    let (old, new) = (&before.about, &after.about);
    for (what, old, new) in [
        ("targets", &old.target, &new.target),
        ("methods", &old.method, &new.method),
        ("engines", &old.engine, &new.engine),
        ("versions of blitzy", &old.version, &new.version),
        ("machines that asked", &old.host, &new.host),
    ] {
        if old != new {
            warnings.push(format!("The {what} differ: {old} and {new}."));
        }
    }
    let (old, new) = (&before.plan, &after.plan);
    if (old.connections, old.streams) != (new.connections, new.streams) {
        warnings.push(format!(
            "The first run has {}, the second {}.",
            connections(old),
            connections(new)
        ));
    }
    if old.keep_alive != new.keep_alive {
        warnings.push(
            "One run opens a connection for each request, and one does not."
                .to_owned(),
        );
    }
    for (name, report) in [("first", before), ("second", after)] {
        if report.ended == Ended::Interrupted {
            warnings.push(format!("The {name} run was interrupted."));
        }
    }
    if latencies.iter().any(|times| is_vague(times, 99.9)) {
        warnings.push(
            "Fewer than 10 requests of a run are above p99.9, so it says \
             little."
                .to_owned(),
        );
    }
    warnings
}
