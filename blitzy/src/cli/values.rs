//! How values are written on the command line.

use std::net::SocketAddr;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// Reads `10s`, `500ms` or `1m30s`: more than nothing, at most a day.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    match pause(text)? {
        Duration::ZERO => Err("it must be more than nothing".into()),
        time => Ok(time),
    }
}

/// As [`duration`], and nothing is a duration too.
pub(super) fn pause(text: &str) -> Result<Duration, String> {
    let looks = "a time looks like 10s, 500ms or 1m30s";
    let time = humantime::parse_duration(text).map_err(|_| {
        if text.parse::<f64>().is_ok_and(|number| number >= 0.0) {
            format!("it has no unit; write {text}s, or {text}ms")
        } else {
            looks.to_owned()
        }
    })?;
    if time > DAY {
        return Err("it must be a day at most".into());
    }
    Ok(time)
}

/// Reads a whole number from 1 to `MOST`.
pub(super) fn at_most<const MOST: usize>(text: &str) -> Result<usize, String> {
    let number = text.parse().ok();
    let number = number.filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| format!("write a number from 1 to {MOST}"))
}

/// Reads a whole number.
pub(super) fn number(text: &str) -> Result<u64, String> {
    let number = text.parse().ok();
    number.ok_or_else(|| "write a whole number, such as 10000".to_owned())
}

/// Reads `127.0.0.1:80` or `[::1]:80`.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let address = text.parse().ok();
    let looks = || "write it like 127.0.0.1:80 or [::1]:80".to_owned();
    address.ok_or_else(looks)
}

/// Reads the status of an answer that is an error.
pub(super) fn error_status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok();
    let status = status.filter(|status| (400..600).contains(status));
    status.ok_or_else(|| "write a status from 400 to 599".to_owned())
}

/// Reads `1%` or `0.01`: a share from 0 to 1.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let (number, whole) = match text.strip_suffix('%') {
        Some(percent) => (percent, 100.0),
        None => (text, 1.0),
    };
    let share = number.trim().parse().map(|number: f64| number / whole);
    let share = share.ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "write a share like 1%, or 0.01".to_owned())
}

/// Reads `10%`, as 10.
pub(super) fn percent(text: &str) -> Result<f64, String> {
    let percent = text.strip_suffix('%').unwrap_or(text).trim().parse().ok();
    let percent = percent.filter(|percent: &f64| *percent >= 0.0);
    percent.ok_or_else(|| "write a percentage like 10%".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit() {
        for (text, milliseconds) in [
            ("30s", 30_000),
            ("250ms", 250),
            ("1m30s", 90_000),
            ("1m 30s", 90_000),
            ("24h", 86_400_000),
        ] {
            let time = Duration::from_millis(milliseconds);
            assert_eq!(duration(text), Ok(time), "{text}");
        }
        for text in ["", "s", "-1s", "10", "soon", "0s", "25h", "2d"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(pause("0s"), Ok(Duration::ZERO));
    }

    #[test]
    fn a_number_without_a_unit_is_told_how_to_get_one() {
        let told = Err("it has no unit; write 10s, or 10ms".to_owned());
        assert_eq!(duration("10"), told);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "both are the nearest number")]
    fn a_share_is_a_part_of_the_whole() {
        assert_eq!(share("1%").unwrap(), 0.01);
        assert_eq!(share("0.01").unwrap(), 0.01);
        assert_eq!(share("100 %").unwrap(), 1.0);
        for text in ["", "%", "1", "101%", "-1%", "nan"] {
            assert_eq!(share(text).is_ok(), text == "1", "{text}");
        }
    }

    #[test]
    fn a_number_has_both_ends() {
        assert_eq!(at_most::<5>("5"), Ok(5));
        for text in ["0", "6", "-1", "", "x", "99999999999999999999999"] {
            let told = Err("write a number from 1 to 5".to_owned());
            assert_eq!(at_most::<5>(text), told, "{text}");
        }
    }
}
