//! How entries come and go as files: CSV as in the book, JSON, iCalendar.

mod error;

mod json;

mod csv;

mod csv_line;

mod icalendar;

pub use csv::{CsvDrafts, drafts_from_csv, to_csv};
pub use error::LineError;
pub use icalendar::to_icalendar;
pub use json::{EntryJson, ExportJson, ListJson, drafts_from_json};
