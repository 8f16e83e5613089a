//! What is asked of a list.

use jiff::civil::Date;

use super::{Entry, EntryId, Summary};

/// Which entries are asked for. All that is not set matches all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Due on this day.
    pub date: Option<Date>,
    /// Done, or not.
    pub done: Option<bool>,
    /// With this in their title, in upper or lower case.
    pub text: Option<String>,
    /// With a greater number.
    pub after: Option<EntryId>,
    /// At most so many.
    pub limit: usize,
}

impl Query {
    /// Asks for all.
    pub fn all() -> Self {
        let limit = usize::MAX;
        Self { date: None, done: None, text: None, after: None, limit }
    }
}

/// What was found, in the order of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The list.
    pub list: Summary,
    /// The entries.
    pub entries: Vec<(EntryId, Entry)>,
    /// Where to go on, if the limit cut something off: the last number here.
    pub next: Option<EntryId>,
}
