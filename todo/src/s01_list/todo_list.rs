//! The fourth form, and the one that stays: entries by a number that is never
//! used again. What can be done about an entry is done by its number.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is to be done, by a number that is never used again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoList {
    entries: BTreeMap<u64, Entry>,
    /// The number that was given last, and may be nobody's any more.
    last_id: u64,
}

/// Something to be done on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub date: Date,
    /// What.
    pub title: String,
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

    /// Returns all entries with their numbers, the oldest first.
    pub fn numbered(&self) -> impl Iterator<Item = (u64, &Entry)> {
        self.entries.iter().map(|(id, entry)| (*id, entry))
    }

    /// Returns how many entries there are.
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    /// Replaces an entry, if there is one of that number.
    pub fn update_entry(&mut self, id: u64, entry: Entry) {
        self.update_entry_with(id, |old| *old = entry);
    }

    /// Changes an entry as `update` does, if there is one of that number.
    ///
    /// The number is not part of the entry, so `update` cannot change it.
    pub fn update_entry_with(
        &mut self,
        id: u64,
        update: impl FnOnce(&mut Entry),
    ) {
        if let Some(entry) = self.entries.get_mut(&id) {
            update(entry);
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_number_is_never_used_again() {
        let date = date(2018, 12, 19);
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
