//! Step 1: the list that stays.

use std::fs;

use proptest::prelude::*;
use todo::s01_list::{TodoList, csv_importer};

use super::*;

fn three() -> TodoList {
    TodoList::from([dentist(), shopping(), movies()])
}

#[test]
fn a_list_is_empty_at_first() {
    let list = TodoList::default();
    assert_eq!(list.size(), 0);
    assert_eq!(list.entries(TODAY), []);
}

#[test]
fn entries_are_numbered_as_they_come() {
    let list = three();
    assert_eq!(list.size(), 3);
    assert_eq!(list.entries(TODAY), [(1, dentist()), (3, movies())]);
    assert_eq!(list.entries(TOMORROW), [(2, shopping())]);
    assert_eq!(list.entries(date(2018, 12, 18)), []);
}

#[test]
fn an_entry_can_be_updated() {
    let mut list = three();
    list.update_entry_with(2, |entry| entry.title = "Theater".to_owned());
    let theater = Entry::new(TOMORROW, "Theater");
    assert_eq!(list.entries(TOMORROW), [(2, theater)]);

    list.update_entry(2, movies());
    assert_eq!(list.entries(TOMORROW), []);
    let today = [(1, dentist()), (2, movies()), (3, movies())];
    assert_eq!(list.entries(TODAY), today);
}

#[test]
fn an_entry_can_be_deleted() {
    let mut list = three();
    list.delete_entry(2);
    assert_eq!(list.size(), 2);
    assert_eq!(list.entries(TOMORROW), []);
}

#[test]
fn a_number_that_nobody_has_changes_nothing() {
    let mut list = three();
    for id in [0, 4, u64::MAX] {
        list.update_entry_with(id, |_| panic!("there is none to update"));
        list.update_entry(id, movies());
        list.delete_entry(id);
    }
    assert_eq!(list, three());
}

/// The book's has an order of its own from the 33rd entry on.
#[test]
fn a_thousand_entries_are_in_the_order_of_their_numbers() {
    let list: TodoList = (0..1000).map(|_| dentist()).collect();
    let numbers = list.entries(TODAY).into_iter().map(|(id, _)| id);
    assert!(numbers.eq(1..=1000));
}

#[test]
fn entries_are_collected_into_a_list_that_has_some() {
    let mut list = three();
    list.extend([dentist(), shopping()]);
    assert_eq!(list.entries(TOMORROW), [(2, shopping()), (5, shopping())]);
}

#[test]
fn a_file_becomes_a_list() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("todos.csv");
    let lines = "2018/12/19,Dentist\n2018/12/20,Shopping\n2018/12/19,Movies\n";
    fs::write(&path, lines).unwrap();
    let list = csv_importer::import(&path).unwrap();
    assert_eq!(list, three());
    assert_eq!(list.entries(TOMORROW), [(2, shopping())]);
}

#[test]
fn a_list_is_written_as_a_text() {
    assert_eq!(TodoList::default().to_string(), "#TodoList<>");
    let text = "#TodoList<1: 2018-12-19 Dentist, 2: 2018-12-20 Shopping>";
    assert_eq!(TodoList::from([dentist(), shopping()]).to_string(), text);
}

/// What is done to a list.
#[derive(Clone, Debug)]
enum Operation {
    Add,
    Update(u64),
    Delete(u64),
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        Just(Operation::Add),
        (0..20_u64).prop_map(Operation::Update),
        (0..20_u64).prop_map(Operation::Delete),
    ]
}

proptest! {
    #[test]
    fn no_number_is_given_twice(
        operations in prop::collection::vec(operation(), 0..60)
    ) {
        let mut list = TodoList::default();
        let mut there = Vec::new();
        let mut last = 0;
        for operation in operations {
            match operation {
                Operation::Add => {
                    last += 1;
                    prop_assert_eq!(list.add_entry(dentist()), last);
                    there.push(last);
                }
                Operation::Update(id) => list.update_entry(id, movies()),
                Operation::Delete(id) => {
                    list.delete_entry(id);
                    there.retain(|other| *other != id);
                }
            }
            let numbers: Vec<_> = list.numbered().map(|(id, _)| id).collect();
            prop_assert_eq!(&numbers, &there);
        }
    }
}
