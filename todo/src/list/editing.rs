//! How a list is edited: completely or not at all.
//!
//! What an edit changes is worked out first, from the list as it is, and then
//! applied, which cannot fail. It is long, because all kinds of edits are to be
//! compared in one place.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Change, Draft, Edit, EditError, Edited, Entry, EntryId, Expected, Limits,
    List, Patch, Receipt, Request, Version,
};

/// What has come of an edit.
pub(crate) struct Done {
    /// What whoever asked for it is told.
    pub(crate) edited: Edited,
    /// What is to be kept of it; nothing if nothing has changed.
    pub(crate) news: Option<News>,
}

/// What an edit has changed besides entries.
pub(crate) struct News {
    /// Whether the list has ended.
    pub(crate) ended: bool,
    /// That the request was done, if it had a key.
    pub(crate) receipt: Option<Receipt>,
    /// Keys that are not remembered any more.
    pub(crate) forgotten: Vec<Arc<str>>,
}

impl List {
    /// Does what is asked, completely or not at all.
    ///
    /// An edit that changes nothing is answered with the state as it is. One
    /// with a key that was done before is not done again: the answer has the
    /// state of then, and the entries of then as they are now.
    ///
    /// # Errors
    ///
    /// See [`EditError`]. The list is as it was.
    pub fn edit(
        &mut self,
        request: &Request,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<Edited, EditError> {
        self.perform(request, limits, now).map(|done| done.edited)
    }

    /// As [`edit`](Self::edit), for those who keep what has changed.
    pub(crate) fn perform(
        &mut self,
        request: &Request,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<Done, EditError> {
        if let Some(edited) = self.done_before(request)? {
            return Ok(Done { edited, news: None });
        }
        self.meets(request)?;
        let edit = &request.edit;
        let began = !self.has_begun();
        if began && !matches!(edit, Edit::Begin | Edit::Add(_)) {
            return Err(EditError::NoList);
        }
        let next = Next { list: self, version: self.version + 1, now, limits };
        let changes = next.changes(edit)?;
        let ended = matches!(edit, Edit::End);
        let is_news = began || ended || !changes.is_empty();
        if is_news {
            self.version += 1;
        }
        if let Edit::Add(drafts) = edit {
            self.last_id += drafts.len() as EntryId;
        }
        for change in &changes {
            self.apply(change);
        }
        let version = self.version();
        let edited = Edited { version, began, changes: changes.into() };
        if ended {
            *self = Self::new(self.id);
            let (receipt, forgotten) = (None, Vec::new());
            let news = Some(News { ended, receipt, forgotten });
            return Ok(Done { edited, news });
        }
        let (receipt, forgotten) = self.remember(request, &edited, limits);
        let news = (is_news || receipt.is_some()).then_some(News {
            ended,
            receipt,
            forgotten,
        });
        Ok(Done { edited, news })
    }

    /// Returns the answer that a request with the same key had.
    fn done_before(
        &self,
        request: &Request,
    ) -> Result<Option<Edited>, EditError> {
        let Some(wanted) = &request.key else { return Ok(None) };
        let mut receipts = self.receipts.iter();
        let Some(receipt) = receipts.find(|r| r.key == wanted.key) else {
            return Ok(None);
        };
        if receipt.fingerprint != wanted.fingerprint {
            return Err(EditError::KeyReused);
        }
        let entries = receipt.entries.iter();
        let as_it_is = |id: &EntryId| Change {
            id: *id,
            entry: self.entries.get(id).cloned(),
        };
        Ok(Some(Edited {
            version: Version { list: self.id, number: receipt.version },
            began: receipt.version == 1,
            changes: entries.map(as_it_is).collect(),
        }))
    }

    /// Checks that the list is in the state in which the edit may be done.
    fn meets(&self, request: &Request) -> Result<(), EditError> {
        let Some(expected) = request.expected else { return Ok(()) };
        if !self.has_begun() {
            return Err(EditError::NoList);
        }
        let id = match request.edit {
            Edit::Put(id, _) | Edit::Change(id, _) | Edit::Remove(id) => {
                Some(id)
            }
            _ => None,
        };
        let entry = |id: EntryId| {
            let entry = self.entries.get(&id).ok_or(EditError::NoEntry(id))?;
            Ok(Version { list: self.id, number: entry.version })
        };
        let (wanted, current) = match expected {
            Expected::There => {
                return id.map_or(Ok(()), |id| entry(id).map(drop));
            }
            Expected::List(wanted) => (wanted, self.version()),
            Expected::Entry(wanted) => {
                (wanted, id.map_or(Ok(self.version()), entry)?)
            }
        };
        // No version of an entry says anything about the whole list.
        let is_comparable = id.is_some() || expected == Expected::List(wanted);
        if wanted != current || !is_comparable {
            return Err(EditError::Changed { current });
        }
        Ok(())
    }

    /// Remembers that a request with a key was done. Returns that, and which
    /// are forgotten for it.
    fn remember(
        &mut self,
        request: &Request,
        edited: &Edited,
        limits: &Limits,
    ) -> (Option<Receipt>, Vec<Arc<str>>) {
        let Some(key) = &request.key else { return (None, Vec::new()) };
        if limits.receipts == 0 {
            return (None, Vec::new());
        }
        let receipt = Receipt {
            key: key.key.clone(),
            fingerprint: key.fingerprint,
            version: edited.version.number,
            entries: edited.changes.iter().map(|change| change.id).collect(),
        };
        self.receipts.push_back(receipt.clone());
        // A request may be about all entries, so their numbers are counted
        // too: a thousand receipts are not a thousand lists.
        let numbers = self.receipts.iter().map(|r| r.entries.len());
        let mut numbers: usize = numbers.sum();
        let mut forgotten = Vec::new();
        while self.receipts.len() > limits.receipts
            || (numbers > limits.entries && self.receipts.len() > 1)
        {
            let Some(oldest) = self.receipts.pop_front() else { break };
            numbers -= oldest.entries.len();
            forgotten.push(oldest.key);
        }
        (Some(receipt), forgotten)
    }
}

/// The state to which an edit leads.
struct Next<'a> {
    list: &'a List,
    version: u64,
    now: Timestamp,
    limits: &'a Limits,
}

impl Next<'_> {
    /// Returns what becomes of which entries.
    fn changes(&self, edit: &Edit) -> Result<Vec<Change>, EditError> {
        let entries = &self.list.entries;
        match edit {
            Edit::Begin | Edit::End => Ok(Vec::new()),
            Edit::Add(drafts) => self.additions(drafts),
            Edit::Put(id, draft) => self.replacement(*id, draft),
            Edit::Change(id, patch) => {
                let entry = entries.get(id).ok_or(EditError::NoEntry(*id))?;
                self.check(patch)?;
                Ok(Vec::from_iter(self.patched(*id, entry, patch)))
            }
            Edit::Remove(id) if entries.contains_key(id) => {
                Ok(vec![Change { id: *id, entry: None }])
            }
            Edit::Remove(id) => Err(EditError::NoEntry(*id)),
            Edit::ChangeAll { done, patch } => {
                self.check(patch)?;
                let chosen = self.list.entries();
                let chosen =
                    chosen.filter(|(_, e)| done.is_none_or(|d| e.done == d));
                let change = |(id, entry)| self.patched(id, entry, patch);
                Ok(chosen.filter_map(change).collect())
            }
            Edit::RemoveDone => {
                let done = self.list.entries().filter(|(_, entry)| entry.done);
                let remove = |(id, _)| Change { id, entry: None };
                Ok(done.map(remove).collect())
            }
        }
    }

