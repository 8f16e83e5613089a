//! A batch of commits on its way, and what if it fails.

use std::sync::Arc;
use std::time::Duration;

use redb::{Database, WriteTransaction};
use tokio::time::Instant;

use super::batch::Tables;
use super::file::File;
use super::{Commit, Durability, StoreError};

/// How long a write may be answered and not be on disk, if the store is
/// relaxed.
const SYNC_WITHIN: Duration = Duration::from_secs(1);

/// What the writer needs to write. It works on a thread where it may block.
///
/// This is behind a lock and not a part of the writer, because a writer that
/// is killed leaves the work of that thread unfinished: the next has to wait
/// until it is done.
pub(super) struct Disk {
    file: Arc<File>,
    /// What is answered and not yet on disk. If a sync fails, redb forgets it
    /// all; those who were answered rely on it, so it is written once more.
    answered: Vec<Commit>,
    /// Since when there is something of that kind.
    answered_since: Option<Instant>,
    /// Which writer works with it, by its number. A writer whose supervisor was
    /// killed may end after the next has begun.
    writer: u64,
    /// Whether the last commit failed. Then nobody is answered before what was
    /// written is on disk.
    has_failed: bool,
}

impl Disk {
    pub(super) fn new(file: Arc<File>) -> Self {
        Self {
            file,
            answered: Vec::new(),
            answered_since: None,
            writer: 0,
            has_failed: false,
        }
    }

    /// Opens the file for another writer, and returns its number. The first
    /// may find it open.
    pub(super) fn take_over(&mut self) -> Result<u64, StoreError> {
        self.writer += 1;
        if self.writer > 1 || !self.file.is_open() {
            self.open()?;
        }
        Ok(self.writer)
    }

    /// Opens the file, or opens it again.
    pub(super) fn open(&mut self) -> Result<(), StoreError> {
        let answered = &self.answered;
        let most_lists = self.file.settings().lists;
        self.file.open(|database| write_again(database, answered, most_lists))
    }

    /// Opens the file again if nobody has since it was opened for the time
    /// `seen`.
    pub(super) fn reopen(&mut self, seen: u64) -> Result<(), StoreError> {
        if self.file.opened() != seen {
            return Ok(());
        }
        self.open()
    }

    /// Returns when [`sync`](Self::sync) is to be called.
    pub(super) fn sync_at(&self) -> Option<Instant> {
        self.answered_since.map(|since| since + SYNC_WITHIN)
    }

    /// Does all commits in one transaction, those apart that cannot be done.
    /// Returns what has become of each.
    ///
    /// # Errors
    ///
    /// If the disk failed, and then nothing of them is there. The file was
    /// opened again, or will be for the next batch.
    pub(super) fn write(
        &mut self,
        commits: Vec<Commit>,
    ) -> Result<Vec<Result<(), StoreError>>, StoreError> {
        let is_due = self.sync_at().is_some_and(|at| at <= Instant::now());
        let is_durable = self.file.settings().durability == Durability::Durable;
        let is_synced = is_durable || is_due || self.has_failed;
        let durability = if is_synced {
            redb::Durability::Immediate
        } else {
            redb::Durability::None
        };
        let results = self.transact(&commits, durability)?;
        if !is_synced {
            let done = commits.into_iter().zip(&results);
            let done = done.filter(|(_, result)| result.is_ok());
            self.answered.extend(done.map(|(commit, _)| commit));
            self.answered_since.get_or_insert_with(Instant::now);
        }
        Ok(results)
    }

    /// Makes sure that all that was answered is on disk.
    pub(super) fn sync(&mut self) -> Result<(), StoreError> {
        // If this fails it is tried again when the time has passed once more.
        self.answered_since = self.answered_since.map(|_| Instant::now());
        self.transact(&[], redb::Durability::Immediate).map(drop)
    }

