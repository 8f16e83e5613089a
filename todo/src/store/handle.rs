//! What users of the store hold.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actor_core::supervisor::{IntoChildSpec, Shutdown, Strategy};
use actor_core::{GenServer, ProcessRef, Reply, Supervisor};
use parking_lot::{Mutex, RwLock};
use redb::StorageBackend;
use tokio::sync::mpsc;

use super::disk::Disk;
use super::file::{File, open_on_disk};
use super::reading::Moment;
use super::writer::{Message, Writer, blocking};
use super::{Answer, Commit, Store, StoreError, StoreSettings};
use crate::list::{List, ListName, Summary};

/// So many rows are read where they are asked for, which takes 0.1 ms. For more
/// a thread takes over that may be blocked; to get there and back costs 15 us.
const READ_AT_ONCE: usize = 200;

/// How many lists wait for who reads [`all`](Store::all).
const AHEAD: usize = 4;

/// How long the last commit may take when the system stops.
const LAST_COMMIT: Duration = Duration::from_mins(1);

/// Lists in a file of redb, `todo.redb`, with a row for each entry. One
/// process writes; those who read wait for nobody. Cheap to clone.
#[derive(Clone)]
pub struct RedbStore {
    shared: Arc<Shared>,
}

/// What the handles and the writer have in common.
pub(super) struct Shared {
    pub(super) file: Arc<File>,
    pub(super) disk: Arc<Mutex<Disk>>,
    /// The writer, so that any process may ask it, by whatever name it goes.
    pub(super) writer: RwLock<Option<ProcessRef<Message>>>,
}

impl RedbStore {
    /// Makes a handle; [`tree`](Self::tree) has the process behind it, which
    /// opens the file.
    pub fn new(settings: StoreSettings) -> Self {
        Self::with_backend(settings, open_on_disk)
    }

    /// As [`new`](Self::new), but the bytes of the file are reached through
    /// what `open` returns: for tests of what happens when a disk fails.
    pub fn with_backend(
        settings: StoreSettings,
        open: impl Fn(&Path) -> io::Result<Box<dyn StorageBackend>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let file = Arc::new(File::new(settings, Box::new(open)));
        let disk = Arc::new(Mutex::new(Disk::new(file.clone())));
        let writer = RwLock::default();
        Self { shared: Arc::new(Shared { file, disk, writer }) }
    }

    /// Opens the file before the tree is started, to learn why it cannot be
    /// opened. This may take as long as a repair does.
    ///
    /// # Errors
    ///
    /// `InUse`, `Open`, `Foreign`, `Newer`, `Damaged`, or what the disk says.
    pub async fn open(&self) -> Result<(), StoreError> {
        let disk = self.shared.disk.clone();
        blocking(move || disk.lock().open()).await
    }

    /// Returns the tree of the writer. It starts once the file is open, and
    /// the reason why it does not start is a [`StoreError`].
    pub fn tree(&self) -> Supervisor {
        let writer = Writer::starter(self.shared.clone());
        let writer = writer.into_child_spec();
        Supervisor::new(Strategy::OneForOne).child(
            writer.with_id("writer").shutdown(Shutdown::After(LAST_COMMIT)),
        )
    }

    /// Asks the writer.
    async fn ask(
        &self,
        question: impl FnOnce(Reply<Result<(), StoreError>>) -> Message + Unpin,
    ) -> Result<(), StoreError> {
        let writer = self.shared.writer.read().clone();
        let writer = writer.ok_or(StoreError::Stopped)?;
        let answer = writer.call(question).forever().await;
        answer.unwrap_or(Err(StoreError::Stopped))
    }

    /// Reads. If the disk failed, for this reader or for somebody before it,
    /// the file is opened again, and then it reads once more.
    async fn read<T, F>(&self, read: impl Fn() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let seen = self.shared.file.opened();
        match read().await {
            Err(StoreError::Io(_) | StoreError::Full(_)) => {
                self.ask(|reply| Message::Reopen(seen, reply)).await?;
                read().await
            }
            result => result,
        }
    }

    async fn load_once(
        &self,
        name: &ListName,
    ) -> Result<Option<List>, StoreError> {
        let moment = self.moment()?;
        let Some(summary) = moment.summary(name)? else { return Ok(None) };
        if summary.entries <= READ_AT_ONCE {
            return moment.list(&summary).map(Some);
        }
        blocking(move || moment.list(&summary)).await.map(Some)
    }

    async fn summaries_once(
        &self,
        after: Option<ListName>,
        limit: usize,
    ) -> Result<Vec<Summary>, StoreError> {
        let moment = self.moment()?;
        if limit <= READ_AT_ONCE {
            return moment.summaries(after.as_ref(), limit);
        }
        blocking(move || moment.summaries(after.as_ref(), limit)).await
    }

    fn moment(&self) -> Result<Moment, StoreError> {
        Moment::of(&self.shared.file.begin_read()?)
    }
}

impl Store for RedbStore {
    fn load(&self, name: &ListName) -> Answer<'_, Option<List>> {
        let name = name.clone();
        Box::pin(async move { self.read(|| self.load_once(&name)).await })
    }

    fn commit(&self, commit: Commit) -> Answer<'_, ()> {
        Box::pin(self.ask(|reply| Message::Commit(commit, reply)))
    }

    fn summaries(
        &self,
        after: Option<ListName>,
        limit: usize,
    ) -> Answer<'_, Vec<Summary>> {
        Box::pin(async move {
            self.read(|| self.summaries_once(after.clone(), limit)).await
        })
    }

    fn all(
        &self,
    ) -> Answer<'_, mpsc::Receiver<Result<(ListName, List), StoreError>>> {
        Box::pin(async move {
            let moment = self.read(async || self.moment()).await?;
            let (to, lists) = mpsc::channel(AHEAD);
            tokio::task::spawn_blocking(move || {
                if let Err(error) = moment.send_all(&to) {
                    // Nobody may be there to hear it.
                    let _ = to.blocking_send(Err(error));
                }
            });
            Ok(lists)
        })
    }

    fn ready(&self) -> Answer<'_, ()> {
        Box::pin(self.ask(Message::Probe))
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedbStore")
            .field("settings", self.shared.file.settings())
            .finish_non_exhaustive()
    }
}
