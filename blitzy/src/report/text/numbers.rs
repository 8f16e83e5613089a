//! How numbers are written for a person: with three digits, and a unit that
//! fits.

use std::time::Duration;

use crate::report::units::{millis, nearest, percent};

/// Writes a time: `812 ns`, `812 µs`, `1.71 s`, `1714 s`.
pub(crate) fn duration(time: Duration) -> String {
    if time.is_zero() {
        return "0 s".to_owned();
    }
    let nanos = 1e6 * millis::of(time);
    if nanos < 999.5 {
        return format!("{nanos:.0} ns");
    }
    let (value, unit) = match nanos {
        ..999.5e3 => (nanos / 1e3, "µs"),
        ..999.5e6 => (nanos / 1e6, "ms"),
        _ => (nanos / 1e9, "s"),
    };
    format!("{} {unit}", three_digits(value))
}

/// Writes a count: `1,234`.
pub(crate) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes so many a second: `0.50/s`, `99.7/s`, `34,612/s`.
pub(crate) fn per_second(rate: f64) -> String {
    if rate < 999.5 {
        format!("{}/s", three_digits(rate))
    } else {
        format!("{}/s", count(nearest(rate)))
    }
}

/// Writes a part of a whole: `2.10 %`. Only nothing is `0 %`, and only all is
/// `100 %`.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if part == 0 {
        return "0 %".to_owned();
    }
    if part >= whole {
        return "100 %".to_owned();
    }
    match percent(part, whole) {
        ..0.005 => "<0.01 %".to_owned(),
        99.995.. => ">99.99 %".to_owned(),
        percent => format!("{percent:.2} %"),
    }
}

/// Writes a size: `812 B`, `1.71 MiB`.
pub(crate) fn bytes(size: f64) -> String {
    let (value, unit) = match size {
        ..1023.5 => return format!("{size:.0} B"),
        ..1_023_500.0 => (size / 1024.0, "KiB"),
        ..1_048_000_000.0 => (size / 1_048_576.0, "MiB"),
        _ => (size / 1_073_741_824.0, "GiB"),
    };
    format!("{} {unit}", three_digits(value))
}

/// Returns a text that comes from elsewhere without what a terminal obeys.
pub(crate) fn printable(text: &str) -> String {
    let shown = |it: char| if it.is_control() { '\u{fffd}' } else { it };
    text.chars().map(shown).collect()
}

fn three_digits(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        ..9.995 => format!("{value:.2}"),
        ..99.95 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_three_digits_and_the_unit_that_fits() {
        let cases = [
            (0, "0 s"),
            (1, "1 ns"),
            (999, "999 ns"),
            (1_000, "1.00 µs"),
            (812_345, "812 µs"),
            (999_499, "999 µs"),
            (999_500, "1.00 ms"),
            (9_995_000, "10.0 ms"),
            (999_499_999, "999 ms"),
            (999_500_000, "1.00 s"),
            (1_711_000_000, "1.71 s"),
            (86_400_000_000_000, "86400 s"),
        ];
        for (nanos, text) in cases {
            assert_eq!(duration(Duration::from_nanos(nanos)), text);
        }
    }

    #[test]
    fn a_share_is_all_or_nothing_only_if_it_is() {
        assert_eq!(share(0, 0), "0 %");
        assert_eq!(share(1, 1_000_000), "<0.01 %");
        assert_eq!(share(999_999, 1_000_000), ">99.99 %");
        assert_eq!(share(7, 7), "100 %");
        assert_eq!(share(67, 3000), "2.23 %");
    }

    #[test]
    fn a_large_count_has_commas() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
        assert_eq!(per_second(0.5), "0.50/s");
        assert_eq!(per_second(999.6), "1,000/s");
    }

    #[test]
    fn a_size_has_the_unit_that_fits() {
        assert_eq!(bytes(0.0), "0 B");
        assert_eq!(bytes(1024.0), "1.00 KiB");
        assert_eq!(bytes(38_000.0 * 1024.0), "37.1 MiB");
        assert_eq!(bytes(5e9), "4.66 GiB");
    }
}
