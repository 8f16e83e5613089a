//! The files of the database: one for each list.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::s01_list::TodoList;

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
    match serde_json::from_str(&text) {
        Ok(list) => Some(list),
        Err(error) => panic!("the file of {key} is no list: {error}"),
    }
}

/// Writes a list in the place of the one before.
///
/// # Panics
///
/// If it cannot be written.
pub fn write(folder: &Path, key: &str, list: &TodoList) {
    let text = serde_json::to_string(list).expect("a list is plain data");
    if let Err(error) = fs::write(path(folder, key), text) {
        panic!("the file of {key} cannot be written: {error}");
    }
}

/// Returns where a list is. Only small letters and digits of its key are taken
/// as they are, so that no key leads out of the folder, and none to the file of
/// another where a file system takes `Bob` for `bob`.
pub fn path(folder: &Path, key: &str) -> PathBuf {
    let safe = |c: char| match c {
        'a'..='z' | '0'..='9' => c.to_string(),
        c => format!("%{:x};", u32::from(c)),
    };
    let name: String = key.chars().map(safe).collect();
    folder.join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tempfile::tempdir;

    use super::*;
    use crate::s01_list::Entry;

    #[test]
    fn what_is_written_can_be_read_and_stays_in_its_folder() {
        let folder = tempdir().unwrap();
        let mut list = TodoList::default();
        list.add_entry(Entry::new(date(2018, 12, 19), "See a\ndentist"));
        list.add_entry(Entry::new(date(2018, 12, 20), "Movies"));
        let keys = ["bob", "Bob", "bob's list", "../bob", "", "%2e;"];
        for key in keys {
            assert_eq!(read(folder.path(), key), None);
            write(folder.path(), key, &list);
            assert_eq!(read(folder.path(), key), Some(list.clone()));
        }
        let files = fs::read_dir(folder.path()).unwrap();
        assert_eq!(files.count(), keys.len());
    }

    #[test]
    fn a_number_is_not_used_again_after_the_list_was_read() {
        let folder = tempdir().unwrap();
        let dentist = Entry::new(date(2018, 12, 19), "Dentist");
        let mut list = TodoList::default();
        let first = list.add_entry(dentist.clone());
        list.delete_entry(first);
        write(folder.path(), "bob", &list);

        let mut list = read(folder.path(), "bob").unwrap();
        assert_eq!(list.add_entry(dentist), first + 1);
    }
}
