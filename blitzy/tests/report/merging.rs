//! Many runs as one.

use std::time::Duration;

use blitzy::measure::{Tally, Times};
use blitzy::plan::{Load, Plan};
use blitzy::report::{MergeError, Merged, Report, merge};
use blitzy::run::{Ended, Measured};
use proptest::prelude::*;

use crate::sample;

/// A run of 200 requests a second for ten seconds, from a moment on.
fn run(host: &str, began: &str) -> Report {
    let tally = Tally {
        sent: 2000,
        succeeded: sample::times(vec![1_000_000; 2000]),
        statuses: [(200, 2000)].into_iter().collect(),
        ..Tally::default()
    };
    let measured = Measured {
        began: sample::at(began),
        tally,
        seconds: (2..12).map(sample::second).collect(),
        ..sample::nothing()
    };
    let plan = Plan { warmup: Duration::from_secs(2), ..sample::open_plan() };
    let mut report = sample::report(&plan, &measured);
    host.clone_into(&mut report.about.host);
    report
}

fn merged(reports: &[Report]) -> Report {
    let Merged { report, warnings } = merge(reports).unwrap();
    assert_eq!(warnings, Vec::<String>::new());
    let json = serde_json::to_vec(&report).unwrap();
    let read = Report::parse(&json, "merged.json".as_ref()).unwrap();
    assert_eq!(read, report);
    report
}

fn rate(report: &Report) -> f64 {
    match report.plan.load {
        Load::Open { rate, .. } => rate.as_per_second(),
        Load::Closed => panic!("the model is open"),
    }
}

#[test]
fn a_report_that_is_there_twice_is_told() {
    let [one, other] = ["10:00:02", "11:00:02"]
        .map(|time| run("barry", &format!("2026-11-22T{time}Z")));
    let reports = [one.clone(), other, one];
    let Merged { report, warnings } = merge(&reports).unwrap();
    assert_eq!(report.tally.sent, 6000);
    let [warning] = &*warnings else { panic!("{warnings:?}") };
    assert!(warning.contains("more than once"), "{warning}");
}

#[test]
fn runs_at_the_same_time_add_up_to_a_higher_rate() {
    let report = merged(&[
        run("barry", "2026-11-22T09:00:02Z"),
        run("robin", "2026-11-22T09:00:02Z"),
    ]);
    assert_eq!(report.elapsed, Duration::from_secs(10));
    assert!((report.sent_per_second() - 400.0).abs() < 1e-9);
    assert!((rate(&report) - 200.0).abs() < 1e-9);
    assert_eq!(report.plan.connections, 20);
    assert_eq!(report.about.host, "barry, robin");
    assert_eq!(report.cost.cores, 4);
    assert_eq!(report.seconds.len(), 10);
    assert_eq!(report.seconds[0].completed, 200);
    assert_eq!(report.seconds[0].in_flight, 8);
}

#[test]
fn runs_at_different_times_keep_their_rate() {
    let report = merged(&[
        run("barry", "2026-11-22T10:00:02Z"),
        run("barry", "2026-11-22T09:00:02Z"),
    ]);
    assert_eq!(report.began, sample::at("2026-11-22T09:00:02Z"));
    assert_eq!(report.elapsed, Duration::from_secs(20));
    assert!((report.sent_per_second() - 200.0).abs() < 1e-9);
    assert!((rate(&report) - 100.0).abs() < 1e-9);
    assert_eq!(report.plan.connections, 10);
    assert_eq!(report.cost.cores, 2);
    let at: Vec<u64> = report.seconds.iter().map(|it| it.at).collect();
    let expected: Vec<u64> = (2..12).chain(3602..3612).collect();
    assert_eq!(at, expected);
}

#[test]
fn runs_that_overlap_take_from_the_first_to_the_last_moment() {
    let report = merged(&[
        run("barry", "2026-11-22T09:00:02Z"),
        run("robin", "2026-11-22T09:00:06Z"),
        run("maurice", "2026-11-22T09:00:07Z"),
    ]);
    assert_eq!(report.elapsed, Duration::from_secs(15));
    assert!((report.sent_per_second() - 400.0).abs() < 1e-9);
    let completed: Vec<u64> =
        report.seconds.iter().map(|it| it.completed).collect();
    let ones_and_more = [[100; 4].as_slice(), &[200], &[300; 5], &[200; 4]];
    assert_eq!(completed[..14], ones_and_more.concat());
    assert_eq!(completed[14..], [100]);
}

