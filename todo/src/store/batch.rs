//! What a commit changes in the tables.

use redb::{ReadableTable, Table, WriteTransaction};

use super::rows::{
    COUNT, ENTRIES, LISTS, META, RECEIPT_COUNT, RECEIPTS, entry_row, list_row,
    read_list, receipt_row,
};
use super::{Commit, StoreError, What};
use crate::list::{Change, ListId, Summary, Version};

/// The tables of a transaction that writes.
pub(super) struct Tables<'a> {
    meta: Table<'a, &'static str, u64>,
    lists: Table<'a, &'static str, &'static [u8]>,
    entries: Table<'a, (u64, u64), &'static [u8]>,
    receipts: Table<'a, (u64, &'static str), &'static [u8]>,
    /// How many lists there are.
    count: u64,
    /// How many receipts were ever written.
    receipt_count: u64,
}

impl<'a> Tables<'a> {
    /// Opens the tables, and makes those that are not there.
    pub(super) fn open(
        transaction: &'a WriteTransaction,
    ) -> Result<Self, StoreError> {
        let meta = transaction.open_table(META)?;
        let number = |key| {
            let number = meta.get(key)?;
            Ok::<_, StoreError>(number.map_or(0, |number| number.value()))
        };
        Ok(Self {
            count: number(COUNT)?,
            receipt_count: number(RECEIPT_COUNT)?,
            meta,
            lists: transaction.open_table(LISTS)?,
            entries: transaction.open_table(ENTRIES)?,
            receipts: transaction.open_table(RECEIPTS)?,
        })
    }

    /// Does what a commit says.
    ///
    /// It says how things are and not what to do to them, so that doing it
    /// once more, with all that came after it, leads to the same.
    ///
    /// # Errors
    ///
    /// `TooManyLists` or `Stale`, and then nothing was changed. After any other
    /// error the transaction is of no use.
    pub(super) fn apply(
        &mut self,
        commit: &Commit,
        most_lists: usize,
    ) -> Result<(), StoreError> {
        let before = self.list(&commit.list)?;
        if before != commit.builds_on {
            return Err(StoreError::Stale);
        }
        let changes = match &commit.what {
            What::Changed(changes) => changes,
            What::Ended => return self.end(commit, before),
        };
        match before {
            Some(before) if before.list == commit.list.version.list => {}
            Some(before) => self.remove_rows(before.list)?,
            None if self.count >= most_lists as u64 => {
                return Err(StoreError::TooManyLists(most_lists));
            }
            None => self.set_count(self.count + 1)?,
        }
        self.change(commit, changes)
    }

    /// Writes something that changes nothing.
    pub(super) fn probe(&mut self) -> Result<(), StoreError> {
        self.set_count(self.count)
    }

    /// Returns the state of the list of this name.
    fn list(&self, list: &Summary) -> Result<Option<Version>, StoreError> {
        let name = list.name.as_str();
        let Some(row) = self.lists.get(name)? else { return Ok(None) };
        Ok(Some(read_list(name, row.value())?.version))
    }

    fn change(
        &mut self,
        commit: &Commit,
        changes: &[Change],
    ) -> Result<(), StoreError> {
        let list = &commit.list;
        let id = list.version.list;
        self.lists.insert(list.name.as_str(), &list_row(list)[..])?;
        for change in changes {
            let key = (id, change.id);
            match &change.entry {
                Some(entry) => {
                    self.entries.insert(key, &entry_row(entry)[..])?;
                }
                None => drop(self.entries.remove(key)?),
            }
        }
        for key in &commit.forgotten {
            self.receipts.remove((id, &**key))?;
        }
        for receipt in &commit.receipts {
            self.receipt_count += 1;
            let row = receipt_row(self.receipt_count, receipt);
            self.receipts.insert((id, &*receipt.key), &row[..])?;
        }
        if !commit.receipts.is_empty() {
            self.meta.insert(RECEIPT_COUNT, self.receipt_count)?;
        }
        Ok(())
    }

    /// Removes a list. Its receipts go with it: a list that begins anew knows
    /// nothing of it.
    fn end(
        &mut self,
        commit: &Commit,
        before: Option<Version>,
    ) -> Result<(), StoreError> {
        let id = commit.list.version.list;
        if before.is_some_and(|before| before.list == id) {
            self.lists.remove(commit.list.name.as_str())?;
            self.set_count(self.count.saturating_sub(1))?;
        }
        self.remove_rows(id)
    }

    fn remove_rows(&mut self, list: ListId) -> Result<(), StoreError> {
        self.entries.retain_in((list, 0)..=(list, u64::MAX), |_, _| false)?;
        // The empty key is before all others, and after them comes the next
        // list, or nothing.
        match list.checked_add(1) {
            Some(next) => {
                self.receipts
                    .retain_in((list, "")..(next, ""), |_, _| false)?;
            }
            None => self.receipts.retain_in((list, "").., |_, _| false)?,
        }
        Ok(())
    }

    fn set_count(&mut self, count: u64) -> Result<(), StoreError> {
        self.meta.insert(COUNT, count)?;
        self.count = count;
        Ok(())
    }
}
