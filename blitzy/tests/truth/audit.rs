//! What is true of every run.

use std::time::Duration;

use blitzy::measure::Times;
use blitzy::plan::{Load, Plan};
use blitzy::report::{About, Report, merge};
use blitzy::run::Measured;

const PERCENTILES: [f64; 6] = [0.0, 50.0, 90.0, 99.0, 99.99, 100.0];

/// Checks what is true of every run.
pub(crate) fn check(plan: &Plan, measured: &Measured, case: &str) {
    let tally = &measured.tally;
    assert_eq!(measured.lost, Vec::<String>::new(), "{case}");
    let ended = tally.completed() + tally.unfinished.len();
    assert_eq!(tally.sent, ended, "{case}");
    let statuses: u64 = tally.statuses.values().sum();
    let answers = tally.succeeded.len() + tally.failed.len();
    assert_eq!(statuses, answers, "{case}");
    let failed = tally.statuses.range(400..).map(|(_, count)| count);
    assert_eq!(failed.sum::<u64>(), tally.failed.len(), "{case}");
    let errors = tally.error_classes.values().map(|errors| errors.count);
    assert_eq!(errors.sum::<u64>(), tally.errors.len(), "{case}");
    if let Load::Open { .. } = plan.load {
        assert_eq!(tally.lag.len(), tally.service.len(), "{case}");
        // Those that never had a connection were not sent.
        if tally.service.len() == tally.completed() {
            let mut latency = tally.succeeded.clone();
            latency.merge(&tally.failed);
            latency.merge(&tally.errors);
            let sum = tally.lag.total() + tally.service.total();
            assert_eq!(latency.total(), sum, "{case}");
        }
    } else {
        assert!(tally.lag.is_empty() && tally.service.is_empty(), "{case}");
        assert_eq!(tally.missed, 0, "{case}");
    }
    let all = tally.latency();
    for times in [&all, &tally.succeeded, &tally.failed, &tally.errors] {
        check_times(times, case);
    }
    check_seconds(measured, case);
    check_report(plan, measured, case);
}

fn check_times(times: &Times, case: &str) {
    let mut last = times.min();
    for percent in PERCENTILES {
        let percentile = times.percentile(percent);
        assert!(last <= percentile && percentile <= times.max(), "{case}");
        last = percentile;
    }
}

fn check_seconds(measured: &Measured, case: &str) {
    let tally = &measured.tally;
    let seconds = || measured.seconds.iter();
    let completed: u64 = seconds().map(|second| second.completed).sum();
    assert_eq!(completed, tally.completed() + tally.warmup, "{case}");
    let errors: u64 = seconds().map(|second| second.errors).sum();
    assert_eq!(errors, tally.errors.len(), "{case}");
    let missed: u64 = seconds().map(|second| second.missed).sum();
    assert_eq!(missed, tally.missed, "{case}");
    let bytes: u64 = seconds().map(|second| second.body_bytes).sum();
    assert_eq!(bytes, tally.body_bytes, "{case}");
    let last = measured.seconds.last().map(|second| second.in_flight);
    assert_eq!(last.unwrap_or_default(), 0, "{case}");
    assert!(seconds().enumerate().all(|(at, it)| it.at == at as u64), "{case}");
}

fn check_report(plan: &Plan, measured: &Measured, case: &str) {
    let about = About {
        target: "http://localhost/".to_owned(),
        method: "GET".to_owned(),
        engine: "one of them".to_owned(),
        reason: "why not".to_owned(),
        version: "0.0.0".to_owned(),
        host: "singapore".to_owned(),
    };
    let report = Report::new(about, plan, measured);
    let json = serde_json::to_vec(&report).unwrap();
    let read = Report::parse(&json, "report.json".as_ref()).expect(case);
    assert_eq!(read.tally, report.tally, "{case}");
    assert_eq!(read.seconds, report.seconds, "{case}");
    assert_eq!(read.elapsed, report.elapsed, "{case}");

    let merged = merge(&[read.clone(), read]).unwrap().report;
    let (one, two) = (&measured.tally, &merged.tally);
    assert_eq!(two.sent, one.sent * 2, "{case}");
    assert_eq!(two.missed, one.missed * 2, "{case}");
    assert_eq!(two.warmup, one.warmup * 2, "{case}");
    let (one, two) = (one.latency(), two.latency());
    for percent in PERCENTILES {
        assert_eq!(two.percentile(percent), one.percentile(percent), "{case}");
    }
    assert_eq!((two.min(), two.max()), (one.min(), one.max()), "{case}");
    let off = merged.elapsed.abs_diff(measured.elapsed);
    assert!(off < Duration::from_millis(1), "{case}: {off:?}");
    let json = serde_json::to_vec(&merged).unwrap();
    Report::parse(&json, "merged.json".as_ref()).expect(case);
}
