//! Step 1: a to-do list, which is data and no process.
//!
//! | file | form | what it is |
//! |---|---|---|
//! | `simple` | 1 | titles by their day |
//! | `multi_dict` | 2 | what that has in common with other lists by keys |
//! | `entry_map` | 3 | an entry is one value |
//! | `todo_list` | 4 | entries by their numbers, which can be changed and removed |
//! | `builder` | 4 | a list of many entries at once |
//! | `csv_importer` | 4 | a list from a file |
//! | `display` | 4 | a list as a text |
//! | `fraction` | | a struct that is no list |
//!
//! All steps have the list of `todo_list`. To watch it: `todo step 1`.
//!
//! # What it does wrong
//!
//! - The entries of a day are looked for among all. The list for every day,
//!   [`crate::list`], has an index.
//! - The book's list is in the order of its numbers up to 32 entries, and in no
//!   order beyond that. This one always is.

pub mod simple;

pub mod multi_dict;

pub mod entry_map;

pub mod todo_list;

mod builder;

pub mod csv_importer;

mod display;

pub mod fraction;

pub use todo_list::{Entry, TodoList};
