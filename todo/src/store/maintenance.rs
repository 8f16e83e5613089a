//! For a file that no server has open.

use std::fmt;
use std::fs;
use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata};
use rustc_hash::FxHashMap;

use super::file::{File, open_on_disk};
use super::rows::{
    COUNT, ENTRIES, LISTS, META, RECEIPTS, read_entry, read_list, read_receipt,
};
use super::{Durability, StoreError, StoreSettings};
use crate::list::{ListId, Summary};

/// Bytes of the file that are kept in memory meanwhile.
const CACHE_BYTES: usize = 64 << 20;

/// So many problems are told in words.
const TOLD: usize = 100;

/// What a check has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many lists there are.
    pub lists: u64,
    /// How many entries.
    pub entries: u64,
    /// How many requests are remembered.
    pub receipts: u64,
    /// Whether redb found something to repair, and has done it.
    pub repaired: bool,
    /// What does not fit together: the first hundred, in words.
    pub problems: Vec<String>,
    /// How much does not fit together.
    pub problem_count: usize,
}

/// What was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compacted {
    /// Bytes of the file before.
    pub before: u64,
    /// Bytes of the file now.
    pub after: u64,
}

/// Checks the database in a folder: that its pages are as they were written,
/// that every row can be read, and that rows fit together.
///
/// # Errors
///
/// If there is none, it is in use, or it is so damaged that it cannot be read.
pub fn check(folder: &Path) -> Result<Report, StoreError> {
    let mut database = open(folder)?;
    let intact = database.check_integrity();
    let intact = intact.map_err(|e| StoreError::from(redb::Error::from(e)))?;
    let mut report = Report { repaired: !intact, ..Report::default() };
    check_rows(&database, &mut report)?;
    Ok(report)
}

/// Gives back what the file of the database in a folder does not need.
///
/// # Errors
///
/// If there is none, it is in use, or cannot be written.
pub fn compact(folder: &Path) -> Result<Compacted, StoreError> {
    let mut database = open(folder)?;
    let path = settings(folder).file();
    let before = fs::metadata(&path)?.len();
    database.compact()?;
    database.close().map_err(redb::Error::from)?;
    Ok(Compacted { before, after: fs::metadata(&path)?.len() })
}

impl Report {
    /// Returns whether all is as it should be.
    pub fn is_sound(&self) -> bool {
        self.problem_count == 0
    }

    fn tell(&mut self, problem: impl fmt::Display) {
        self.problem_count += 1;
        if self.problems.len() < TOLD {
            self.problems.push(problem.to_string());
        }
    }
}

/// What was found of a list.
struct Found {
    list: Summary,
    entries: usize,
    open: usize,
    /// The greatest number of an entry.
    last_id: u64,
}

fn open(folder: &Path) -> Result<Database, StoreError> {
    let settings = settings(folder);
    let path = settings.file();
    if let Err(error) = fs::metadata(&path) {
        let text = format!("{}: {error}", path.display());
        return Err(StoreError::Open(text.into()));
    }
    File::new(settings, Box::new(open_on_disk)).open_database()
}

fn settings(folder: &Path) -> StoreSettings {
    StoreSettings {
        folder: folder.to_owned(),
        durability: Durability::Durable,
        lists: usize::MAX,
        cache_bytes: CACHE_BYTES,
    }
}

fn check_rows(
    database: &Database,
    report: &mut Report,
) -> Result<(), StoreError> {
    let reading = database.begin_read()?;
    let lists = reading.open_table(LISTS)?;
    report.lists = lists.len()?;
    let mut found = FxHashMap::default();
    for row in lists.iter()? {
        let (name, row) = row?;
        match read_list(name.value(), row.value()) {
            Ok(list) => add(&mut found, list, report),
            Err(error) => report.tell(error),
        }
    }
    let counted = reading.open_table(META)?.get(COUNT)?;
    let counted = counted.map_or(0, |count| count.value());
    if counted != report.lists {
        let lists = report.lists;
        report.tell(format!("there are {lists} lists, not {counted}"));
    }

    for row in reading.open_table(ENTRIES)?.iter()? {
        let (key, row) = row?;
        report.entries += 1;
        let (list, id) = key.value();
        let entry = match read_entry((list, id), row.value()) {
            Ok(entry) => entry,
            Err(error) => {
                report.tell(error);
                continue;
            }
        };
        let Some(found) = found.get_mut(&list) else {
            report.tell(format!("entry {id} is in no list ({list:016x})"));
            continue;
        };
        found.entries += 1;
        found.open += usize::from(!entry.done);
        found.last_id = id;
    }

    for row in reading.open_table(RECEIPTS)?.iter()? {
        let (key, row) = row?;
        report.receipts += 1;
        let (list, key) = key.value();
        if let Err(error) = read_receipt((list, key), row.value()) {
            report.tell(error);
        } else if !found.contains_key(&list) {
            report.tell(format!("receipt {key:?} is of no list"));
        }
    }

    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by(|a, b| a.list.name.cmp(&b.list.name));
    for found in &found {
        check_list(found, report);
    }
    Ok(())
}

fn add(
    found: &mut FxHashMap<ListId, Found>,
    list: Summary,
    report: &mut Report,
) {
    let id = list.version.list;
    let name = list.name.clone();
    let new = Found { list, entries: 0, open: 0, last_id: 0 };
    if let Some(other) = found.insert(id, new) {
        let other = other.list.name;
        report.tell(format!("the lists {other} and {name} are the same"));
    }
}

fn check_list(found: &Found, report: &mut Report) {
    let Found { list, entries, open, last_id } = found;
    let name = &list.name;
    if *entries != list.entries || *open != list.open {
        report.tell(format!(
            "the list {name} has {entries} entries and {open} of them open, \
             not {} and {}",
            list.entries, list.open
        ));
    }
    if *last_id > list.last_id {
        report.tell(format!(
            "the list {name} has an entry {last_id}, but has given numbers \
             up to {} only",
            list.last_id
        ));
    }
}
