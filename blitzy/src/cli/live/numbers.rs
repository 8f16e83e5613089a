//! What a second was like, in a few numbers.

use crate::report::text::duration;
use crate::run::Second;

/// Writes median, 99th percentile, and what went wrong.
pub(super) fn numbers(second: &Second) -> String {
    let Second { p50, p99, completed, failed, errors, missed, .. } = *second;
    let times = || format!("p50 {}  p99 {}", duration(p50), duration(p99));
    let times = if completed == 0 { "no answer".into() } else { times() };
    let some = |number, what| match number {
        0 => String::new(),
        number => format!("  {number} {what}"),
    };
    let (failed, missed) = (some(failed, "failed"), some(missed, "missed"));
    format!("{times}{failed}  {errors} errors{missed}")
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use super::*;

    /// Returns a second in which nothing went wrong.
    pub(in crate::cli::live) fn good_second() -> Second {
        Second {
            at: 2,
            is_warmup: false,
            completed: 1234,
            failed: 0,
            errors: 0,
            missed: 0,
            in_flight: 50,
            body_bytes: 16_042,
            p50: Duration::from_micros(812),
            p99: Duration::from_micros(3_090),
            max: Duration::from_millis(7),
        }
    }

    #[test]
    fn what_did_not_happen_is_left_out_but_for_errors() {
        let good = good_second();
        assert_eq!(numbers(&good), "p50 812 µs  p99 3.09 ms  0 errors");
        let bad = Second { failed: 7, errors: 2, missed: 40, ..good };
        assert_eq!(
            numbers(&bad),
            "p50 812 µs  p99 3.09 ms  7 failed  2 errors  40 missed"
        );
    }

    #[test]
    fn a_second_without_an_answer_has_no_times() {
        let stalled = Second { completed: 0, ..good_second() };
        assert_eq!(numbers(&stalled), "no answer  0 errors");
    }
}
