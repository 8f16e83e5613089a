//! A store in memory that can be made to wait and to fail.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use todo::list::{Entry, EntryId, List, ListName, Receipt, Summary};
use todo::store::{Answer, Commit, Store, StoreError, What};
use tokio::sync::{mpsc, watch};

/// What would be on disk.
#[derive(Default)]
pub(crate) struct MemoryStore {
    kept: Mutex<Kept>,
    /// Whether commits wait.
    held: watch::Sender<bool>,
    /// The list whose reader waits.
    held_load: watch::Sender<Option<ListName>>,
}

#[derive(Default)]
struct Kept {
    lists: BTreeMap<ListName, Row>,
    failures: VecDeque<Option<StoreError>>,
    load_failures: VecDeque<StoreError>,
    loads: usize,
    commits: Vec<Commit>,
}

struct Row {
    list: Summary,
    entries: BTreeMap<EntryId, Entry>,
    receipts: Vec<Receipt>,
}

impl MemoryStore {
    /// Has commits wait until they are released.
    pub(crate) fn hold(&self) {
        self.held.send_replace(true);
    }

    /// Writes those that wait, and those to come.
    pub(crate) fn release(&self) {
        self.held.send_replace(false);
    }

    /// Has whoever reads a list wait for ever.
    pub(crate) fn hold_load(&self, name: &ListName) {
        self.held_load.send_replace(Some(name.clone()));
    }

    /// Has the next commit fail, or the one after those that failed or passed
    /// before.
    pub(crate) fn fail(&self, error: StoreError) {
        self.kept.lock().unwrap().failures.push_back(Some(error));
    }

    /// Has a commit pass, before others fail.
    pub(crate) fn pass(&self) {
        self.kept.lock().unwrap().failures.push_back(None);
    }

    /// Has the next read fail.
    pub(crate) fn fail_load(&self, error: StoreError) {
        self.kept.lock().unwrap().load_failures.push_back(error);
    }

    /// Returns what was written, the oldest first.
    pub(crate) fn commits(&self) -> Vec<Commit> {
        self.kept.lock().unwrap().commits.clone()
    }

    /// Counts the reads.
    pub(crate) fn loads(&self) -> usize {
        self.kept.lock().unwrap().loads
    }

    /// Returns a list as it is kept.
    pub(crate) fn list(&self, name: &ListName) -> Option<List> {
        self.kept.lock().unwrap().lists.get(name).map(Row::restore)
    }

    /// Writes what somebody else has changed, or a process of before.
    pub(crate) fn write(&self, commit: Commit) -> Result<(), StoreError> {
        self.kept.lock().unwrap().write(commit)
    }
}

impl Kept {
    fn write(&mut self, commit: Commit) -> Result<(), StoreError> {
        let name = commit.list.name.clone();
        let current = self.lists.get(&name).map(|row| row.list.version);
        if current != commit.builds_on {
            return Err(StoreError::Stale);
        }
        self.commits.push(commit.clone());
        let changes = match commit.what {
            What::Ended => {
                self.lists.remove(&name);
                return Ok(());
            }
            What::Changed(changes) => changes,
        };
        let row = self.lists.entry(name).or_insert_with(|| Row {
            list: commit.list.clone(),
            entries: BTreeMap::new(),
            receipts: Vec::new(),
        });
        row.list = commit.list;
        for change in &*changes {
            match &change.entry {
                Some(entry) => row.entries.insert(change.id, entry.clone()),
                None => row.entries.remove(&change.id),
            };
        }
        row.receipts.retain(|receipt| {
            let is_new = |new: &Receipt| new.key == receipt.key;
            let is_replaced = commit.receipts.iter().any(is_new);
            !is_replaced && !commit.forgotten.contains(&receipt.key)
        });
        row.receipts.extend(commit.receipts);
        assert_eq!(row.list.entries, row.entries.len());
        Ok(())
    }
}

impl Row {
    fn restore(&self) -> List {
        let receipts = self.receipts.clone();
        List::restore(&self.list, self.entries.clone(), receipts)
    }
}

impl Store for MemoryStore {
    fn load(&self, name: &ListName) -> Answer<'_, Option<List>> {
        let name = name.clone();
        Box::pin(async move {
            let mut held = self.held_load.subscribe();
            let is_free = held.wait_for(|held| held.as_ref() != Some(&name));
            is_free.await.expect("the store is there");
            let mut kept = self.kept.lock().unwrap();
            kept.loads += 1;
            if let Some(error) = kept.load_failures.pop_front() {
                return Err(error);
            }
            Ok(kept.lists.get(&name).map(Row::restore))
        })
    }

    fn commit(&self, commit: Commit) -> Answer<'_, ()> {
        Box::pin(async move {
            let mut held = self.held.subscribe();
            held.wait_for(|held| !held).await.expect("the store is there");
            let mut kept = self.kept.lock().unwrap();
            match kept.failures.pop_front().flatten() {
                Some(error) => Err(error),
                None => kept.write(commit),
            }
        })
    }

    fn summaries(
        &self,
        after: Option<ListName>,
        limit: usize,
    ) -> Answer<'_, Vec<Summary>> {
        let kept = self.kept.lock().unwrap();
        let lists = kept.lists.iter();
        let lists = lists.filter(|(name, _)| Some(*name) > after.as_ref());
        let lists = lists.map(|(_, row)| row.list.clone()).take(limit);
        let lists = Ok(lists.collect());
        Box::pin(async { lists })
    }

    fn all(
        &self,
    ) -> Answer<'_, mpsc::Receiver<Result<(ListName, List), StoreError>>> {
        let kept = self.kept.lock().unwrap();
        let (sender, receiver) = mpsc::channel(kept.lists.len().max(1));
        for (name, row) in &kept.lists {
            sender.try_send(Ok((name.clone(), row.restore()))).unwrap();
        }
        Box::pin(async { Ok(receiver) })
    }

    fn ready(&self) -> Answer<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// A full disk.
pub(crate) fn full() -> StoreError {
    StoreError::Full(Arc::from("told to be"))
}
