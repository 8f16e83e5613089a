//! A list as a calendar that other programs read.

use icalendar::{Calendar, Component, Property, Todo, TodoStatus};
use jiff::Timestamp;

use crate::list::{Entry, EntryId, List, ListName, Version};

/// Writes a list as a calendar of [RFC 5545] with a `VTODO` for each entry.
///
/// An entry has the same `UID` each time, so that a program that reads the
/// list again knows what it has already.
///
/// [RFC 5545]: https://www.rfc-editor.org/rfc/rfc5545
pub fn to_icalendar(name: &ListName, list: &List) -> String {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//todo//to-do lists//EN"))
        .append_property(("CALSCALE", "GREGORIAN"));
    calendar.name(name.as_str());
    let version = list.version();
    for (id, entry) in list.entries() {
        calendar.push(todo(version, id, entry));
    }
    calendar.to_string()
}

fn todo(list: Version, id: EntryId, entry: &Entry) -> Todo {
    let mut todo = Todo::new();
    todo.uid(&format!("{:016x}-{id}@todo", list.list))
        .add_property("DTSTAMP", utc(entry.updated))
        .add_property("CREATED", utc(entry.created))
        .add_property("LAST-MODIFIED", utc(entry.updated))
        .summary(&entry.title);
    todo.status(if entry.done {
        TodoStatus::Completed
    } else {
        TodoStatus::NeedsAction
    });
    if let Some(date) = entry.date {
        let due = date.strftime("%Y%m%d").to_string();
        let due =
            Property::new("DUE", due).add_parameter("VALUE", "DATE").done();
        todo.append_property(due);
    }
    todo
}

fn utc(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}
