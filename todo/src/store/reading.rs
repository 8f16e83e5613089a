//! What is read, beside the writer.

use std::ops::Bound;

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable};
use tokio::sync::mpsc;

use super::StoreError;
use super::rows::{
    ENTRIES, LISTS, RECEIPTS, read_entry, read_list, read_receipt,
};
use crate::list::{List, ListId, ListName, Receipt, Summary};

/// What can be read of the lists as they are at one moment.
pub(super) struct Moment {
    lists: ReadOnlyTable<&'static str, &'static [u8]>,
    entries: ReadOnlyTable<(u64, u64), &'static [u8]>,
    receipts: ReadOnlyTable<(u64, &'static str), &'static [u8]>,
}

impl Moment {
    pub(super) fn of(
        transaction: &ReadTransaction,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            lists: transaction.open_table(LISTS)?,
            entries: transaction.open_table(ENTRIES)?,
            receipts: transaction.open_table(RECEIPTS)?,
        })
    }

    /// Reads a list without its entries.
    pub(super) fn summary(
        &self,
        name: &ListName,
    ) -> Result<Option<Summary>, StoreError> {
        let name = name.as_str();
        let row = self.lists.get(name)?;
        row.map(|row| read_list(name, row.value())).transpose()
    }

    /// Reads what belongs to a list.
    pub(super) fn list(&self, list: &Summary) -> Result<List, StoreError> {
        let id = list.version.list;
        let mut entries = Vec::new();
        for row in self.entries.range((id, 0)..=(id, u64::MAX))? {
            let (key, row) = row?;
            let key = key.value();
            entries.push((key.1, read_entry(key, row.value())?));
        }
        Ok(List::restore(list, entries, self.receipts(id)?))
    }

    /// Reads at most `limit` lists without their entries, those after `after`.
    pub(super) fn summaries(
        &self,
        after: Option<&ListName>,
        limit: usize,
    ) -> Result<Vec<Summary>, StoreError> {
        let after = after.map(ListName::as_str);
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.lists.range::<&str>((start, Bound::Unbounded))?;
        let mut lists = Vec::new();
        for row in rows.take(limit) {
            let (name, row) = row?;
            lists.push(read_list(name.value(), row.value())?);
        }
        Ok(lists)
    }

    /// Sends all lists, one after the other, until somebody has read them all
    /// or does not want more.
    pub(super) fn send_all(
        &self,
        to: &mpsc::Sender<Result<(ListName, List), StoreError>>,
    ) -> Result<(), StoreError> {
        for row in self.lists.iter()? {
            let (name, row) = row?;
            let summary = read_list(name.value(), row.value())?;
            let list = self.list(&summary)?;
            if to.blocking_send(Ok((summary.name, list))).is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Reads the receipts of a list, the oldest first.
    fn receipts(&self, list: ListId) -> Result<Vec<Receipt>, StoreError> {
        let mut receipts = Vec::new();
        for row in self.receipts.range((list, "")..)? {
            let (key, row) = row?;
            let key = key.value();
            if key.0 != list {
                break;
            }
            receipts.push(read_receipt(key, row.value())?);
        }
        receipts.sort_by_key(|(number, _)| *number);
        Ok(receipts.into_iter().map(|(_, receipt)| receipt).collect())
    }
}
