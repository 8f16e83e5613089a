//! What a person reads. The texts are in files, as they are shown.

use std::time::Duration;

use blitzy::measure::{ErrorClass, Failure, Tally};
use blitzy::plan::{KeepAlive, Plan};
use blitzy::report::{Report, csv, notes, text};
use blitzy::run::{Cost, Ended, Measured};

use crate::sample::{self, report};

/// Shown without colours, as in a file.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[track_caller]
pub(crate) fn same(shown: &str, file: &str) {
    let plain = plain(shown);
    for line in plain.lines() {
        assert!(line.chars().count() <= 80, "{line:?}");
        assert_eq!(line, line.trim_end());
    }
    assert!(plain == file, "shown:\n{plain}\nin the file:\n{file}");
}

#[test]
fn the_open_model_shows_what_was_due_beside_what_was_sent() {
    let report = report(&sample::open_plan(), &sample::stalled());
    same(&text(&report), include_str!("texts/open.txt"));
}

#[test]
fn all_that_can_go_wrong_is_shown() {
    let thresholds = ["p99>1s", "succeeded<75%"].map(|it| it.parse().unwrap());
    let report = report(&Plan::default(), &sample::mixed());
    let report = report.with_thresholds(&thresholds);
    same(&text(&report), include_str!("texts/mixed.txt"));
}

#[test]
fn a_run_in_which_all_failed_has_a_report() {
    let mut tally = Tally {
        sent: 2,
        errors: sample::times([50_000, 70_000]),
        ..Tally::default()
    };
    let refused = Failure::new(ErrorClass::Refused, "connection refused");
    tally.count_failure(refused.clone());
    tally.count_failure(refused);
    let measured = Measured { tally, ..sample::nothing() };
    let report = report(&Plan::default(), &measured);
    same(&text(&report), include_str!("texts/all_failed.txt"));
}

#[test]
fn a_run_without_requests_has_a_report() {
    let plan =
        Plan { connections: 1, keep_alive: KeepAlive::No, ..Plan::default() };
    let measured = Measured {
        elapsed: Duration::ZERO,
        cost: Cost::default(),
        ..sample::nothing()
    };
    let report = report(&plan, &measured);
    same(&text(&report), include_str!("texts/nothing.txt"));
}

#[test]
fn the_seconds_are_lines_of_csv() {
    let report = report(&Plan::default(), &sample::mixed());
    let lines = csv(&report);
    assert!(lines.starts_with(include_str!("texts/seconds.csv")), "{lines}");
    assert_eq!(lines.lines().count(), 11);
}

/// The report of the run with a stall, changed.
fn noted(change: impl FnOnce(&mut Report)) -> String {
    let mut report = report(&sample::open_plan(), &sample::stalled());
    change(&mut report);
    notes(&report).join("\n")
}

#[test]
fn a_busy_client_is_named() {
    assert!(!noted(|_| ()).contains("processors"));
    let notes = noted(|report| report.cost.user = Duration::from_mins(1));
    assert!(notes.contains("used 94 % of the processors"), "{notes}");
}

#[test]
fn late_sending_with_free_connections_is_named() {
    let busy = noted(|_| ());
    assert!(
        busy.contains("All 10 connections were busy at the end of 2 of 30")
    );
    assert!(!busy.contains("sent late"), "{busy}");
    let late = noted(|report| report.seconds.clear());
    assert!(
        late.contains("Requests were sent late (1 % by more than"),
        "{late}"
    );
    assert!(!late.contains("were busy at the end"), "{late}");
}

#[test]
fn missed_requests_lost_groups_and_an_interruption_are_named() {
    let notes = noted(|report| {
        report.tally.missed = 1000;
        report.lost = vec!["group 2 \u{1b}[2J crashed".to_owned()];
        report.ended = Ended::Interrupted;
    });
    assert!(notes.contains("1,000 requests were due and never sent (25.00 %"));
    assert!(notes.contains("Groups of connections crashed"), "{notes}");
    assert!(!notes.contains('\u{1b}'), "{notes}");
    assert!(notes.contains("Interrupted"), "{notes}");
}

#[test]
fn what_comes_from_elsewhere_cannot_command_the_terminal() {
    let mut report = report(&Plan::default(), &sample::mixed());
    let evil = || "\u{1b}]0;evil\u{7}\r\n\u{9b}31m".to_owned();
    report.about.target = evil();
    report.about.engine = evil();
    report.lost = vec![evil()];
    for errors in report.tally.error_classes.values_mut() {
        errors.example = evil();
    }
    let text = plain(&text(&report));
    let is_harmless = |it: char| it == '\n' || !it.is_control();
    assert!(text.chars().all(is_harmless), "{text:?}");
}

#[test]
fn a_long_url_takes_many_lines() {
    let mut report = report(&Plan::default(), &sample::nothing());
    report.about.target = format!("http://127.0.0.1/{}", "x".repeat(200));
    let text = plain(&text(&report));
    assert!(text.lines().all(|line| line.len() <= 80), "{text}");
}
