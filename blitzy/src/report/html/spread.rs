//! The plot of how many requests took how long.

use std::time::Duration;

use super::maybe;
use super::plot::{Axis, Bar, Plot, Row, Series, bars};
use crate::measure::Times;
use crate::report::Report;
use crate::report::text::{count, duration};
use crate::report::words::outcomes;

/// How many bars there are room for.
const BARS: usize = 60;

/// How the outcomes are drawn, in their order.
const CLASSES: [&str; 4] =
    ["bars good", "bars failed", "bars error", "bars missed"];

/// Plots how many requests took how long, whatever came of them.
pub(super) fn plot(report: &Report) -> Plot {
    let latency = report.latency();
    let nanos =
        |time: Option<Duration>| time.unwrap_or_default().as_nanos() as f64;
    let x = Axis::log(
        nanos(latency.min()),
        nanos(latency.max()),
        "time, on a logarithmic scale",
    );
    let outcomes = outcomes(&report.tally);
    let counts = outcomes.map(|(_, times)| spread(times, &x));
    let total = |bar: usize| counts.iter().map(|it| it[bar]).sum::<u64>();
    let most = (0..BARS).map(total).max().unwrap_or_default();
    let y = Axis::of_counts(most as f64, "requests");

    let mut ground = [0; BARS];
    let mut series = Vec::new();
    let drawn = outcomes.into_iter().zip(CLASSES).zip(&counts);
    for (((name, _), class), counts) in drawn {
        let stacked = ground.iter_mut().zip(counts).enumerate().map(
            |(bar, (ground, more))| {
                let from = y.scale.place(*ground as f64);
                *ground += more;
                let to = y.scale.place(*ground as f64);
                Bar { across: edges(bar), up: (from, to) }
            },
        );
        let path = bars(&stacked.collect::<Vec<_>>());
        series.push(Series { name, class, path });
    }
    let rows = (0..BARS).filter(|bar| total(*bar) > 0).map(|bar| {
        let (from, to) = edges(bar);
        let time =
            |place| duration(Duration::from_nanos(x.scale.value(place) as u64));
        let mut cells = vec![format!("{} – {}", time(from), time(to))];
        cells.extend(counts.iter().map(|it| count(it[bar])));
        Row { place: f64::midpoint(from, to), cells }
    });
    let rows = rows.collect();
    let finding = format!(
        "{} requests, from {} to {}.",
        count(latency.len()),
        maybe(latency.min()),
        maybe(latency.max()),
    );
    let mut columns = vec!["time"];
    columns.extend(outcomes.map(|(name, _)| name));
    Plot {
        id: "spread",
        title: "How many took how long",
        about: "A bar is seen even if it stands for a single request. To the \
                right, times grow by the same factor from bar to bar."
            .to_owned(),
        finding,
        x,
        y,
        shade: None,
        series,
        columns,
        rows,
    }
}

fn spread(times: &Times, x: &Axis) -> [u64; BARS] {
    let mut counts = [0; BARS];
    for (time, more) in times.buckets() {
        let place = x.scale.place(time.as_nanos() as f64);
        let bar = (place * BARS as f64) as usize;
        counts[bar.min(BARS - 1)] += more;
    }
    counts
}

fn edges(bar: usize) -> (f64, f64) {
    (bar as f64 / BARS as f64, (bar + 1) as f64 / BARS as f64)
}
