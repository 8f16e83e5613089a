//! The plots of how a run went, second by second.

use std::time::Duration;

use super::maybe;
use super::plot::{Axis, Bar, Plot, Row, Series};
use super::plot::{area, bars, clock, dots, line};
use super::slices::{Slice, SliceTimes, length, slices, width};
use crate::report::Report;
use crate::report::text::{count, duration, per_second};

/// What may come of a request: its name, how it is drawn, and how many there
/// were.
type Outcome = (&'static str, &'static str, fn(&Slice) -> f64);

/// What is the same for all plots over time.
pub(super) struct OverTime {
    slices: Vec<Slice>,
    width: u64,
    x: Axis,
    shade: Option<((f64, f64), &'static str)>,
}

impl OverTime {
    /// Puts the seconds of a run together, if there are any.
    pub(super) fn of(report: &Report) -> Option<Self> {
        let seconds = &report.seconds;
        let slices = slices(seconds);
        let x = Axis::of_seconds(length(seconds));
        let warmup = seconds.iter().rfind(|second| second.is_warmup);
        let shade = warmup.map(|last| {
            let end = x.scale.place(last.at.saturating_add(1) as f64);
            ((0.0, end), "warm-up")
        });
        let width = width(seconds);
        (!slices.is_empty()).then_some(Self { slices, width, x, shade })
    }

    /// Plots how long requests took.
    pub(super) fn latency(&self) -> Plot {
        let times = || self.slices.iter().filter_map(|slice| slice.times);
        let nanos = |time: Duration| time.as_nanos() as f64;
        let least = times().map(|it| it.p50).min().unwrap_or_default();
        let most = times().map(|it| it.max).max().unwrap_or_default();
        let y = Axis::of_times(nanos(least), nanos(most));
        let points = |of: fn(SliceTimes) -> Duration| {
            let y = y.scale;
            self.slices.iter().map(move |slice| {
                let time = of(slice.times?);
                Some((self.middle(slice), y.place(nanos(time))))
            })
        };
        // A line of a single second would be a dot that is hardly seen.
        let (main, second) = match self.slices.len() {
            1 => ("dots main", "dots second"),
            _ => ("line main", "line dashed second"),
        };
        let series = vec![
            Series {
                name: "max",
                class: "dots quiet",
                path: dots(points(|it| it.max)),
            },
            Series {
                name: "p99",
                class: second,
                path: line(points(|it| it.p99)),
            },
            Series {
                name: "p50",
                class: main,
                path: line(points(|it| it.p50)),
            },
        ];
        let rows = self.slices.iter().map(|slice| {
            let time =
                |of: fn(SliceTimes) -> Duration| maybe(slice.times.map(of));
            let times =
                [time(|it| it.p50), time(|it| it.p99), time(|it| it.max)];
            self.row(slice, times)
        });
        let about = match self.width {
            1 => "Of the requests that were over in each second.".to_owned(),
            width => format!(
                "Each point stands for {width} seconds: the median of their \
                 p50, and the greatest of their p99 and max."
            ),
        };
        let finding = format!(
            "The median of a second is at least {}; the longest request took \
             {}.",
            duration(least),
            duration(most),
        );
        Plot {
            id: "latency",
            title: "Latency over time",
            about,
            finding,
            x: self.x.clone(),
            y,
            shade: self.shade,
            series,
            columns: vec!["since the start", "p50", "p99", "max"],
            rows: rows.collect(),
        }
    }

    /// Plots how many requests there were each second, and what came of them.
    pub(super) fn throughput(&self) -> Plot {
        let outcomes: [Outcome; 4] = [
            ("succeeded", "stack good", |it| it.succeeded),
            ("failed", "bars failed", |it| it.failed),
            ("errors", "bars error", |it| it.errors),
            ("missed", "bars missed", |it| it.missed),
        ];
        let all = |slice: &Slice| -> f64 {
            outcomes.iter().map(|(_, _, of)| of(slice)).sum()
        };
        let most = self.slices.iter().map(all).fold(0.0, f64::max);
        let y = Axis::of_counts(most, "requests per second");

        let mut ground = vec![0.0; self.slices.len()];
        let mut series = Vec::new();
        for (name, class, of) in outcomes {
            let stacked =
                self.slices.iter().zip(&mut ground).map(|(slice, ground)| {
                    let from = y.scale.place(*ground);
                    *ground += of(slice);
                    let up = (from, y.scale.place(*ground));
                    Bar { across: self.across(slice), up }
                });
            let stacked: Vec<_> = stacked.collect();
            let path = match class {
                "stack good" => area(&stacked),
                _ => bars(&stacked),
            };
            series.push(Series { name, class, path });
        }
        let rows = self.slices.iter().map(|slice| {
            self.row(slice, outcomes.map(|(_, _, of)| per_second(of(slice))))
        });
        let mut columns = vec!["since the start"];
        columns.extend(outcomes.map(|(name, _, _)| name));
        let about = match self.width {
            1 => "Requests that were over in each second, and those that were \
                  due in it and never sent."
                .to_owned(),
            width => format!("Averages of {width} seconds each."),
        };
        let finding = format!(
            "At most {} requests were over or missed.",
            per_second(most)
        );
        Plot {
            id: "throughput",
            title: "Throughput over time",
            about,
            finding,
            x: self.x.clone(),
            y,
            shade: self.shade,
            series,
            columns,
            rows: rows.collect(),
        }
    }

    /// Plots how many requests were under way.
    pub(super) fn in_flight(&self) -> Plot {
        let most = self.slices.iter().map(|slice| slice.in_flight).max();
        let most = most.unwrap_or_default();
        let y = Axis::of_counts(most as f64, "requests");
        let points = self.slices.iter().map(|slice| {
            let place = y.scale.place(slice.in_flight as f64);
            Some((self.middle(slice), place))
        });
        let path = line(points);
        let class = "line main";
        let rows = self
            .slices
            .iter()
            .map(|slice| self.row(slice, [count(slice.in_flight)]));
        Plot {
            id: "in-flight",
            title: "Requests in flight",
            about: "Due and not over at the end of a second, with those that \
                    wait for a connection. Where it grows, the target does \
                    not keep up with the rate."
                .to_owned(),
            finding: format!("At most {} at a time.", count(most)),
            x: self.x.clone(),
            y,
            shade: self.shade,
            series: vec![Series { name: "in flight", class, path }],
            columns: vec!["since the start", "in flight"],
            rows: rows.collect(),
        }
    }

    fn across(&self, slice: &Slice) -> (f64, f64) {
        let place = |second: u64| self.x.scale.place(second as f64);
        (place(slice.from), place(slice.to))
    }

    fn middle(&self, slice: &Slice) -> f64 {
        let (from, to) = self.across(slice);
        f64::midpoint(from, to)
    }

    fn row<const N: usize>(&self, slice: &Slice, cells: [String; N]) -> Row {
        let mut row = vec![clock(slice.from)];
        row.extend(cells);
        Row { place: self.middle(slice), cells: row }
    }
}
