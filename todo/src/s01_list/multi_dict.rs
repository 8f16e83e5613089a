//! The second form: what a list and a list by days have in common is a type of
//! its own, and what is left of the to-do list is two lines.

use std::collections::{BTreeMap, VecDeque};

use jiff::civil::Date;

/// Several values under each key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiDict<K, V> {
    values: BTreeMap<K, VecDeque<V>>,
}

impl<K: Ord, V> MultiDict<K, V> {
    /// Adds a value before the others of its key.
    pub fn add(&mut self, key: K, value: V) {
        self.values.entry(key).or_default().push_front(value);
    }

    /// Returns the values of a key, the newest first.
    pub fn get<'a>(
        &'a self,
        key: &K,
    ) -> impl Iterator<Item = &'a V> + use<'a, K, V> {
        self.values.get(key).into_iter().flatten()
    }
}

/// There is nothing under any key; neither type needs a default for that.
impl<K, V> Default for MultiDict<K, V> {
    fn default() -> Self {
        Self { values: BTreeMap::new() }
    }
}

/// What is to be done on each day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TodoList(MultiDict<Date, String>);

impl TodoList {
    /// Adds something to be done on a day.
    pub fn add_entry(&mut self, date: Date, title: &str) {
        self.0.add(date, title.to_owned());
    }

    /// Returns what is to be done on a day, the newest first.
    pub fn entries(&self, date: Date) -> impl Iterator<Item = &str> {
        self.0.get(&date).map(String::as_str)
    }
}