#[test]
fn what_was_merged_can_be_merged_again() {
    let [barry, robin, maurice] = ["barry", "robin", "maurice"]
        .map(|host| run(host, "2026-11-22T09:00:02Z"));
    let at_once = merged(&[barry.clone(), robin.clone(), maurice.clone()]);
    let twice = merged(&[merged(&[barry, robin]), maurice]);
    assert_eq!(twice.tally, at_once.tally);
    assert_eq!(twice.parts, at_once.parts);
    assert_eq!(twice.elapsed, at_once.elapsed);
    assert_eq!(twice.seconds, at_once.seconds);
}

#[test]
fn runs_of_different_things_are_merged_with_a_warning() {
    let one = run("barry", "2026-11-22T09:00:02Z");
    let mut other = one.clone();
    other.about.target = "http://127.0.0.1:8081/".to_owned();
    other.about.method = "POST".to_owned();
    other.plan.load = Load::Closed;
    other.ended = Ended::Interrupted;
    let Merged { report, warnings } = merge(&[one, other]).unwrap();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert!(warnings[0].contains("different targets"));
    assert_eq!(report.ended, Ended::Interrupted);
    assert_eq!(
        report.about.target,
        "http://127.0.0.1:8080/, http://127.0.0.1:8081/"
    );
}

#[test]
fn nothing_cannot_be_merged() {
    assert_eq!(merge(&[]).unwrap_err(), MergeError::Nothing);
}

#[test]
fn runs_that_took_no_time_are_merged() {
    let none = Measured { elapsed: Duration::ZERO, ..sample::nothing() };
    let mut reports =
        [(); 2].map(|()| sample::report(&sample::open_plan(), &none));
    "robin".clone_into(&mut reports[1].about.host);
    let report = merged(&reports);
    assert_eq!(report.elapsed, Duration::ZERO);
    assert!((rate(&report) - 100.0).abs() < 1e-9);
}

fn with_latencies(nanos: &[u64]) -> Report {
    let tally = Tally {
        sent: nanos.len() as u64,
        succeeded: sample::times(nanos.iter().copied()),
        statuses: [(200, nanos.len() as u64)].into_iter().collect(),
        ..Tally::default()
    };
    let measured = Measured { tally, ..sample::nothing() };
    sample::report(&Plan::default(), &measured)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn merged_percentiles_are_those_of_all_requests(
        parts in prop::collection::vec(
            prop::collection::vec(0..100_000_000_000_u64, 0..60), 1..6
        ),
        percent in 0.0..=100.0,
    ) {
        let reports: Vec<Report> =
            parts.iter().map(|part| with_latencies(part)).collect();
        let all: Times = sample::times(parts.concat());
        let merged = merge(&reports).unwrap().report.latency();
        prop_assert_eq!(&merged, &all);
        prop_assert_eq!(merged.percentile(percent), all.percentile(percent));
        prop_assert!(merged.percentile(99.0) <= merged.max());
        prop_assert_eq!(merged.mean(), all.mean());
    }

    #[test]
    fn the_time_is_at_least_the_longest_and_at_most_the_sum(
        runs in prop::collection::vec((0..100_u64, 0..50_u64), 1..6),
    ) {
        let reports: Vec<Report> = runs
            .iter()
            .map(|(began, elapsed)| {
                let mut report = with_latencies(&[1]);
                report.began += Duration::from_secs(*began);
                report.elapsed = Duration::from_secs(*elapsed);
                report
            })
            .collect();
        // The same by counting the seconds one by one.
        let is_open = |second: &u64| {
            runs.iter().any(|(began, elapsed)| {
                (*began..began + elapsed).contains(second)
            })
        };
        let open = (0..150).filter(is_open).count() as u64;
        let merged = merge(&reports).unwrap().report;
        prop_assert_eq!(merged.elapsed, Duration::from_secs(open));
    }
}