    fn additions(&self, drafts: &[Draft]) -> Result<Vec<Change>, EditError> {
        self.has_room_for(drafts.len())?;
        let ids = self.list.last_id + 1..;
        let additions = drafts.iter().zip(ids).map(|(draft, id)| {
            self.limits.check_title(&draft.title)?;
            Ok(Change::of(id, self.entry(draft, self.now)))
        });
        additions.collect()
    }

    fn replacement(
        &self,
        id: EntryId,
        draft: &Draft,
    ) -> Result<Vec<Change>, EditError> {
        if id == 0 || id > self.list.last_id {
            return Err(EditError::NoEntry(id));
        }
        self.limits.check_title(&draft.title)?;
        let Some(entry) = self.list.entries.get(&id) else {
            self.has_room_for(1)?;
            return Ok(vec![Change::of(id, self.entry(draft, self.now))]);
        };
        let is_same = *entry.title == *draft.title
            && entry.date == draft.date
            && entry.done == draft.done;
        if is_same {
            return Ok(Vec::new());
        }
        Ok(vec![Change::of(id, self.entry(draft, entry.created))])
    }

    /// Returns what becomes of an entry; nothing if it stays as it is.
    fn patched(
        &self,
        id: EntryId,
        entry: &Entry,
        patch: &Patch,
    ) -> Option<Change> {
        let title = patch.title.as_deref().unwrap_or(&entry.title);
        let date = patch.date.unwrap_or(entry.date);
        let done = patch.done.unwrap_or(entry.done);
        let is_same =
            *title == *entry.title && date == entry.date && done == entry.done;
        if is_same {
            return None;
        }
        let (version, updated) = (self.version, self.now);
        let (title, created) = (title.into(), entry.created);
        let entry = Entry { title, date, done, version, created, updated };
        Some(Change::of(id, entry))
    }

    fn entry(&self, draft: &Draft, created: Timestamp) -> Entry {
        Entry {
            title: draft.title.as_str().into(),
            date: draft.date,
            done: draft.done,
            version: self.version,
            created,
            updated: self.now,
        }
    }

    fn check(&self, patch: &Patch) -> Result<(), EditError> {
        let title = patch.title.as_deref();
        title.map_or(Ok(()), |title| self.limits.check_title(title))
    }

    fn has_room_for(&self, more: usize) -> Result<(), EditError> {
        let limit = self.limits.entries;
        if self.list.entries.len() + more > limit {
            return Err(EditError::Full(limit));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
