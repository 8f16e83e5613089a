//! The report of the book.

use std::time::Duration;

use blitzy::book::{Failure, Report};

fn msecs(msecs: u64) -> Duration {
    Duration::from_millis(msecs)
}

#[test]
fn it_counts_all_and_times_those_that_had_success() {
    let refused = Failure::Transport("connection refused".to_owned());
    let outcomes = [
        Ok(msecs(30)),
        Err(Failure::Unknown),
        Ok(msecs(10)),
        Err(refused),
        Ok(msecs(20)),
    ];
    let report = Report::of(&outcomes);
    assert_eq!(report.workers, 5);
    assert_eq!(report.successful, 3);
    assert_eq!(report.failed, 2);
    let times = report.times.unwrap();
    assert_eq!(times.average, Duration::from_millis(20));
    assert_eq!(times.longest, Duration::from_millis(30));
    assert_eq!(times.shortest, Duration::from_millis(10));
}

#[test]
fn it_has_a_line_for_each_figure() {
    let report =
        Report::of(&[Ok(msecs(3)), Err(Failure::Unknown), Ok(msecs(4))]);
    let expected = "\
Total workers    : 3
Successful reqs  : 2
Failed reqs      : 1
Average (msecs)  : 3.500
Longest (msecs)  : 4.000
Shortest (msecs) : 3.000";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn it_tells_less_than_a_millisecond() {
    let micros = |micros| Ok(Duration::from_micros(micros));
    let report = Report::of(&[micros(125), micros(1250)]).to_string();
    assert!(report.contains("Shortest (msecs) : 0.125"), "{report}");
    assert!(report.contains("Longest (msecs)  : 1.250"), "{report}");
}

#[test]
fn there_is_a_report_if_all_have_failed() {
    let report = Report::of(&vec![Err(Failure::Unknown); 3]);
    assert_eq!(report.times, None);
    let expected = "\
Total workers    : 3
Successful reqs  : 0
Failed reqs      : 3
Nobody had success, so there are no times.";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn there_is_a_report_of_nobody() {
    let report = Report::of(&[]);
    assert_eq!((report.workers, report.successful, report.failed), (0, 0, 0));
    assert_eq!(report.times, None);
}

/// As many times as a long run has, each as long as can be.
#[test]
fn the_sum_of_long_times_is_no_matter() {
    let year = Duration::from_hours(365 * 24);
    let report = Report::of(&vec![Ok(year); 10_000]);
    assert_eq!(report.times.unwrap().average, year);
}
