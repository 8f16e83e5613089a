//! A list, as it is now.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Change, Entry, EntryId, ListId, ListName, Version};

/// A list, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub(super) id: ListId,
    /// How many edits it has had; none before it has begun.
    pub(super) version: u64,
    pub(super) last_id: EntryId,
    pub(super) entries: BTreeMap<EntryId, Entry>,
    /// The entries that have a day, so that a day is found without a scan.
    pub(super) by_date: BTreeSet<(Date, EntryId)>,
    /// How many entries are not done.
    pub(super) open: usize,
    /// The oldest first.
    pub(super) receipts: VecDeque<Receipt>,
}

/// That a request with a key was done, so that it is not done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The key.
    pub key: Arc<str>,
    /// The hash of what it asked for.
    pub fingerprint: u64,
    /// The number of the list's version since.
    pub version: u64,
    /// The entries that it was about.
    pub entries: Vec<EntryId>,
}

/// A list without its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What it is called.
    pub name: ListName,
    /// Its state.
    pub version: Version,
    /// How many entries it has.
    pub entries: usize,
    /// How many of those are not done.
    pub open: usize,
    /// The greatest number that it has given.
    pub last_id: EntryId,
}

impl List {
    /// Makes a list that has not begun: its first edit begins it.
    pub fn new(id: ListId) -> Self {
        Self {
            id,
            version: 0,
            last_id: 0,
            entries: BTreeMap::new(),
            by_date: BTreeSet::new(),
            open: 0,
            receipts: VecDeque::new(),
        }
    }

    /// Makes a list of what a store has kept of it: its entries in any order,
    /// its receipts the oldest first.
    pub fn restore(
        list: &Summary,
        entries: impl IntoIterator<Item = (EntryId, Entry)>,
        receipts: impl IntoIterator<Item = Receipt>,
    ) -> Self {
        let entries = BTreeMap::from_iter(entries);
        let dated = entries.iter().filter_map(|(id, e)| Some((e.date?, *id)));
        Self {
            id: list.version.list,
            version: list.version.number,
            last_id: list.last_id,
            by_date: dated.collect(),
            open: entries.values().filter(|entry| !entry.done).count(),
            entries,
            receipts: receipts.into_iter().collect(),
        }
    }

    /// Returns whether there is such a list: it has begun, and not ended.
    pub fn has_begun(&self) -> bool {
        self.version > 0
    }

    /// Returns the list without its entries.
    pub fn summary(&self, name: &ListName) -> Summary {
        Summary {
            name: name.clone(),
            version: self.version(),
            entries: self.entries.len(),
            open: self.open,
            last_id: self.last_id,
        }
    }

    /// Returns its state.
    pub fn version(&self) -> Version {
        Version { list: self.id, number: self.version }
    }

    /// Returns an entry.
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// Returns all entries, in the order of their numbers.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.entries.iter().map(|(id, entry)| (*id, entry))
    }

    /// Returns the requests that are remembered, the oldest first.
    pub fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        self.receipts.iter()
    }

    /// Makes an entry what a change says, in all that is known of it.
    pub(super) fn apply(&mut self, change: &Change) {
        let before = match &change.entry {
            Some(entry) => self.entries.insert(change.id, entry.clone()),
            None => self.entries.remove(&change.id),
        };
        if let Some(before) = before {
            self.open -= usize::from(!before.done);
            if let Some(date) = before.date {
                self.by_date.remove(&(date, change.id));
            }
        }
        if let Some(entry) = &change.entry {
            self.open += usize::from(!entry.done);
            if let Some(date) = entry.date {
                self.by_date.insert((date, change.id));
            }
        }
    }
}

impl Change {
    /// Returns what has become of an entry that is there.
    pub fn of(id: EntryId, entry: Entry) -> Self {
        Self { id, entry: Some(entry) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::list::{Draft, Edit, Limits, Request, RequestKey};

    #[test]
    fn a_list_is_restored_from_what_is_kept_of_it() {
        let mut list = List::new(7);
        let shopping = Draft {
            title: "Shopping".to_owned(),
            date: Some(date(2018, 12, 20)),
            done: false,
        };
        let done = Draft { done: true, date: None, ..shopping.clone() };
        let key = RequestKey { key: "a key".into(), fingerprint: 1 };
        let request = Request {
            edit: Edit::Add(vec![shopping, done]),
            expected: None,
            key: Some(key),
        };
        let now = Timestamp::UNIX_EPOCH;
        list.edit(&request, &Limits::default(), now).unwrap();
        let request = Request { edit: Edit::Remove(2), key: None, ..request };
        list.edit(&request, &Limits::default(), now).unwrap();

        let summary = list.summary(&ListName::new("bob").unwrap());
        assert_eq!((summary.entries, summary.open, summary.last_id), (1, 1, 2));
        let entries = list.entries().map(|(id, entry)| (id, entry.clone()));
        let receipts = list.receipts().cloned();
        assert_eq!(List::restore(&summary, entries, receipts), list);
    }

    #[test]
    fn an_entry_is_small() {
        // A million of them are in memory: 64 bytes, and the title.
        assert!(size_of::<Entry>() <= 64, "{}", size_of::<Entry>());
    }
}
