//! The third form: an entry is one value, which knows its own day. It can have
//! more to it later, and neither function changes for that.

use jiff::civil::Date;

use super::multi_dict::MultiDict;
use super::todo_list::Entry;

/// What is to be done on each day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TodoList(MultiDict<Date, Entry>);

impl TodoList {
    /// Adds an entry.
    pub fn add_entry(&mut self, entry: Entry) {
        self.0.add(entry.date, entry);
    }

    /// Returns the entries of a day, the newest first.
    pub fn entries(&self, date: Date) -> impl Iterator<Item = &Entry> {
        self.0.get(&date)
    }
}
