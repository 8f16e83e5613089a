//! The to-do list of Elixir in Action, as far as its servers need it.

use std::collections::BTreeMap;
use std::fmt;

/// What is to be done, by a number that is never used again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TodoList {
    entries: BTreeMap<u64, Entry>,
    last_id: u64,
}

/// Something to be done on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub date: Date,
    /// What.
    pub title: String,
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The year of our calendar.
    pub year: u16,
    /// From 1 to 12.
    pub month: u8,
    /// From 1 to 31.
    pub day: u8,
}

impl TodoList {
    /// Adds an entry, and returns its number; the first is 1.
    pub fn add_entry(&mut self, entry: Entry) -> u64 {
        self.last_id += 1;
        self.entries.insert(self.last_id, entry);
        self.last_id
    }

    /// Returns the entries of a day with their numbers, the oldest first.
    pub fn entries(&self, date: Date) -> Vec<(u64, Entry)> {
        let of_that_day = self.entries.iter().filter(|(_, e)| e.date == date);
        of_that_day.map(|(id, entry)| (*id, entry.clone())).collect()
    }

    /// Returns all entries, the oldest first.
    pub fn all(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Replaces an entry, if there is one of that number.
    pub fn update_entry(&mut self, id: u64, entry: Entry) {
        if let Some(old) = self.entries.get_mut(&id) {
            *old = entry;
        }
    }

    /// Removes an entry, if there is one of that number.
    pub fn delete_entry(&mut self, id: u64) {
        self.entries.remove(&id);
    }
}

impl Entry {
    /// Makes an entry.
    pub fn new(date: Date, title: &str) -> Self {
        Self { date, title: title.to_owned() }
    }
}

impl Date {
    /// Makes a date of year, month and day.
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = self;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_never_used_again() {
        let date = Date::new(2018, 12, 19);
        let mut list = TodoList::default();
        let dentist = list.add_entry(Entry::new(date, "Dentist"));
        list.delete_entry(dentist);
        let movies = list.add_entry(Entry::new(date, "Movies"));
        assert_eq!((dentist, movies), (1, 2));

        list.update_entry(dentist, Entry::new(date, "Shopping"));
        let entries = vec![(2, Entry::new(date, "Movies"))];
        assert_eq!(list.entries(date), entries);
    }
}
