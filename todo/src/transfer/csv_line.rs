//! A line of CSV, and what its cells mean.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use crate::list::{Draft, Limits};

/// Returns the cells of a line.
pub(super) fn cells(line: &str) -> Result<Vec<Cow<'_, str>>, String> {
    if !line.contains('"') {
        return Ok(line.split(',').map(Cow::Borrowed).collect());
    }
    // With an end, which a quote that is not closed takes for a part of it.
    let line = format!("{line}\n");
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .buffer_capacity(line.len())
        .from_reader(line.as_bytes());
    let mut record = StringRecord::new();
    let read = reader.read_record(&mut record);
    read.map_err(|error| error.to_string())?;
    let cells = record.iter().map(|cell| Cow::Owned(cell.to_owned()));
    let cells: Vec<Cow<'_, str>> = cells.collect();
    if cells.last().is_some_and(|cell| cell.ends_with('\n')) {
        return Err("a quote is not closed on this line".to_owned());
    }
    Ok(cells)
}

/// Where on a line is what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    date: Option<usize>,
    title: usize,
    done: Option<usize>,
    /// The most cells that a line may have.
    most: usize,
}

impl Default for Columns {
    /// The book's order, and what is done behind it.
    fn default() -> Self {
        Self { date: Some(0), title: 1, done: Some(2), most: 3 }
    }
}

impl Columns {
    /// Returns what the cells of the first line name, if they do.
    pub(super) fn named_by(cells: &[Cow<'_, str>]) -> Option<Self> {
        let place = |name: &str| {
            let mut cells = cells.iter();
            cells.position(|cell| cell.trim().eq_ignore_ascii_case(name))
        };
        let (date, title, done) =
            (place("date"), place("title")?, place("done"));
        let columns = Self { date, title, done, most: cells.len() };
        // An entry may be titled so, and then has a date before or nothing.
        let first = cells.first()?;
        let is_entry = first.is_empty() || parse_date(first).is_ok();
        (!is_entry).then_some(columns)
    }

    /// Makes an entry of the cells of a line.
    pub(super) fn draft(
        &self,
        cells: &[Cow<'_, str>],
        limits: &Limits,
    ) -> Result<Draft, String> {
        if cells.len() > self.most {
            return Err(format!(
                "there are {} cells, and {} at most: a title with a comma \
                 stands in quotes",
                cells.len(),
                self.most
            ));
        }
        let Some(title) = cells.get(self.title) else {
            return Err("there is no title".to_owned());
        };
        limits.check_title(title).map_err(|error| error.to_string())?;
        let cell = |place: Option<usize>| {
            let cell = place.and_then(|place| cells.get(place));
            cell.map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let date = cell(self.date).map(parse_date).transpose()?;
        let done = cell(self.done).map(parse_done).transpose()?;
        let title = title.clone().into_owned();
        Ok(Draft { title, date, done: done.unwrap_or_default() })
    }
}

/// Reads `2018-12-19`, or `2018/12/19` as in the book.
fn parse_date(text: &str) -> Result<Date, String> {
    let text = text.trim();
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let mut part = |digits| {
        let part = parts.next().filter(|part| {
            part.len() <= digits && part.bytes().all(|b| b.is_ascii_digit())
        });
        part.and_then(|part| part.parse().ok())
    };
    let date = (part(4), part(2), part(2), parts.next());
    let date = match date {
        (Some(year), Some(month), Some(day), None) => date_of(year, month, day),
        // Before our era, as it is written by ourselves.
        _ if text.starts_with('-') => text.parse().ok(),
        _ => None,
    };
    let no_date =
        || format!("{text:?} is no date, such as 2018-12-19 or 2018/12/19");
    date.ok_or_else(no_date)
}

fn date_of(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (month.try_into().ok()?, day.try_into().ok()?);
    Date::new(year, month, day).ok()
}

fn parse_done(text: &str) -> Result<bool, String> {
    if text.eq_ignore_ascii_case("true") {
        return Ok(true);
    }
    if text.eq_ignore_ascii_case("false") {
        return Ok(false);
    }
    Err(format!(
        "{text:?} is neither true nor false; a title with a comma stands in \
         quotes"
    ))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_read_as_in_the_book_and_by_the_standard() {
        let dentist = Ok(date(2018, 12, 19));
        assert_eq!(parse_date("2018/12/19"), dentist);
        assert_eq!(parse_date("2018-12-19"), dentist);
        assert_eq!(parse_date(" 2018-12-19 "), dentist);
        assert_eq!(parse_date("2018-1-2"), Ok(date(2018, 1, 2)));
        assert_eq!(parse_date("-000044-03-15"), Ok(date(-44, 3, 15)));
        for text in [
            "2018-13-01",
            "2018-02-29",
            "2018-12",
            "2018-12-19-1",
            "2018/12-19",
            "20181219",
            "12018-12-19",
            "2018-+1-19",
            "2018-12-19T10:00",
            "-",
            "",
        ] {
            let wrong = parse_date(text).unwrap_err();
            assert!(wrong.contains("is no date"), "{text:?}: {wrong}");
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_is_seen() {
        assert_eq!(cells("a,\"b,\"\"c\"").unwrap(), ["a", "b,\"c"]);
        assert_eq!(cells("a,5\" pipe").unwrap(), ["a", "5\" pipe"]);
        assert_eq!(cells("a,\"\"").unwrap(), ["a", ""]);
        for line in ["a,\"b", "a,\"b\"\"", "\"", "\"a,b"] {
            assert!(cells(line).unwrap_err().contains("quote"), "{line:?}");
        }
    }
}
