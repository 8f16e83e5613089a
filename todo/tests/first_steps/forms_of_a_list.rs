//! Step 1: the list before its entries have numbers.

use todo::s01_list::multi_dict::MultiDict;
use todo::s01_list::{entry_map, multi_dict, simple};

use super::*;

#[test]
fn the_first_has_the_newest_title_of_a_day_first() {
    let mut list = simple::TodoList::default();
    list.add_entry(TODAY, "Dentist");
    list.add_entry(TOMORROW, "Shopping");
    list.add_entry(TODAY, "Movies");
    assert!(list.entries(TODAY).eq(["Movies", "Dentist"]));
    assert!(list.entries(TOMORROW).eq(["Shopping"]));
    assert_eq!(list.entries(date(2018, 12, 18)).count(), 0);
}

#[test]
fn a_dictionary_has_several_values_under_a_key() {
    let mut dict = MultiDict::default();
    for (key, value) in [("a", 1), ("b", 2), ("a", 3)] {
        dict.add(key, value);
    }
    assert!(dict.get(&"a").eq(&[3, 1]));
    assert!(dict.get(&"b").eq(&[2]));
    assert_eq!(dict.get(&"c").count(), 0);
}

#[test]
fn the_second_does_as_the_first_did() {
    let mut list = multi_dict::TodoList::default();
    list.add_entry(TODAY, "Dentist");
    list.add_entry(TOMORROW, "Shopping");
    list.add_entry(TODAY, "Movies");
    assert!(list.entries(TODAY).eq(["Movies", "Dentist"]));
    assert!(list.entries(TOMORROW).eq(["Shopping"]));
    assert_eq!(list.entries(date(2018, 12, 18)).count(), 0);
}

#[test]
fn the_third_has_whole_entries() {
    let mut list = entry_map::TodoList::default();
    for entry in [dentist(), shopping(), movies()] {
        list.add_entry(entry);
    }
    assert!(list.entries(TODAY).eq(&[movies(), dentist()]));
    assert!(list.entries(TOMORROW).eq(&[shopping()]));
    assert_eq!(list.entries(date(2018, 12, 18)).count(), 0);
}
