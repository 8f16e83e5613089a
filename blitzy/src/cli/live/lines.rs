//! A run in lines, one a second: for a file, a log, or a program.

use super::numbers::numbers;
use crate::cli::output::tell;
use crate::run::Second;

/// Prints what happened in a second. The last may be a part of one, so that the
/// line has a number and no rate.
pub(super) fn print(second: &Second) {
    tell(line(second));
}

fn line(second: &Second) -> String {
    let Second { at, completed, is_warmup, .. } = *second;
    let warmup = if is_warmup { "  warming up" } else { "" };
    let numbers = numbers(second);
    format!("{:3}s  {completed} requests  {numbers}{warmup}", at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::numbers::tests::good_second;
    use super::*;

    #[test]
    fn a_second_is_a_line() {
        assert_eq!(
            line(&good_second()),
            "  3s  1234 requests  p50 812 µs  p99 3.09 ms  0 errors"
        );
    }

    #[test]
    fn a_second_that_does_not_count_says_so() {
        let line = line(&Second { is_warmup: true, ..good_second() });
        assert!(line.ends_with("0 errors  warming up"), "{line}");
    }
}
