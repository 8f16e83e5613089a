//! The tables, and how a row is written.
//!
//! A row begins with the number of its form, which is that of the variant
//! here: what has been written stays readable when there is another.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use redb::TableDefinition;
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::list::{Entry, ListName, Receipt, Summary, Version};

/// The format of the file: which tables there are, with which keys.
pub(super) const SCHEMA_VERSION: u64 = 1;

/// Numbers: [`FORMAT`], [`COUNT`] and [`RECEIPT_COUNT`].
pub(super) const META: TableDefinition<&str, u64> =
    TableDefinition::new("meta");

/// The format of the file, in [`META`].
pub(super) const FORMAT: &str = "schema_version";

/// How many lists there are, in [`META`].
pub(super) const COUNT: &str = "lists";

/// How many receipts were ever written, in [`META`].
pub(super) const RECEIPT_COUNT: &str = "receipts";

/// Name -> list.
pub(super) const LISTS: TableDefinition<&str, &[u8]> =
    TableDefinition::new("lists");

/// List and entry -> entry, so that those of a list are side by side.
pub(super) const ENTRIES: TableDefinition<(u64, u64), &[u8]> =
    TableDefinition::new("entries");

/// List and key of a request -> receipt.
pub(super) const RECEIPTS: TableDefinition<(u64, &str), &[u8]> =
    TableDefinition::new("receipts");

/// A row of [`LISTS`].
#[derive(Serialize, Deserialize)]
enum ListRow {
    V1 { id: u64, version: u64, last_id: u64, entries: usize, open: usize },
}

/// A row of [`ENTRIES`].
#[derive(Serialize, Deserialize)]
enum EntryRow<'a> {
    V1 {
        title: &'a str,
        /// Year, month, day.
        date: Option<(i16, i8, i8)>,
        done: bool,
        version: u64,
        created: Moment,
        updated: Moment,
    },
}

/// Seconds since 1970, and the nanoseconds after them.
type Moment = (i64, i32);

/// A row of [`RECEIPTS`].
#[derive(Serialize, Deserialize)]
enum ReceiptRow {
    V1 {
        /// A later receipt of the list has a greater number.
        number: u64,
        fingerprint: u64,
        version: u64,
        entries: Vec<u64>,
    },
}

pub(super) fn list_row(list: &Summary) -> Vec<u8> {
    write(&ListRow::V1 {
        id: list.version.list,
        version: list.version.number,
        last_id: list.last_id,
        entries: list.entries,
        open: list.open,
    })
}

pub(super) fn read_list(name: &str, row: &[u8]) -> Result<Summary, StoreError> {
    let what = || format!("the row of the list {name:?}");
    let ListRow::V1 { id, version, last_id, entries, open } = read(row, what)?;
    let Ok(name) = ListName::new(name) else {
        return Err(damaged(&format!("{name:?} is no name of a list")));
    };
    let version = Version { list: id, number: version };
    Ok(Summary { name, version, entries, open, last_id })
}

pub(super) fn entry_row(entry: &Entry) -> Vec<u8> {
    write(&EntryRow::V1 {
        title: &entry.title,
        date: entry.date.map(|date| (date.year(), date.month(), date.day())),
        done: entry.done,
        version: entry.version,
        created: moment(entry.created),
        updated: moment(entry.updated),
    })
}

pub(super) fn read_entry(
    (list, id): (u64, u64),
    row: &[u8],
) -> Result<Entry, StoreError> {
    let what = || format!("the row of entry {id} of list {list:016x}");
    let EntryRow::V1 { title, date, done, version, created, updated } =
        read(row, what)?;
    let entry = || {
        let date = match date {
            Some((year, month, day)) => Some(Date::new(year, month, day)?),
            None => None,
        };
        Ok::<_, jiff::Error>(Entry {
            title: title.into(),
            date,
            done,
            version,
            created: Timestamp::new(created.0, created.1)?,
            updated: Timestamp::new(updated.0, updated.1)?,
        })
    };
    entry().map_err(|_| damaged(&format!("{} has no such day", what())))
}

pub(super) fn receipt_row(number: u64, receipt: &Receipt) -> Vec<u8> {
    write(&ReceiptRow::V1 {
        number,
        fingerprint: receipt.fingerprint,
        version: receipt.version,
        entries: receipt.entries.clone(),
    })
}

/// Returns the receipt and its number.
pub(super) fn read_receipt(
    (list, key): (u64, &str),
    row: &[u8],
) -> Result<(u64, Receipt), StoreError> {
    let what = || format!("the receipt {key:?} of list {list:016x}");
    let ReceiptRow::V1 { number, fingerprint, version, entries } =
        read(row, what)?;
    Ok((number, Receipt { key: Arc::from(key), fingerprint, version, entries }))
}

pub(super) fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(what.into())
}

fn moment(time: Timestamp) -> Moment {
    (time.as_second(), time.subsec_nanosecond())
}

fn write<T: Serialize>(row: &T) -> Vec<u8> {
    postcard::to_stdvec(row).expect("a row is made of numbers and texts")
}

fn read<'a, T: Deserialize<'a>>(
    row: &'a [u8],
    what: impl Fn() -> String,
) -> Result<T, StoreError> {
    match postcard::take_from_bytes(row) {
        Ok((row, [])) => Ok(row),
        _ => Err(damaged(&format!("{} cannot be read", what()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dentist() -> Entry {
        Entry {
            title: "Dentist".into(),
            date: Some(jiff::civil::date(2018, 12, 19)),
            done: true,
            version: 300,
            created: "2018-12-01T10:00:00.123456789Z".parse().unwrap(),
            updated: "1969-12-31T23:59:59.5Z".parse().unwrap(),
        }
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let entry = dentist();
        assert_eq!(read_entry((1, 2), &entry_row(&entry)), Ok(entry));
        let entry = Entry { date: None, ..dentist() };
        assert_eq!(read_entry((1, 2), &entry_row(&entry)), Ok(entry));
    }

    #[test]
    fn a_row_of_the_first_form_stays_readable() {
        let row = [
            0, 7, b'D', b'e', b'n', b't', b'i', b's', b't', 1, 196, 31, 12, 19,
            1, 172, 2, 192, 238, 146, 192, 11, 170, 180, 222, 117, 0, 255, 147,
            235, 220, 3,
        ];
        assert_eq!(entry_row(&dentist()), row);
    }

    #[test]
    fn a_row_that_is_cut_off_or_too_long_or_of_another_form_is_damaged() {
        let row = entry_row(&dentist());
        let longer = [&row[..], &[0]].concat();
        let newer = [&[9], &row[1..]].concat();
        for row in [&row[..row.len() - 1], &longer, &newer, &[]] {
            let read = read_entry((1, 2), row);
            assert!(matches!(read, Err(StoreError::Damaged(_))), "{row:?}");
        }
    }
}
