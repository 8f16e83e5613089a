//! The plot of all percentiles, in the manner of `HdrHistogram`: it shows the
//! slowest one in a thousand as wide as the slowest one in ten.

use std::time::Duration;

use super::maybe;
use super::plot::{Axis, Plot, Row, Series, line};
use crate::measure::Times;
use crate::report::Report;
use crate::report::text::count;

/// How many points there are to each nine.
const POINTS: u32 = 24;

/// Plots how long requests took.
pub(super) fn plot(report: &Report) -> Plot {
    let latency = report.latency();
    let service = &report.tally.service;
    let x = Axis::of_percentiles(latency.len());
    let least = [latency.min(), service.min()].into_iter().flatten().min();
    let most = [latency.max(), service.max()].into_iter().flatten().max();
    let nanos =
        |time: Option<Duration>| time.unwrap_or_default().as_nanos() as f64;
    let y = Axis::of_times(nanos(least), nanos(most));

    let points = POINTS * (x.ticks.len() as u32 - 2);
    let mut places: Vec<f64> = (0..=points)
        .map(|point| f64::from(point) / f64::from(points))
        .collect();
    places.push(x.scale.place(50.0));
    places.sort_by(f64::total_cmp);

    let curve = |times: &Times| {
        line(places.iter().map(|place| {
            let time = times.percentile(x.scale.value(*place))?;
            Some((*place, y.scale.place(time.as_nanos() as f64)))
        }))
    };
    let mut series = vec![Series {
        name: "latency",
        class: "line main",
        path: curve(&latency),
    }];
    let mut columns = vec!["percentile", "latency"];
    if report.is_open() {
        let path = curve(service);
        let class = "line dashed second";
        series.push(Series { name: "service time", class, path });
        columns.push("service time");
    }
    let rows = places.iter().map(|place| {
        let percent = x.scale.value(*place);
        let mut cells =
            vec![percent_text(percent), maybe(latency.percentile(percent))];
        if report.is_open() {
            cells.push(maybe(service.percentile(percent)));
        }
        Row { place: *place, cells }
    });
    let rows = rows.collect();
    let about = if report.is_open() {
        "Latency counts from when a request was due, service time from when \
         it was sent: the space between them is time in which requests waited \
         to be sent."
    } else {
        "So many percent of the requests took no longer. Each nine to the \
         right is as wide as the one before."
    };
    let at = |percent| maybe(latency.percentile(percent));
    let finding = format!(
        "Half of {} requests took at most {}, 99 percent {}, all of them {}.",
        count(latency.len()),
        at(50.0),
        at(99.0),
        at(100.0),
    );
    Plot {
        id: "percentiles",
        title: "Latency by percentile",
        about: about.to_owned(),
        finding,
        x,
        y,
        shade: None,
        series,
        columns,
        rows,
    }
}

/// Writes a percentile with as many digits as tell it from 100.
fn percent_text(percent: f64) -> String {
    let rest = 100.0 - percent;
    let digits = match rest {
        0.0 => 0,
        ..0.0095 => 5,
        ..0.095 => 4,
        ..0.95 => 3,
        ..9.5 => 2,
        _ => 1,
    };
    let text = format!("{percent:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_told_from_100() {
        assert_eq!(percent_text(100.0), "100");
        assert_eq!(percent_text(50.0), "50");
        assert_eq!(percent_text(99.0), "99");
        assert_eq!(percent_text(99.99), "99.99");
        assert_eq!(percent_text(99.999_87), "99.99987");
    }
}
