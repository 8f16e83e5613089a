//! Entries as CSV: the book's file, and one that comes back as it went.
//!
//! The book's lines are `2018/12/19,Dentist`, a date and a title. A line may
//! have `true` behind those, for what is done; a date may be written
//! `2018-12-19`, and may be missing. If the first line names the columns
//! `date`, `title` and `done` they may stand in any order and among others,
//! which are passed over. Lines with nothing on them are passed over too.
//!
//! A title is one line, so an entry is: what is wrong with one, such as a
//! quote that is not closed, spoils no other. One line is in memory at a time.

use std::io::{self, BufRead, BufReader, Read};

use csv::Writer;

use super::LineError;
use super::csv_line::{self, Columns};
use crate::list::{Draft, Limits, List};

/// The most bytes that a line may have besides its title: there may be columns
/// that are passed over.
const OTHER_BYTES: usize = 64 * 1024;

/// Reads what is to be added, line by line.
pub fn drafts_from_csv<R: Read>(input: R, limits: &Limits) -> CsvDrafts<R> {
    CsvDrafts {
        input: Some(BufReader::new(input)),
        limits: *limits,
        columns: None,
        number: 0,
        line: Vec::new(),
    }
}

/// What is to be added, and what is wrong with a line; see
/// [`drafts_from_csv`].
#[derive(Debug)]
pub struct CsvDrafts<R> {
    /// Nothing once it could not be read.
    input: Option<BufReader<R>>,
    limits: Limits,
    /// Nothing before the first line that has something on it.
    columns: Option<Columns>,
    /// The number of the last line.
    number: u64,
    /// The last line, without its end.
    line: Vec<u8>,
}

impl<R: Read> Iterator for CsvDrafts<R> {
    type Item = Result<Draft, LineError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.number += 1;
            let read = match self.read_line() {
                Ok(Some(read)) => read,
                Ok(None) => return None,
                Err(error) => {
                    self.input = None;
                    Err(error.to_string())
                }
            };
            match read.and_then(|()| self.draft()) {
                Ok(None) => {}
                Ok(Some(draft)) => return Some(Ok(draft)),
                Err(message) => {
                    let line = self.number;
                    return Some(Err(LineError { line, message }));
                }
            }
        }
    }
}

impl<R: Read> CsvDrafts<R> {
    /// Reads the next line, and says if it is too long; nothing if there is
    /// none.
    fn read_line(&mut self) -> io::Result<Option<Result<(), String>>> {
        let Some(input) = &mut self.input else { return Ok(None) };
        // A quote in a title is two.
        let most = OTHER_BYTES + 2 * self.limits.title_bytes;
        let line = &mut self.line;
        line.clear();
        input.by_ref().take(most as u64 + 1).read_until(b'\n', line)?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            line.pop_if(|last| *last == b'\r');
        } else if line.len() > most {
            input.skip_until(b'\n')?;
            let message = format!("the line has more than {most} bytes");
            return Ok(Some(Err(message)));
        }
        Ok(Some(Ok(())))
    }

    /// Makes an entry of the line; nothing if it has none.
    fn draft(&mut self) -> Result<Option<Draft>, String> {
        let line = str::from_utf8(&self.line);
        let mut line = line.map_err(|_| "this is not UTF-8".to_owned())?;
        if self.number == 1 {
            line = line.strip_prefix('\u{feff}').unwrap_or(line);
        }
        if line.trim().is_empty() {
            return Ok(None);
        }
        let cells = csv_line::cells(line)?;
        if self.columns.is_none()
            && let Some(columns) = Columns::named_by(&cells)
        {
            self.columns = Some(columns);
            return Ok(None);
        }
        let columns = self.columns.get_or_insert_default();
        columns.draft(&cells, &self.limits).map(Some)
    }
}

/// Writes a list so that [`drafts_from_csv`] reads the same entries.
pub fn to_csv(list: &List) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    let head = writer.write_record(["date", "title", "done"]);
    let entries = list.entries().map(|(_, entry)| {
        let date = entry.date.map(|date| date.to_string());
        let done = if entry.done { "true" } else { "false" };
        writer.write_record([&*date.unwrap_or_default(), &entry.title, done])
    });
    let written = head.and_then(|()| entries.collect::<Result<(), _>>());
    written.expect("there is always room in memory, and three cells a line");
    let bytes = writer.into_inner().expect("there is always room in memory");
    String::from_utf8(bytes).expect("it was written from texts")
}
