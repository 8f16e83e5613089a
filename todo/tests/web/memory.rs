//! Lists in memory, which fail and wait when they are told to.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use todo::list::{Entry, EntryId};
use todo::list::{List, ListName, Receipt, Summary};
use todo::store::{Answer, Commit, Store, StoreError, What};
use tokio::sync::{mpsc, watch};

/// A store in memory. Cheap to clone.
#[derive(Clone)]
pub(crate) struct MemoryStore {
    lists: Arc<Mutex<BTreeMap<ListName, Kept>>>,
    fault: Arc<Mutex<Option<StoreError>>>,
    held: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

#[derive(Clone)]
struct Kept {
    list: Summary,
    entries: BTreeMap<EntryId, Entry>,
    receipts: Vec<Receipt>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self {
            lists: Arc::default(),
            fault: Arc::default(),
            held: watch::Sender::new(false),
            waiting: watch::Sender::new(0),
        }
    }
}

impl MemoryStore {
    /// Lets all that is asked from now on fail; nothing works again.
    pub(crate) fn fail(&self, fault: Option<StoreError>) {
        *self.fault.lock() = fault;
    }

    /// Lets commits wait.
    pub(crate) fn hold(&self, hold: bool) {
        self.held.send_replace(hold);
    }

    /// Waits until a commit waits.
    pub(crate) async fn is_waited_for(&self) {
        let mut waiting = self.waiting.subscribe();
        waiting.wait_for(|waiting| *waiting > 0).await.unwrap();
    }

    /// Returns how many entries are kept.
    pub(crate) fn entries(&self) -> usize {
        self.lists.lock().values().map(|kept| kept.entries.len()).sum()
    }

    fn check(&self) -> Result<(), StoreError> {
        self.fault.lock().clone().map_or(Ok(()), Err)
    }

    fn write(&self, commit: Commit) {
        let mut lists = self.lists.lock();
        let name = commit.list.name.clone();
        let What::Changed(changes) = commit.what else {
            lists.remove(&name);
            return;
        };
        let kept = lists.entry(name).or_insert_with(|| Kept {
            list: commit.list.clone(),
            entries: BTreeMap::new(),
            receipts: Vec::new(),
        });
        kept.list = commit.list;
        for change in changes.iter() {
            match change.entry.clone() {
                Some(entry) => kept.entries.insert(change.id, entry),
                None => kept.entries.remove(&change.id),
            };
        }
        kept.receipts.extend(commit.receipts);
        kept.receipts.retain(|kept| !commit.forgotten.contains(&kept.key));
    }
}

impl Kept {
    fn list(&self) -> List {
        let entries = self.entries.clone();
        List::restore(&self.list, entries, self.receipts.clone())
    }
}

impl Store for MemoryStore {
    fn load(&self, name: &ListName) -> Answer<'_, Option<List>> {
        let name = name.clone();
        Box::pin(async move {
            self.check()?;
            Ok(self.lists.lock().get(&name).map(Kept::list))
        })
    }

    fn commit(&self, commit: Commit) -> Answer<'_, ()> {
        Box::pin(async move {
            let mut held = self.held.subscribe();
            self.waiting.send_modify(|waiting| *waiting += 1);
            held.wait_for(|held| !held).await.unwrap();
            self.waiting.send_modify(|waiting| *waiting -= 1);
            self.check()?;
            self.write(commit);
            Ok(())
        })
    }

    fn summaries(
        &self,
        after: Option<ListName>,
        limit: usize,
    ) -> Answer<'_, Vec<Summary>> {
        Box::pin(async move {
            self.check()?;
            let lists = self.lists.lock();
            let all =
                lists.iter().filter(|(name, _)| Some(*name) > after.as_ref());
            Ok(all.take(limit).map(|(_, kept)| kept.list.clone()).collect())
        })
    }

    fn all(
        &self,
    ) -> Answer<'_, mpsc::Receiver<Result<(ListName, List), StoreError>>> {
        Box::pin(async move {
            self.check()?;
            let all = self.lists.lock().clone();
            let (sender, receiver) = mpsc::channel(1);
            tokio::spawn(async move {
                for (name, kept) in all {
                    if sender.send(Ok((name, kept.list()))).await.is_err() {
                        return;
                    }
                }
            });
            Ok(receiver)
        })
    }

    fn ready(&self) -> Answer<'_, ()> {
        Box::pin(async move { self.check() })
    }
}
