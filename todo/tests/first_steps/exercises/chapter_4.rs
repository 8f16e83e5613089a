//! Lists as data.

use std::fs;

use todo::s01_list::TodoList;
use todo::s01_list::csv_importer::{self, ImportError, Problem};

use crate::*;

/// 1: the importer is `s01_list::csv_importer`.
#[test]
fn an_importer_says_which_line_is_wrong() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("todos.csv");
    fs::write(&path, "2018/12/19,Dentist\n2018/12/20,Tea, milk\n").unwrap();
    let ImportError::Line { line, problem } =
        csv_importer::import(&path).unwrap_err()
    else {
        panic!("the file can be read");
    };
    assert_eq!((line, problem), (2, Problem::Fields));
}

/// 2: the entries of one list into another. They are numbered anew, because a
/// number is the list's and not the entry's.
#[test]
fn one_list_is_collected_into_another() {
    let mut list = TodoList::from([dentist()]);
    let other = TodoList::from([shopping(), movies()]);
    list.extend(other.all().cloned());
    assert_eq!(list.entries(TODAY), [(1, dentist()), (3, movies())]);
}

/// 3: a list without what is past, by a comprehension in the book.
#[test]
fn a_list_is_made_of_the_entries_that_are_not_past() {
    let list = TodoList::from([dentist(), shopping(), movies()]);
    let to_come = |entry: &&Entry| entry.date > TODAY;
    let list: TodoList = list.all().filter(to_come).cloned().collect();
    assert_eq!(list.to_string(), "#TodoList<1: 2018-12-20 Shopping>");
}
