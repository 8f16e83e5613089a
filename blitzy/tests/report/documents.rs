//! The document: it comes back as it was, and what is no report is refused.

use std::path::Path;
use std::time::Duration;

use blitzy::measure::{Tally, Times};
use blitzy::plan::Plan;
use blitzy::report::{ReadError, Report};
use blitzy::run::Measured;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sample;

fn parse(json: &[u8]) -> Result<Report, ReadError> {
    Report::parse(json, Path::new("a.json"))
}

/// The document of a report, changed at one place.
fn changed(pointer: &str, value: Value) -> Result<Report, ReadError> {
    let report = sample::report(&Plan::default(), &sample::mixed());
    let mut document = serde_json::to_value(&report).unwrap();
    *document.pointer_mut(pointer).expect("it is there") = value;
    parse(document.to_string().as_bytes())
}

fn refusal(pointer: &str, value: Value) -> String {
    let refusal = changed(pointer, value).unwrap_err().to_string();
    assert!(refusal.starts_with("a.json is not a whole report: "), "{refusal}");
    assert!(refusal.contains("give one as blitzy wrote it"), "{refusal}");
    refusal
}

#[test]
fn a_report_comes_back_as_it_was() {
    let thresholds = ["p99>1s".parse().unwrap(), "rate<1".parse().unwrap()];
    for (plan, measured) in [
        (Plan::default(), sample::mixed()),
        (Plan::default(), sample::nothing()),
        (sample::open_plan(), sample::stalled()),
    ] {
        let report = sample::report(&plan, &measured);
        let report = report.with_thresholds(&thresholds);
        let json = serde_json::to_vec(&report).unwrap();
        assert_eq!(parse(&json).unwrap(), report);
    }
}

#[test]
fn durations_are_milliseconds() {
    let report = sample::report(&sample::open_plan(), &sample::stalled());
    let document = serde_json::to_value(&report).unwrap();
    let at = |pointer: &str| document.pointer(pointer).unwrap().clone();
    assert_eq!(at("/schema"), json!(1));
    assert_eq!(at("/began"), json!("2026-11-22T09:00:02.000000000Z"));
    assert_eq!(at("/elapsed_ms"), json!(30_000.0));
    assert_eq!(at("/config/load/model"), json!("open"));
    assert_eq!(at("/config/load/rate"), json!(100.0));
    assert_eq!(at("/config/duration_ms"), json!(30_000.0));
    assert_eq!(at("/config/requests"), Value::Null);
    assert_eq!(at("/counts/sent"), json!(3000));
    assert_eq!(at("/rates/succeeded_per_s"), json!(100.0));
    assert_eq!(at("/latency/overall/count"), json!(3000));
    assert_eq!(at("/latency/overall/max_ms"), json!(2000.13));
    assert_eq!(at("/latency/overall/over_1s"), json!(100));
    assert_eq!(at("/latency/failed/p99_ms"), Value::Null);
    assert_eq!(at("/seconds/31/max_ms"), json!(0.181));
    assert_eq!(at("/client/busy_share"), json!(0.3 / 64.0));
    assert_eq!(at("/client/user_us_per_request"), json!(28.125));
}

#[test]
fn a_run_without_requests_has_numbers_and_nulls_in_its_document() {
    let measured = Measured { elapsed: Duration::ZERO, ..sample::nothing() };
    let mut report = sample::report(&Plan::default(), &measured);
    report.cost = blitzy::run::Cost::default();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json.pointer("/rates/sent_per_s"), Some(&json!(0.0)));
    assert_eq!(json.pointer("/client/busy_share"), Some(&json!(0.0)));
    assert_eq!(json.pointer("/latency/overall/mean_ms"), Some(&Value::Null));
    assert_eq!(parse(json.to_string().as_bytes()).unwrap(), report);
}

#[test]
fn a_moment_before_1970_is_no_crash() {
    let began = std::time::UNIX_EPOCH - Duration::from_secs(1);
    let measured = Measured { began, ..sample::nothing() };
    let report = sample::report(&Plan::default(), &measured);
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.contains("\"1970-01-01T00:00:00"), "{json}");
}

#[test]
fn another_schema_is_refused() {
    let refusal = changed("/schema", json!(2)).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "a.json is a report of schema 2, and this blitzy reads schema 1; use \
         the version of blitzy that wrote it"
    );
    assert!(matches!(
        changed("/schema", json!(-1)),
        Err(ReadError::Schema { .. })
    ));
}

#[test]
fn what_is_no_document_is_refused() {
    for json in ["", "{", "[]", "null", "{}", "{\"schema\":1}", "\u{0}", "<"] {
        let refusal = parse(json.as_bytes()).unwrap_err().to_string();
        assert!(refusal.starts_with("a.json is not a whole"), "{refusal}");
    }
    let deep = "[".repeat(1_000_000);
    assert!(parse(deep.as_bytes()).is_err());
    let report = sample::report(&Plan::default(), &sample::mixed());
    let json = serde_json::to_vec(&report).unwrap();
    for length in (0..json.len()).step_by(499) {
        assert!(parse(&json[..length]).is_err(), "{length}");
    }
}

