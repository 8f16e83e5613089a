//! The files of the database: one for each list, with a line for each entry.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::todo_list::{Date, Entry, TodoList};

/// Reads a list; returns nothing if there is none yet, which is expected.
///
/// # Panics
///
/// If there is one, and it cannot be read or is no list.
pub fn read(folder: &Path, key: &str) -> Option<TodoList> {
    let text = match fs::read_to_string(path(folder, key)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => panic!("the file of {key} cannot be read: {error}"),
    };
    let mut list = TodoList::default();
    for line in text.lines() {
        let Some(entry) = entry(line) else {
            panic!("the file of {key} has a line that is no entry: {line}");
        };
        list.add_entry(entry);
    }
    Some(list)
}

/// Writes a list in the place of the one before.
///
/// # Panics
///
/// If it cannot be written.
pub fn write(folder: &Path, key: &str, list: &TodoList) {
    let line = |entry: &Entry| {
        let title = entry.title.replace(['\n', '\r'], " ");
        format!("{} {title}\n", entry.date)
    };
    let text: String = list.all().map(line).collect();
    if let Err(error) = fs::write(path(folder, key), text) {
        panic!("the file of {key} cannot be written: {error}");
    }
}

/// Returns where a list is. Only letters and digits of its key are taken as
/// they are, so that no key leads out of the folder.
pub fn path(folder: &Path, key: &str) -> PathBuf {
    let safe = |c: char| match c {
        c if c.is_alphanumeric() => c.to_string(),
        c => format!("%{:x};", u32::from(c)),
    };
    let name: String = key.chars().map(safe).collect();
    folder.join(format!("{name}.txt"))
}

fn entry(line: &str) -> Option<Entry> {
    let (date, title) = line.split_once(' ')?;
    let (year, rest) = date.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let year = year.parse().ok()?;
    let date = Date::new(year, month.parse().ok()?, day.parse().ok()?);
    Some(Entry::new(date, title))
}

#[cfg(test)]
mod tests {
    use super::super::folder::Folder;
    use super::*;

    #[test]
    fn what_is_written_can_be_read_and_stays_in_its_folder() {
        let folder = Folder::new().unwrap();
        let mut list = TodoList::default();
        list.add_entry(Entry::new(Date::new(2018, 12, 19), "See a dentist"));
        list.add_entry(Entry::new(Date::new(2018, 12, 20), "Movies"));
        for key in ["bob", "bob's list", "../bob", "", "%2e;"] {
            assert_eq!(read(folder.path(), key), None);
            write(folder.path(), key, &list);
            assert_eq!(read(folder.path(), key), Some(list.clone()));
        }
        let files = fs::read_dir(folder.path()).unwrap();
        assert_eq!(files.count(), 5);
    }
}