    /// Closes the file for a writer, unless another has taken over.
    pub(super) fn close(&mut self, writer: u64) {
        if writer != self.writer {
            return;
        }
        if self.answered_since.is_some()
            && let Err(error) = self.sync()
        {
            let lost = self.answered.len();
            tracing::error!(%error, lost, "the last writes are lost");
        }
        self.file.close(StoreError::Stopped);
    }

    fn transact(
        &mut self,
        commits: &[Commit],
        durability: redb::Durability,
    ) -> Result<Vec<Result<(), StoreError>>, StoreError> {
        let transaction = self.file.begin_write().or_else(|_| {
            // It was not opened again, or somebody who read met the failure.
            self.open()?;
            self.file.begin_write()
        })?;
        let on_disk = self.file.commits();
        let most_lists = self.file.settings().lists;
        let mut results = Vec::with_capacity(commits.len());
        let written =
            write(transaction, commits, durability, most_lists, &mut results);
        if let Err(error) = written {
            // redb has more to do after the sync that counts.
            let is_written = self.file.commits() != on_disk;
            tracing::error!(%error, is_written, "cannot write; opening again");
            self.has_failed = true;
            if is_written {
                self.forget_answered();
            }
            if let Err(error) = self.open() {
                tracing::error!(%error, "cannot open the database again");
            }
            return if is_written { Ok(results) } else { Err(error) };
        }
        if matches!(durability, redb::Durability::Immediate) {
            self.has_failed = false;
            self.forget_answered();
        }
        Ok(results)
    }

    fn forget_answered(&mut self) {
        self.answered.clear();
        self.answered_since = None;
    }
}

/// Writes commits in one transaction.
///
/// It does not ask for redb's quick repair. That makes two syncs of one, which
/// halves what one client can write (59 commits a second for 108, on a busy
/// disk). It saves 0.3 to 0.8 s when a file of a million entries in 100 000
/// lists (130 MB) is opened that was not closed, which takes 3 to 10 ms then;
/// that is after a kill, or once for each batch that fails.
fn write(
    mut transaction: WriteTransaction,
    commits: &[Commit],
    durability: redb::Durability,
    most_lists: usize,
    results: &mut Vec<Result<(), StoreError>>,
) -> Result<(), StoreError> {
    transaction.set_durability(durability)?;
    let mut tables = Tables::open(&transaction)?;
    if commits.is_empty() {
        tables.probe()?;
    }
    for commit in commits {
        results.push(match tables.apply(commit, most_lists) {
            Err(error @ (StoreError::TooManyLists(_) | StoreError::Stale)) => {
                Err(error)
            }
            result => Ok(result?),
        });
    }
    drop(tables);
    Ok(transaction.commit()?)
}

fn write_again(
    database: &Database,
    commits: &[Commit],
    most_lists: usize,
) -> Result<(), StoreError> {
    if commits.is_empty() {
        return Ok(());
    }
    let transaction = database.begin_write()?;
    let mut results = Vec::with_capacity(commits.len());
    let durability = redb::Durability::None;
    write(transaction, commits, durability, most_lists, &mut results)?;
    // One that does not build on what is there is there already.
    let is_news = |result: &Result<(), _>| *result != Err(StoreError::Stale);
    results.into_iter().filter(is_news).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreSettings;
    use crate::store::file::open_on_disk;

    #[test]
    fn a_writer_that_ends_late_does_not_close_the_file_of_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let settings = StoreSettings {
            folder: folder.path().to_owned(),
            durability: Durability::Durable,
            lists: 1,
            cache_bytes: 1 << 20,
        };
        let file = Arc::new(File::new(settings, Box::new(open_on_disk)));
        let mut disk = Disk::new(file.clone());
        let first = disk.take_over().unwrap();
        let second = disk.take_over().unwrap();
        disk.close(first);
        assert!(file.begin_read().is_ok());
        disk.close(second);
        assert!(file.begin_read().is_err());
    }
}
