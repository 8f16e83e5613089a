//! Lists as calendars.

use jiff::civil::date;
use proptest::prelude::*;
use todo::list::{Draft, ListName};
use todo::transfer::to_icalendar;

use crate::lists::{draft, drafts, list};

fn bob() -> ListName {
    ListName::new("bob").unwrap()
}

#[test]
fn a_list_is_a_calendar_with_what_is_to_be_done() {
    let dentist = draft("Dentist; teeth", Some(date(2018, 12, 19)));
    let shopping = Draft { done: true, ..draft("Shopping", None) };
    let calendar = to_icalendar(&bob(), &list(&[dentist, shopping]));
    let expected = "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//todo//to-do lists//EN
CALSCALE:GREGORIAN
NAME:bob
X-WR-CALNAME:bob
BEGIN:VTODO
CREATED:20181219T000000Z
DTSTAMP:20181219T000000Z
DUE;VALUE=DATE:20181219
LAST-MODIFIED:20181219T000000Z
STATUS:NEEDS-ACTION
SUMMARY:Dentist\\; teeth
UID:9f86d081884c7d65-1@todo
END:VTODO
BEGIN:VTODO
CREATED:20181219T000000Z
DTSTAMP:20181219T000000Z
LAST-MODIFIED:20181219T000000Z
STATUS:COMPLETED
SUMMARY:Shopping
UID:9f86d081884c7d65-2@todo
END:VTODO
END:VCALENDAR
";
    assert_eq!(calendar, expected.replace('\n', "\r\n"));
}

proptest! {
    #[test]
    fn what_is_read_by_the_rules_is_what_was_written(drafts in drafts()) {
        let text = to_icalendar(&bob(), &list(&drafts));
        prop_assert!(text.ends_with("\r\n"));
        for line in text.split("\r\n") {
            let is_line = line.len() <= 75 && !line.contains(['\r', '\n']);
            prop_assert!(is_line, "{:?}", line);
        }
        let whole = text.replace("\r\n ", "");
        let values = |key: &str| {
            let values = whole.split("\r\n");
            let values = values.filter_map(|line| line.strip_prefix(key));
            values.map(str::to_owned).collect::<Vec<_>>()
        };
        let titles = values("SUMMARY:").into_iter().map(|t| text_of(&t));
        prop_assert!(titles.eq(drafts.iter().map(|d| d.title.clone())));
        let is_done = |status: &String| status == "COMPLETED";
        let done: Vec<_> = values("STATUS:").iter().map(is_done).collect();
        prop_assert!(drafts.iter().map(|draft| draft.done).eq(done));
        let dated = drafts.iter().filter(|draft| draft.date.is_some());
        prop_assert_eq!(values("DUE;VALUE=DATE:").len(), dated.count());
        let mut ids = values("UID:");
        ids.dedup();
        prop_assert_eq!(ids.len(), drafts.len());
    }
}

/// Reads a text as section 3.3.11 of RFC 5545 says.
fn text_of(escaped: &str) -> String {
    let mut text = String::new();
    let mut chars = escaped.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => text.extend(chars.next()),
            ',' | ';' => panic!("{escaped:?}"),
            char => text.push(char),
        }
    }
    text
}
