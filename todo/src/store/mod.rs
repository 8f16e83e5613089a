//! Where lists are kept.
//!
//! [`RedbStore`] keeps them in one file, with a row for each entry, so that an
//! edit writes what it has changed and not the list. Names are keys in it and
//! never paths.
//!
//! One process writes. It writes all that waits for it at once, in one
//! transaction with one sync of the disk, so the more there is to do the
//! cheaper it is. Those who read wait for nobody.
//!
//! | file | what |
//! |---|---|
//! | `settings` | what can be set |
//! | `handle` | what its users hold |
//! | `writer` | the process that writes |
//! | `disk` | a batch of commits on its way, and what if it fails |
//! | `batch` | what a commit changes in the tables |
//! | `file` | the file: opened, closed and opened again |
//! | `header` | how a commit that failed is taken back |
//! | `reading` | what is read, beside the writer |
//! | `rows` | the tables, and how a row is written |
//! | `failure` | what redb's errors mean here |
//! | `maintenance` | for a file that no server has open |

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::list::{Change, List, ListName, Receipt, Summary, Version};

/// The answer of a [`Store`], some time later.
pub type Answer<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Where lists are kept. One on this machine is [`RedbStore`]; a cluster has
/// another.
pub trait Store: Send + Sync + 'static {
    /// Reads a list; nothing if there is none of this name.
    fn load(&self, name: &ListName) -> Answer<'_, Option<List>>;

    /// Writes what edits have changed. Once this is answered it is on disk,
    /// unless the store is relaxed. If it fails nothing of it is there.
    fn commit(&self, commit: Commit) -> Answer<'_, ()>;

    /// Returns the lists in the order of their names: at most `limit`, those
    /// after `after`.
    fn summaries(
        &self,
        after: Option<ListName>,
        limit: usize,
    ) -> Answer<'_, Vec<Summary>>;

    /// Returns all lists as they are at one moment, one after the other.
    fn all(
        &self,
    ) -> Answer<'_, mpsc::Receiver<Result<(ListName, List), StoreError>>>;

    /// Says whether it can be written.
    fn ready(&self) -> Answer<'_, ()>;
}

/// What some edits have changed, which were done one after the other: all of
/// it is written, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The state to which it was done; nothing if there was no such list.
    pub builds_on: Option<Version>,
    /// The list as it is now, without its entries.
    pub list: Summary,
    /// What has become of its entries, or of the list.
    pub what: What,
    /// The requests by which it came, those that had a key.
    pub receipts: Vec<Receipt>,
    /// Keys that are not remembered any more, but for those in `receipts`.
    pub forgotten: Vec<Arc<str>>,
}

/// What has become of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// These entries have changed. One may have changed more than once: the
    /// last change holds.
    Changed(Arc<[Change]>),
    /// It has ended, and may never have been kept.
    Ended,
}

/// Why a store could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk is full, or a quota is used up.
    #[error("the disk is full: {0}")]
    Full(Arc<str>),
    /// The disk did not do what it should.
    #[error("the disk failed: {0}")]
    Io(Arc<str>),
    /// What is in the file is not what was written there.
    #[error("the database is damaged: {0}; `todo check` tells more")]
    Damaged(Arc<str>),
    /// The file cannot be opened, or its folder not be made.
    #[error("cannot open {0}")]
    Open(Arc<str>),
    /// The file is no database of to-do lists. It is left as it is.
    #[error("{0}; move it away, or choose another folder")]
    Foreign(Arc<str>),
    /// The file was written by a newer version of this program.
    #[error(
        "{path} has format {found}, and this program knows {known}: use the \
         version of the program that wrote it, or a newer one"
    )]
    Newer {
        /// The file.
        path: Arc<str>,
        /// Its format.
        found: u64,
        /// The newest format that is known.
        known: u64,
    },
    /// The list is in another state than the one to which it was done. Nothing
    /// of it is written: it is to be read again.
    #[error("the list has changed meanwhile")]
    Stale,
    /// There are as many lists as there may be.
    #[error("there are at most {0} lists")]
    TooManyLists(usize),
    /// Another process has the file open.
    #[error("{0} is in use: is there a server that runs?")]
    InUse(Arc<str>),
    /// The store ended meanwhile. Whether it was written is not known.
    #[error("the store stopped meanwhile")]
    Stopped,
}

mod settings;

mod handle;

mod writer;

mod disk;

mod batch;

mod file;

mod header;

mod reading;

mod rows;

mod failure;

mod maintenance;

pub use handle::RedbStore;
pub use maintenance::{Compacted, Report, check, compact};
pub use settings::{Durability, StoreSettings};
