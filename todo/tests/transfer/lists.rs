//! Lists to be written, of any entries.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use todo::list::{Draft, Edit, Limits, List, Request};

/// Makes a list of drafts.
pub(crate) fn list(drafts: &[Draft]) -> List {
    let mut list = List::new(0x9f86_d081_884c_7d65);
    let edit = Edit::Add(drafts.to_vec());
    let request = Request { edit, expected: None, key: None };
    let now = Timestamp::from_second(1_545_177_600).unwrap();
    list.edit(&request, &Limits::default(), now).unwrap();
    list
}

pub(crate) fn draft(title: &str, date: Option<Date>) -> Draft {
    Draft { title: title.to_owned(), date, done: false }
}

/// Any entries that a list may have, more often those that are difficult.
pub(crate) fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let titles = prop_oneof![
        "\\PC{0,20}",
        "[\"', ;=\\\\a-b]{0,8}",
        "(date|title|done|true|,|\"){0,3}",
        Just("\u{feff}\u{2028}".to_owned()),
    ];
    let dates = (-9999..=9999_i16, 1..=12_i8, 1..=28_i8)
        .prop_map(|(year, month, day)| date(year, month, day));
    let draft = (titles, prop::option::of(dates), any::<bool>())
        .prop_map(|(title, date, done)| Draft { title, date, done });
    let is_line = |draft: &Draft| !draft.title.contains(char::is_control);
    prop::collection::vec(draft.prop_filter("one line", is_line), 0..8)
}
