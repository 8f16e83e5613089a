//! Days as people say them.

use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::{Span, Zoned};

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// A day, or that there is none: what `--date` of an edit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day(pub(super) Option<Date>);

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self(None));
        }
        day(text).map(|day| Self(Some(day)))
    }
}

/// Reads a day, seen from today on this machine.
pub(super) fn day(text: &str) -> Result<Date, String> {
    seen_from(today(), text)
}

/// Returns the day that it is on this machine.
pub(super) fn today() -> Date {
    Zoned::now().date()
}

fn seen_from(today: Date, text: &str) -> Result<Date, String> {
    let text = text.trim().to_ascii_lowercase();
    let day = match text.as_str() {
        "today" => Some(today),
        "tomorrow" => today.tomorrow().ok(),
        "yesterday" => today.yesterday().ok(),
        _ => next_weekday(today, &text)
            .or_else(|| later(today, &text))
            .or_else(|| written(&text)),
    };
    day.ok_or_else(|| {
        "no such day; write 2026-12-24, today, tomorrow, friday, +3d or +2w"
            .to_owned()
    })
}

/// Reads `friday` or `fri`: the next one, which is never today.
fn next_weekday(today: Date, text: &str) -> Option<Date> {
    let is_meant = |(name, _): &&(&str, Weekday)| {
        text.len() >= 3 && name.starts_with(text)
    };
    let (_, weekday) = WEEKDAYS.iter().find(is_meant)?;
    today.nth_weekday(1, *weekday).ok()
}

/// Reads `+3d` or `+2w`.
fn later(today: Date, text: &str) -> Option<Date> {
    let text = text.strip_prefix('+')?;
    let (number, days) = match text.strip_suffix('w') {
        Some(number) => (number, 7),
        None => (text.strip_suffix('d')?, 1),
    };
    let days = number.parse::<u32>().ok()?.checked_mul(days)?;
    today.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// Reads `2018-12-19`, and `2018/12/19` as the book writes it.
fn written(text: &str) -> Option<Date> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let mut part = |digits: usize| {
        let part = parts.next()?;
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && part.len() <= digits).then_some(part)
    };
    let year = part(4).filter(|year| year.len() == 4)?.parse().ok()?;
    let month = part(2)?.parse().ok()?;
    let day = part(2)?.parse().ok()?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A Saturday.
    const TODAY: Date = date(2026, 11, 21);

    fn read(text: &str) -> Option<Date> {
        seen_from(TODAY, text).ok()
    }

    #[test]
    fn a_day_is_written_as_in_the_book_or_as_everywhere() {
        for text in ["2018-12-09", "2018/12/09", "2018/12/9", " 2018-12-09"] {
            assert_eq!(read(text), Some(date(2018, 12, 9)), "{text}");
        }
        assert_eq!(read("0000-01-01"), Some(date(0, 1, 1)));
        assert_eq!(read("9999-12-31"), Some(date(9999, 12, 31)));
    }

    #[test]
    fn a_day_is_told_from_today() {
        assert_eq!(read("Today"), Some(TODAY));
        assert_eq!(read("tomorrow"), Some(date(2026, 11, 22)));
        assert_eq!(read("yesterday"), Some(date(2026, 11, 20)));
        assert_eq!(read("+0d"), Some(TODAY));
        assert_eq!(read("+3d"), Some(date(2026, 11, 24)));
        assert_eq!(read("+2w"), Some(date(2026, 12, 5)));
    }

    #[test]
    fn a_weekday_is_the_next_one_and_not_today() {
        assert_eq!(read("monday"), Some(date(2026, 11, 23)));
        assert_eq!(read("fri"), Some(date(2026, 11, 27)));
        assert_eq!(read("Saturday"), Some(date(2026, 11, 28)));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "soon",
            "2018-02-30",
            "2018-12",
            "2018-12-19-1",
            "18-12-19",
            "2018-12/19",
            "2018--19",
            "-2018-12-19",
            "2018-+1-19",
            "02018-12-19",
            "+d",
            "+-3d",
            "3d",
            "+4294967295w",
            "+99999999999d",
            "mo",
            "mondays",
            "2018-12-19T00:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_edit_can_take_the_day_away() {
        assert_eq!("none".parse(), Ok(Day(None)));
        let day = Day(Some(date(2018, 12, 19)));
        assert_eq!("2018-12-19".parse(), Ok(day));
        assert!("never".parse::<Day>().is_err());
    }
}
