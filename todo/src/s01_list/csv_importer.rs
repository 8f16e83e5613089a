//! The exercise: a list from a file with a line `2018/12/19,Dentist` for each
//! entry.
//!
//! What the book's importer crashes of is an error here, which says where it
//! is. Neither takes a title with a comma in it; [`crate::transfer`] does.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use jiff::civil::Date;

use super::todo_list::{Entry, TodoList};

/// Reads a list; the entries are numbered as they come.
///
/// # Errors
///
/// If the file cannot be read, or a line is no entry.
pub fn import(path: &Path) -> Result<TodoList, ImportError> {
    let lines = BufReader::new(File::open(path)?).lines();
    let entries = lines.enumerate().map(|(place, line)| {
        let at = |problem| ImportError::Line { line: place + 1, problem };
        entry(&line?).map_err(at)
    });
    entries.collect()
}

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    File(#[from] io::Error),
    /// A line is no entry.
    #[error("line {line}: {problem}")]
    Line {
        /// Its number; the first line is 1.
        line: usize,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It has one field, or three: an empty line, or a comma in a title.
    #[error("there should be a date, a comma and a title")]
    Fields,
    /// Its date is not of our calendar, or written in another way.
    #[error("{0} is no date like 2018/12/19")]
    Date(String),
}

fn entry(line: &str) -> Result<Entry, Problem> {
    let fields: Vec<_> = line.split(',').collect();
    let [date, title] = fields[..] else { return Err(Problem::Fields) };
    // Jiff would take a year of two digits, and spaces.
    let is_long = date.len() == "YYYY/MM/DD".len() && !date.contains(' ');
    match Date::strptime("%Y/%m/%d", date) {
        Ok(date) if is_long => Ok(Entry::new(date, title)),
        _ => Err(Problem::Date(date.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::NamedTempFile;

    use super::*;

    fn imported(text: &str) -> Result<TodoList, ImportError> {
        let file = NamedTempFile::new().unwrap();
        fs::write(&file, text).unwrap();
        import(file.path())
    }

    #[test]
    fn the_line_that_is_wrong_is_named() {
        for (text, said) in [
            ("2018/12/19,Dentist\n\n", "line 2: there should be a date"),
            ("2018/12/19,Tea, milk", "line 1: there should be a date"),
            ("2018/12/19", "line 1: there should be a date"),
            ("2018/12/19,a\n2018/02/29,b\n", "line 2: 2018/02/29 is no date"),
            ("2018-12-19,Dentist", "line 1: 2018-12-19 is no date"),
            ("tomorrow,Dentist", "line 1: tomorrow is no date"),
            (" 2018/12/19,Dentist", "line 1:  2018/12/19 is no date"),
            (" 018/12/19,Dentist", "line 1:  018/12/19 is no date"),
            ("18/12/19,Dentist", "line 1: 18/12/19 is no date"),
            ("2018/1/9,Dentist", "line 1: 2018/1/9 is no date"),
        ] {
            let error = imported(text).unwrap_err().to_string();
            assert!(error.starts_with(said), "{text}: {error}");
        }
    }

    #[test]
    fn an_empty_file_is_an_empty_list() {
        assert_eq!(imported("").unwrap(), TodoList::default());
    }

    #[test]
    fn a_file_from_windows_has_no_line_ends_in_its_titles() {
        let list = imported("2018/12/19,Dentist\r\n").unwrap();
        assert_eq!(list.to_string(), "#TodoList<1: 2018-12-19 Dentist>");
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error() {
        let error = import(Path::new("there is no such file")).unwrap_err();
        assert!(matches!(error, ImportError::File(_)), "{error}");
    }
}
