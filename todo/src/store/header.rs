//! How a commit that failed is taken back.
//!
//! redb writes to pages that the last commit does not use, then the first
//! page, which says what is valid, then it syncs. If that sync fails the first
//! page is written already: the disk may have it or not, and whoever opens the
//! file again finds the commit, although those who waited for it were told
//! that it failed. So the first page is put back to what it was at the last
//! sync that succeeded. A power failure could have left the file so too, and
//! redb is made for that.

use std::io;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use redb::{BackendError, StorageBackend};

/// Bytes of redb's first page. Nothing but its header is there.
const PAGE: usize = 4096;

/// A file that redb began to make is not longer, and has no other page.
const LONGEST_UNFINISHED: u64 = 2 << 20;

/// The first page of a file. It is known for longer than the file is open.
#[derive(Debug, Default)]
pub(super) struct Header {
    page: Mutex<Page>,
}

#[derive(Debug, Default)]
struct Page {
    /// What was written last.
    written: Vec<u8>,
    /// What was written last before a sync that succeeded.
    synced: Vec<u8>,
    /// How many syncs have changed that.
    commits: u64,
}

impl Header {
    /// Counts the commits that are on disk.
    pub(super) fn commits(&self) -> u64 {
        self.page.lock().commits
    }
}

/// A file whose first page is watched.
#[derive(Debug)]
pub(super) struct Watched {
    file: Box<dyn StorageBackend>,
    header: Arc<Header>,
    begun: AtomicBool,
}

impl Watched {
    pub(super) fn new(
        file: Box<dyn StorageBackend>,
        header: Arc<Header>,
    ) -> Self {
        Self { file, header, begun: AtomicBool::new(false) }
    }

    /// Puts the file into a state that redb can open. The file is locked.
    fn begin(&self) -> io::Result<()> {
        let len = self.file.len()?;
        let mut found = vec![0; PAGE];
        let there = usize::try_from(len).unwrap_or(PAGE).min(PAGE);
        self.file.read(0, &mut found[..there])?;
        if self.is_unfinished(len, &found)? {
            self.file.set_len(0)?;
            found.fill(0);
        }
        let mut page = self.header.page.lock();
        if page.written != found {
            // The file is opened for the first time; or another process had it
            // meanwhile, and then that knows better.
            page.written.clone_from(&found);
            page.synced = found;
        } else if page.synced != found {
            self.file.write(0, &page.synced)?;
            self.file.sync_data()?;
            let Page { written, synced, .. } = &mut *page;
            written.clone_from(synced);
        }
        Ok(())
    }

    /// Returns whether redb began to make this file and did not end: its mark
    /// is missing, which is written last, and so is all after the first page.
    fn is_unfinished(&self, len: u64, first: &[u8]) -> io::Result<bool> {
        if len == 0 || len > LONGEST_UNFINISHED || first[..9] != [0; 9] {
            return Ok(false);
        }
        let mut all = vec![0; usize::try_from(len).unwrap_or_default()];
        self.file.read(0, &mut all)?;
        Ok(all.iter().skip(PAGE).all(|byte| *byte == 0))
    }
}

type Edge = Bound<u64>;

impl StorageBackend for Watched {
    /// redb locks the file, and then asks this first.
    fn len(&self) -> io::Result<u64> {
        if !self.begun.swap(true, Ordering::Relaxed) {
            self.begin()?;
        }
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        let written = self.header.page.lock().written.clone();
        self.file.sync_data()?;
        let mut page = self.header.page.lock();
        if page.synced != written {
            page.synced = written;
            page.commits += 1;
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)?;
        let mut page = self.header.page.lock();
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        for (byte, new) in page.written.iter_mut().skip(offset).zip(data) {
            *byte = *new;
        }
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    fn try_lock_range(
        &self,
        start: Edge,
        end: Edge,
    ) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(
        &self,
        start: Edge,
        end: Edge,
    ) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Edge, end: Edge) -> Result<(), BackendError> {
        self.file.lock_range(start, end)
    }

    fn lock_shared_range(
        &self,
        start: Edge,
        end: Edge,
    ) -> Result<(), BackendError> {
        self.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Edge, end: Edge) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }

    fn query_lock_range(
        &self,
        start: Edge,
        end: Edge,
    ) -> Result<bool, BackendError> {
        self.file.query_lock_range(start, end)
    }
}
