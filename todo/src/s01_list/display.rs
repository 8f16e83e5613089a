//! A list as a text: the book's `String.Chars`.
//!
//! The book's text is the name of the type, which tells two lists apart as
//! little as it tells what is in one. Here the entries follow.

use std::fmt::{self, Display, Formatter};

use super::todo_list::{Entry, TodoList};

/// Writes `#TodoList<1: 2018-12-19 Dentist, 2: 2018-12-20 Shopping>`.
impl Display for TodoList {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("#TodoList<")?;
        for (place, (id, entry)) in self.numbered().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{id}: {entry}")?;
        }
        f.write_str(">")
    }
}

/// Writes `2018-12-19 Dentist`.
impl Display for Entry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date, self.title)
    }
}
