//! A list of many entries at once: the book's builder, and its `Collectable`.

use super::todo_list::{Entry, TodoList};

impl FromIterator<Entry> for TodoList {
    /// Makes a list; the entries are numbered as they come.
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut list = Self::default();
        list.extend(entries);
        list
    }
}

impl<const N: usize> From<[Entry; N]> for TodoList {
    fn from(entries: [Entry; N]) -> Self {
        entries.into_iter().collect()
    }
}

impl Extend<Entry> for TodoList {
    fn extend<I: IntoIterator<Item = Entry>>(&mut self, entries: I) {
        for entry in entries {
            self.add_entry(entry);
        }
    }
}
