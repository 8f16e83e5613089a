//! A disk that fails when it is told to.

use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io;
use std::ops::Bound;
use std::path::Path;
use std::sync::{Arc, Mutex};

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

/// "Input/output error".
pub(crate) const EIO: i32 = 5;

/// "No space left on device".
pub(crate) const ENOSPC: i32 = 28;

/// What a disk is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Read,
    Write,
    Sync,
    SetLen,
}

/// When a disk fails, and what it was asked to do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    syncs: usize,
    plan: Plan,
}

#[derive(Debug, Default)]
enum Plan {
    #[default]
    None,
    /// After so many of this kind one fails, or all from then on.
    After { kind: Kind, left: usize, for_good: bool },
    /// It has no room for more than these pages.
    Full { there: HashSet<u64> },
}

impl Faults {
    /// Lets one fail, after so many of its kind.
    pub(crate) fn fail_once(&self, kind: Kind, after: usize) {
        self.0.lock().unwrap().plan =
            Plan::After { kind, left: after, for_good: false };
    }

    /// Lets all of a kind fail, after so many.
    pub(crate) fn fail_for_good(&self, kind: Kind, after: usize) {
        self.0.lock().unwrap().plan =
            Plan::After { kind, left: after, for_good: true };
    }

    /// Lets every write fail that needs room: that is not to one of the first
    /// `pages` of the file.
    pub(crate) fn fill(&self, pages: u64) {
        let there = (0..pages).collect();
        self.0.lock().unwrap().plan = Plan::Full { there };
    }

    /// Mends the disk; returns whether there was still something to fail.
    pub(crate) fn mend(&self) -> bool {
        let plan = std::mem::take(&mut self.0.lock().unwrap().plan);
        !matches!(plan, Plan::None)
    }

    /// Counts the syncs.
    pub(crate) fn syncs(&self) -> usize {
        self.0.lock().unwrap().syncs
    }

    fn meet(&self, kind: Kind, offset: u64) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.syncs += usize::from(kind == Kind::Sync);
        match &mut state.plan {
            Plan::After { kind: of, left, for_good } if *of == kind => {
                if *left > 0 {
                    *left -= 1;
                    return Ok(());
                }
                if !*for_good {
                    state.plan = Plan::None;
                }
                Err(io::Error::from_raw_os_error(EIO))
            }
            Plan::Full { there }
                if kind == Kind::Write && !there.contains(&(offset / 4096)) =>
            {
                Err(io::Error::from_raw_os_error(ENOSPC))
            }
            _ => Ok(()),
        }
    }
}

/// A file on such a disk.
#[derive(Debug)]
pub(crate) struct Faulty {
    file: FileBackend,
    faults: Faults,
}

impl Faulty {
    pub(crate) fn open(path: &Path, faults: Faults) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = FileBackend::new(options.open(path)?).unwrap();
        Ok(Self { file, faults })
    }
}

impl StorageBackend for Faulty {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.faults.meet(Kind::Read, offset)?;
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.faults.meet(Kind::SetLen, 0)?;
        self.file.set_len(len)
    }

    /// What was written before a sync that fails may be on disk, or not. Here
    /// it is.
    fn sync_data(&self) -> io::Result<()> {
        self.faults.meet(Kind::Sync, 0)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.faults.meet(Kind::Write, offset)?;
        self.file.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    fn try_lock_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn unlock_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }
}
