//! The first form: titles by their day, the newest first.

use std::collections::{BTreeMap, VecDeque};

use jiff::civil::Date;

/// What is to be done on each day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TodoList {
    titles: BTreeMap<Date, VecDeque<String>>,
}

impl TodoList {
    /// Adds something to be done on a day.
    pub fn add_entry(&mut self, date: Date, title: &str) {
        let titles = self.titles.entry(date).or_default();
        titles.push_front(title.to_owned());
    }

    /// Returns what is to be done on a day, the newest first.
    pub fn entries(&self, date: Date) -> impl Iterator<Item = &str> {
        let titles = self.titles.get(&date).into_iter();
        titles.flatten().map(String::as_str)
    }
}
