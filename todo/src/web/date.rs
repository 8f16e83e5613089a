//! Days, as they are written in addresses and in JSON: `2018-12-19`.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};

/// What a day looks like.
pub(super) const FORM: &str = "a day such as 2018-12-19";

/// Returns the day that a text is. Other ways to write one are refused, since
/// each program reads them in its own way.
pub(super) fn parse(text: &str) -> Option<Date> {
    let is_form = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if is_form { text.parse().ok() } else { None }
}

/// Reads a day, or that there is none.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Date>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let date = parse(&text);
    date.map(Some).ok_or_else(|| D::Error::custom(format!("no {FORM}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_way_to_write_a_day_is_read() {
        let day = Date::constant(2018, 12, 19);
        assert_eq!(parse("2018-12-19"), Some(day));
        for other in [
            "",
            "20181219",
            "2018-12-9",
            "2018/12/19",
            "2018-02-30",
            "2018-12-19 ",
            "+018-12-19",
            "2018-12-19T10:00",
            "２018-12-19",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
