//! A point in time as the services write it, without a calendar library.

use std::{fmt, str::FromStr};

/// Is a second of the UTC calendar, the `now` of a stand-in.
///
/// ```
/// use metex::stand_in::Moment;
///
/// let now: Moment = "2026-01-01T12:00Z".parse()?;
/// assert_eq!(now.unix(), 1_767_268_800);
/// assert_eq!(now.to_string(), "2026-01-01T12:00:00Z");
/// # Ok::<(), metex::stand_in::BadMoment>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// Says that a text is no date and time like `2026-01-01T12:00Z`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no moment: write it like 2026-01-01T12:00Z")]
pub struct BadMoment(String);

const DAY: i64 = 86_400;

impl Moment {
    /// Takes seconds since 1970.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Returns seconds since 1970.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// Moves by a number of seconds, backwards when it is negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Counts the day within its year; the first of January is 1.
    pub fn day_of_year(self) -> u16 {
        let (year, ..) = civil(self.0.div_euclid(DAY));
        let first = days_since_1970(year, 1, 1);
        let day = self.0.div_euclid(DAY) - first + 1;
        u16::try_from(day).unwrap_or_default()
    }

    /// Returns the hour of the day with its fraction, 0.0 to 24.0.
    pub fn hour(self) -> f64 {
        let second = self.0.rem_euclid(DAY);
        f64::from(i32::try_from(second).unwrap_or_default()) / 3600.0
    }

    /// Writes `2026-01-01T12:00`, as Open-Meteo does.
    pub(super) fn to_minute(self) -> String {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        let minutes = self.0.rem_euclid(DAY) / 60;
        let (hour, minute) = (minutes / 60, minutes % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02}Z", self.to_minute(), self.0.rem_euclid(60))
    }
}

impl FromStr for Moment {
    type Err = BadMoment;

    fn from_str(text: &str) -> Result<Self, BadMoment> {
        parse(text).ok_or_else(|| BadMoment(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Moment> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?[..] else { return None };
    let (hour, minute, second) = match numbers(time, ':')?[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let days = days_since_1970(year, month, day);
    // A date that comes back changed, such as the 30th of February, is none.
    let real = civil(days) == (year, month, day) && (1..=9999).contains(&year);
    let clock = hour < 24 && minute < 60 && second < 60;
    (real && clock)
        .then(|| Moment(days * DAY + hour * 3600 + minute * 60 + second))
}

fn numbers(text: &str, separator: char) -> Option<Vec<i64>> {
    text.split(separator)
        .map(|part| {
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            (digits && part.len() <= 4).then(|| part.parse().ok()).flatten()
        })
        .collect()
}

/// Counts days since 1970. Years begin in March here, which puts the leap
/// day last and makes the lengths of the months a straight line.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let leap_days =
        year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

/// Returns year, month and day: the reverse of [`days_since_1970`].
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524
        - day_of_era / 146_096)
        / 365;
    let day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_eight_hundred_years_comes_back() {
        for days in -146_097..146_097 {
            let (year, month, day) = civil(days);
            assert_eq!(days_since_1970(year, month, day), days);
        }
    }

    #[test]
    fn a_leap_day_is_the_sixtieth_of_its_year() {
        let moment: Moment = "2024-02-29T06:30:15Z".parse().unwrap();
        assert_eq!(moment.day_of_year(), 60);
        assert_eq!(moment.to_string(), "2024-02-29T06:30:15Z");
        assert!((moment.hour() - 6.504_166).abs() < 1e-5);
    }

    #[test]
    fn what_is_no_moment_is_refused_and_named() {
        for text in ["", "now", "2026-02-30T12:00Z", "2026-01-01T24:00Z"] {
            let error = text.parse::<Moment>().unwrap_err();
            assert!(error.to_string().contains("2026-01-01T12:00Z"));
        }
    }
}
