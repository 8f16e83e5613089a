//! How one run differs from another.

use std::time::Duration;

use blitzy::plan::Plan;
use blitzy::report::compare::{Change, Comparison, Row};
use blitzy::report::{Report, compare};
use blitzy::run::Measured;

use crate::sample::{self, report};
use crate::texts::same;

fn row<'a>(comparison: &'a Comparison, name: &str) -> &'a Row {
    comparison.rows.iter().find(|row| row.name == name).expect("it is there")
}

fn latencies(nanos: impl IntoIterator<Item = u64>) -> Report {
    let mut measured = sample::nothing();
    measured.tally.succeeded = sample::times(nanos);
    measured.tally.sent = measured.tally.succeeded.len();
    report(&Plan::default(), &measured)
}

#[test]
fn two_runs_are_a_table() {
    let before = report(&sample::open_plan(), &sample::stalled());
    let after = report(&Plan::default(), &sample::mixed());
    let comparison = compare(&before, &after);
    same(&comparison.to_text(), include_str!("texts/compared.txt"));
}

#[test]
fn a_run_is_the_same_as_itself() {
    let report = report(&Plan::default(), &sample::mixed());
    let comparison = compare(&report, &report);
    for row in &comparison.rows {
        assert_eq!(row.change, Change::Same, "{row:?}");
        assert_eq!(row.delta, Some(0.0));
    }
}

#[test]
fn less_than_histograms_can_tell_is_the_same() {
    let one = latencies(vec![1_000_000; 10]);
    let other = latencies(vec![1_001_900; 10]);
    assert_eq!(row(&compare(&one, &other), "p50").change, Change::Same);
    let other = latencies(vec![1_010_000; 10]);
    assert_eq!(row(&compare(&one, &other), "p50").change, Change::Worse);
    assert_eq!(row(&compare(&other, &one), "p50").change, Change::Better);
}

#[test]
fn a_higher_rate_is_better_and_more_errors_are_worse() {
    let before = latencies(vec![1_000_000; 10]);
    let mut measured = sample::nothing();
    measured.tally.succeeded = sample::times(vec![1_000_000; 20]);
    measured.tally.errors = sample::times(vec![1_000_000; 5]);
    measured.tally.sent = 25;
    let after = report(&Plan::default(), &measured);
    let comparison = compare(&before, &after);
    let succeeded = row(&comparison, "succeeded");
    assert_eq!(succeeded.change, Change::Better);
    assert_eq!(succeeded.percent, Some(100.0));
    let errors = row(&comparison, "not succeeded");
    assert_eq!(errors.change, Change::Worse);
    assert_eq!(errors.delta, Some(20.0));
    assert_eq!(errors.percent, None);
}

#[test]
fn nothing_compares_to_something_without_numbers_that_are_none() {
    let none = Measured { elapsed: Duration::ZERO, ..sample::nothing() };
    let none = report(&Plan::default(), &none);
    let some = latencies(vec![1_000_000; 10]);
    let comparison = compare(&none, &some);
    assert_eq!(row(&comparison, "p99").change, Change::Unknown);
    let json = serde_json::to_value(&comparison).unwrap();
    assert!(json.pointer("/rows/0/percent").unwrap().is_null());
    assert!(!comparison.to_text().contains("NaN"));
}

#[test]
fn runs_that_cannot_be_compared_come_with_warnings() {
    let before = latencies(vec![1_000_000; 10_000]);
    let warnings = |change: fn(&mut Report)| {
        let mut after = before.clone();
        change(&mut after);
        compare(&before, &after).warnings
    };
    assert_eq!(warnings(|_| ()), Vec::<String>::new());
    let all = warnings(|after| {
        after.plan = sample::open_plan();
        after.about.target.push('x');
        after.about.host.push('x');
    });
    let all = all.join("\n");
    assert!(all.contains("one of the closed"), "{all}");
    assert!(all.contains("The targets differ"), "{all}");
    assert!(all.contains("The machines that asked differ"), "{all}");
    let connections = "The first run has 50 connections, the second 10 ";
    assert!(all.contains(connections), "{all}");
    let streams = warnings(|after| after.plan.streams = 8);
    assert!(streams[0].ends_with("50 connections of 8 streams."));
}
