//! How values are written on the command line.

use std::num::ParseIntError;
use std::time::Duration;

use crate::stand_in::Fault;

const DAY: Duration = Duration::from_hours(24);

/// Reads `London=stall`.
pub(super) fn fault(text: &str) -> Result<(String, Fault), String> {
    let (city, fault) =
        text.split_once('=').ok_or("it looks like London=stall")?;
    let fault = fault.parse::<Fault>().map_err(|error| error.to_string())?;
    Ok((city.trim().to_owned(), fault))
}

/// Reads `90`, `90s`, `5m` or `1h`: from a millisecond to a day.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(unit_at.unwrap_or(text.len()));
    let number: u64 = number.parse().map_err(|_: ParseIntError| {
        "a time looks like 30s, 5m or 1h".to_owned()
    })?;
    let milliseconds = match unit {
        "ms" => Some(1),
        "" | "s" => Some(1_000),
        "m" | "min" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    let milliseconds = milliseconds
        .ok_or_else(|| format!("'{unit}' is none of ms, s, m, h"))?;
    let time = Duration::from_millis(number.saturating_mul(milliseconds));
    match time {
        Duration::ZERO => Err("it must be more than nothing".into()),
        time if time > DAY => Err("it must be a day at most".into()),
        time => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_or_is_in_seconds() {
        for (text, milliseconds) in [
            ("30", 30_000),
            ("250ms", 250),
            ("5m", 300_000),
            ("24h", 86_400_000),
        ] {
            let time = Duration::from_millis(milliseconds);
            assert_eq!(duration(text), Ok(time));
        }
        for text in ["", "s", "-1s", "1.5s", "5 m", "0s", "25h", "1d"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_fault_has_a_city() {
        let delay = Fault::Delay(Duration::from_millis(5));
        assert_eq!(fault("Rome=delay=5"), Ok(("Rome".to_owned(), delay)));
        assert!(fault("stall").is_err());
    }
}
