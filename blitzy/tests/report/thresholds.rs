//! What a run must not exceed.

use std::time::Duration;

use blitzy::plan::Plan;
use blitzy::report::{Report, Threshold};
use blitzy::run::Measured;

use crate::sample;

fn checked(report: &Report, text: &str) -> (String, bool) {
    let verdict = text.parse::<Threshold>().unwrap().check(report);
    assert_eq!(verdict.text, text);
    (verdict.measured, verdict.is_broken)
}

#[test]
fn a_latency_is_of_all_requests_whatever_came_of_them() {
    let report = sample::report(&Plan::default(), &sample::mixed());
    for (text, measured, is_broken) in [
        ("p50>39ms", "40.0 ms", true),
        ("p50>41ms", "40.0 ms", false),
        ("p99>3999ms", "4.00 s", true),
        ("max>4s", "4.00 s", false),
        ("max>=4s", "4.00 s", true),
        ("min<1.1ms", "1.00 ms", true),
        ("min <= 900 us", "1.00 ms", false),
        ("mean>300ms", "298 ms", false),
        ("p99.99<1s", "4.00 s", false),
    ] {
        let outcome = checked(&report, text);
        assert_eq!(outcome, (measured.to_owned(), is_broken), "{text}");
    }
}

#[test]
fn the_words_are_those_of_the_report() {
    let report = sample::report(&Plan::default(), &sample::mixed());
    let succeeded = "80 of 100 sent, 80.00 %";
    let errors = "6 of 100 sent, 6.00 %";
    let unfinished = "4 of 100 sent, 4.00 %";
    let failed = "10 of 100 sent, 10.00 %";
    let missed = "7 of 107 due, 6.54 %";
    for (text, measured, is_broken) in [
        ("succeeded<81", succeeded, true),
        ("succeeded<80", succeeded, false),
        ("succeeded<80.1%", succeeded, true),
        ("succeeded<80%", succeeded, false),
        ("failed>=10%", failed, true),
        ("errors>5", errors, true),
        ("errors>6", errors, false),
        ("unfinished>0", unfinished, true),
        ("unfinished>4%", unfinished, false),
        ("missed>0", missed, true),
        ("missed>6.6%", missed, false),
        ("rate<8", "8.00/s", false),
        ("rate<8.1/s", "8.00/s", true),
        ("rate<600/m", "8.00/s", true),
    ] {
        let outcome = checked(&report, text);
        assert_eq!(outcome, (measured.to_owned(), is_broken), "{text}");
    }
}

#[test]
fn what_nothing_was_measured_of_is_broken() {
    let measured = Measured { elapsed: Duration::ZERO, ..sample::nothing() };
    let report = sample::report(&Plan::default(), &measured);
    let none = ("no request was measured".to_owned(), true);
    assert_eq!(checked(&report, "p99>1s"), none);
    assert_eq!(checked(&report, "p99<1s"), none);
    assert_eq!(checked(&report, "mean>1s"), none);
    let none = ("no request was sent".to_owned(), true);
    assert_eq!(checked(&report, "errors>1%"), none);
    let none = ("no request was due".to_owned(), true);
    assert_eq!(checked(&report, "missed>1%"), none);
    assert_eq!(checked(&report, "rate<1"), ("0/s".to_owned(), true));
    let count = ("0 of 0 sent, 0 %".to_owned(), false);
    assert_eq!(checked(&report, "errors>0"), count);
}

#[test]
fn a_report_is_broken_if_one_of_its_thresholds_is() {
    let report = || sample::report(&Plan::default(), &sample::mixed());
    let kept: Threshold = "max>5s".parse().unwrap();
    let broken: Threshold = "missed>0".parse().unwrap();
    assert!(!report().is_broken());
    let mut both = vec![kept];
    assert!(!report().with_thresholds(&both).is_broken());
    both.push(broken);
    assert!(report().with_thresholds(&both).is_broken());
}

#[test]
fn what_is_no_threshold_is_refused_with_what_can_be_written() {
    let refusal =
        |text: &str| text.parse::<Threshold>().unwrap_err().to_string();
    assert_eq!(
        refusal("p99"),
        "\"p99\" compares nothing; write it like p99>250ms"
    );
    assert_eq!(
        refusal("p99=1s"),
        "\"p99=1s\" compares nothing; write it like p99>250ms"
    );
    assert_eq!(
        refusal("latency>1s"),
        "\"latency\" is not measured; write p50 to p99.99, mean, min or max \
         (like p99>250ms), succeeded, failed, errors, unfinished or missed \
         (like succeeded<99% or missed>0), or rate (like rate<100)"
    );
    let time = "is no time; write it like 800us, 250ms or 1.5s";
    for text in ["p99>250", "p99>", "p99>-1s", "p99>NaNs", "p99>=1e300s"] {
        assert!(refusal(text).contains(time), "{}", refusal(text));
    }
    let count = "is no number or share of requests; write it like 10 or 1%";
    for text in ["errors>x", "errors>1.5", "errors>-1%", "missed>101%"] {
        assert!(refusal(text).contains(count), "{}", refusal(text));
    }
    assert!(refusal("rate<x").contains("is no rate; write 100"));
    for text in ["p0>1s", "p101>1s", "pNaN>1s", "p>1s", ">1s", "P99>1s"] {
        assert!(refusal(text).contains("is not measured"), "{text}");
    }
}