#[test]
fn numbers_that_cannot_be_are_refused() {
    refusal("/elapsed_ms", json!(-1));
    refusal("/elapsed_ms", json!(1e300));
    refusal("/elapsed_ms", Value::Null);
    refusal("/counts/sent", json!(-1));
    refusal("/counts/missed", json!(u64::MAX));
    refusal("/counts/body_bytes", json!(1_u64 << 54));
    refusal("/seconds/0/completed", json!(u64::MAX));
    refusal("/seconds/0/at_s", json!(u64::MAX));
    refusal("/statuses/200", json!(u64::MAX));
    refusal("/errors/reset/count", json!(u64::MAX));
    refusal("/began", json!("yesterday"));
    refusal("/config/load", json!({"model": "half"}));
    let report = sample::report(&Plan::default(), &sample::nothing());
    let json = serde_json::to_string(&report).unwrap();
    for number in ["NaN", "1e999", "Infinity", "-0.1"] {
        let json = json.replace("10000.0", number);
        assert!(parse(json.as_bytes()).is_err(), "{number}");
    }
}

#[test]
fn numbers_that_contradict_each_other_are_refused() {
    let says = |pointer: &str, value: Value, what: &str| {
        let refusal = refusal(pointer, value);
        assert!(refusal.contains(what), "{refusal}");
    };
    says("/counts/sent", json!(99), "counts.sent and what came of it");
    says("/counts/failed", json!(9), "counts and histograms");
    says("/statuses/200", json!(71), "statuses and counts");
    says("/errors/reset/count", json!(5), "errors and counts.errors");
    says("/seconds/3/p50_ms", json!(7), "a second");
    says("/seconds/3/at_s", json!(2), "order of the seconds");
    for name in ["count", "over_1s", "mean_ms", "stddev_ms", "p99_9_ms"] {
        let pointer = format!("/latency/succeeded/{name}");
        says(&pointer, json!(3), "the numbers of latency.succeeded");
    }
    says("/lag/p50_ms", json!(1.0), "the numbers of lag");
    let other = serde_json::to_value(sample::times([5, 6])).unwrap();
    says("/latency/failed/histogram", other.clone(), "latency.failed");
    says("/latency/overall/histogram", other, "latency.overall");
}

#[test]
fn a_sum_that_no_times_have_is_refused() {
    let report = sample::report(&Plan::default(), &sample::mixed());
    let document = serde_json::to_value(&report).unwrap();
    let failed = document.pointer("/latency/failed").unwrap();
    for (sum, mean) in [(0_u64, 0.0), (9_999_999_999, 999.999_999)] {
        let mut failed = failed.clone();
        failed["histogram"]["sum_ns"] = json!(sum);
        failed["mean_ms"] = json!(mean);
        refusal("/latency/failed", failed);
    }
}

#[test]
fn a_histogram_that_is_none_is_refused() {
    let histogram = "/latency/succeeded/histogram/histogram";
    for text in ["", "?", "AAAA", "HISTFAAAAAAAAAAA"] {
        refusal(histogram, json!(text));
    }
}

#[test]
fn a_group_that_crashed_may_have_sent_more_than_is_known_of() {
    let mut measured = sample::mixed();
    measured.tally.sent = 103;
    measured.lost = vec!["group 1: out of paint".to_owned()];
    let report = sample::report(&Plan::default(), &measured);
    let json = serde_json::to_vec(&report).unwrap();
    assert_eq!(parse(&json).unwrap(), report);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Report::read(Path::new("no/such.json")).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("cannot read no/such.json: "), "{text}");
}

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_refused() {
    let error = Report::read(Path::new("/dev/zero")).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");
}

/// A tally that a run could have.
fn tallies() -> impl Strategy<Value = Tally> {
    let nanos = || prop::collection::vec(0..86_400_000_000_000_u64, 0..40);
    (nanos(), nanos(), nanos(), 0..9_u64).prop_map(
        |(good, bad, late, missed)| Tally {
            sent: (good.len() + bad.len() + late.len()) as u64,
            statuses: [(200, good.len() as u64), (500, bad.len() as u64)]
                .into_iter()
                .collect(),
            succeeded: sample::times(good),
            failed: sample::times(bad),
            unfinished: sample::times(late),
            missed,
            ..Tally::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_report_comes_back_as_it_was(
        tally in tallies(),
        elapsed in 0..10_000_000_000_000_u64,
    ) {
        let elapsed = Duration::from_nanos(elapsed);
        let measured = Measured { tally, elapsed, ..sample::nothing() };
        let report = sample::report(&Plan::default(), &measured);
        let json = serde_json::to_vec(&report).unwrap();
        prop_assert_eq!(parse(&json).unwrap(), report);
    }

    #[test]
    fn a_spoilt_byte_is_no_crash(at in any::<prop::sample::Index>(), byte: u8) {
        let report = sample::report(&Plan::default(), &sample::mixed());
        let mut json = serde_json::to_vec(&report).unwrap();
        let at = at.index(json.len());
        json[at] = byte;
        if let Ok(report) = parse(&json) {
            let _: Times = report.latency();
            let text = blitzy::report::text(&report);
            prop_assert!(!text.contains("NaN"));
        }
    }
}
