//! The file: opened, closed and opened again.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;

use parking_lot::RwLock;
use redb::backends::FileBackend;
use redb::{
    Database, DatabaseError, ReadTransaction, ReadableDatabase, StorageBackend,
    StorageError, TableHandle, WriteTransaction,
};

use super::batch::Tables;
use super::header::{Header, Watched};
use super::rows::{FORMAT, META, SCHEMA_VERSION};
use super::{StoreError, StoreSettings};

/// How the bytes of a file are reached.
pub(super) type OpenBackend =
    dyn Fn(&Path) -> io::Result<Box<dyn StorageBackend>> + Send + Sync;

/// The file of the database, which may be open or not.
pub(super) struct File {
    settings: StoreSettings,
    open_backend: Box<OpenBackend>,
    header: Arc<Header>,
    /// Locked only for as long as it takes to begin a transaction. One that
    /// reads holds nothing here: redb ends it when the database is closed.
    slot: RwLock<Slot>,
}

struct Slot {
    /// The database, or why there is none.
    database: Result<Database, StoreError>,
    /// How often it was opened.
    opened: u64,
}

impl File {
    pub(super) fn new(
        settings: StoreSettings,
        open_backend: Box<OpenBackend>,
    ) -> Self {
        Self {
            settings,
            open_backend,
            header: Arc::default(),
            slot: RwLock::new(Slot {
                database: Err(StoreError::Stopped),
                opened: 0,
            }),
        }
    }

    pub(super) fn settings(&self) -> &StoreSettings {
        &self.settings
    }

    /// Opens the file, after it has closed it if it was open. Others get it
    /// once `mend` is done with it.
    pub(super) fn open(
        &self,
        mend: impl FnOnce(&Database) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.close(StoreError::Io("the file is being opened again".into()));
        let database = self.open_database().and_then(|database| {
            mend(&database)?;
            Ok(database)
        });
        let result = database.as_ref().map(drop).map_err(Clone::clone);
        let mut slot = self.slot.write();
        slot.database = database;
        slot.opened += 1;
        result
    }

    /// Closes the file. Those who read get `why`, also if they have begun.
    pub(super) fn close(&self, why: StoreError) {
        let mut slot = self.slot.write();
        let before = std::mem::replace(&mut slot.database, Err(why));
        drop(slot);
        // It has a last word on disk, for which nobody must wait.
        drop(before);
    }

    pub(super) fn begin_read(&self) -> Result<ReadTransaction, StoreError> {
        let slot = self.slot.read();
        let database = slot.database.as_ref().map_err(Clone::clone)?;
        Ok(database.begin_read()?)
    }

    pub(super) fn begin_write(&self) -> Result<WriteTransaction, StoreError> {
        let slot = self.slot.read();
        let database = slot.database.as_ref().map_err(Clone::clone)?;
        Ok(database.begin_write()?)
    }

    pub(super) fn is_open(&self) -> bool {
        self.slot.read().database.is_ok()
    }

    /// Counts how often it was opened.
    pub(super) fn opened(&self) -> u64 {
        self.slot.read().opened
    }

    /// Counts the commits that are on disk.
    pub(super) fn commits(&self) -> u64 {
        self.header.commits()
    }

    /// Opens the database, or makes it.
    pub(super) fn open_database(&self) -> Result<Database, StoreError> {
        let folder = &self.settings.folder;
        fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
        let path = self.settings.file();
        let is_new = !path.exists();
        let backend = (self.open_backend)(&path);
        let backend = backend.map_err(|error| cannot(&path, &error))?;
        let backend = Watched::new(backend, self.header.clone());
        let database = Database::builder()
            .set_cache_size(self.settings.cache_bytes)
            .set_repair_callback(|repair| {
                tracing::info!(
                    "the file was not closed and is checked: {:.0} %",
                    repair.progress() * 100.0
                );
            })
            .create_with_backend(backend)
            .map_err(|error| not_opened(&path, error))?;
        check_format(&path, &database)?;
        if is_new {
            // The file is on disk, but not yet that its folder has it.
            sync_folder(folder);
            folder.parent().into_iter().for_each(sync_folder);
        }
        Ok(database)
    }
}

/// Reaches the bytes of a file that is on disk.
pub(super) fn open_on_disk(path: &Path) -> io::Result<Box<dyn StorageBackend>> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let backend = FileBackend::new(options.open(path)?);
    Ok(Box::new(backend.map_err(io::Error::other)?))
}

/// Checks that this is a database of lists and in a format that is known, or
/// makes it one if it is empty.
fn check_format(path: &Path, database: &Database) -> Result<(), StoreError> {
    let reading = database.begin_read()?;
    let tables = reading.list_tables()?;
    let tables: Vec<_> = tables.map(|table| table.name().to_owned()).collect();
    if tables.is_empty() {
        return make(database);
    }
    let path: Arc<str> = path.display().to_string().into();
    let foreign = || {
        let text = format!("{path} is a database of something else");
        StoreError::Foreign(text.into())
    };
    let meta = reading.open_table(META).map_err(|_| foreign())?;
    let found = meta.get(FORMAT)?.ok_or_else(foreign)?.value();
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { path, found, known: SCHEMA_VERSION });
    }
    Ok(())
}

fn make(database: &Database) -> Result<(), StoreError> {
    let transaction = database.begin_write()?;
    transaction.open_table(META)?.insert(FORMAT, SCHEMA_VERSION)?;
    Tables::open(&transaction)?.probe()?;
    Ok(transaction.commit()?)
}

fn not_opened(path: &Path, error: DatabaseError) -> StoreError {
    match error {
        DatabaseError::DatabaseAlreadyOpen => {
            StoreError::InUse(path.display().to_string().into())
        }
        DatabaseError::Storage(StorageError::Io(error))
            if error.kind() == io::ErrorKind::InvalidData =>
        {
            let text = format!("{} is no database: {error}", path.display());
            StoreError::Foreign(text.into())
        }
        error => redb::Error::from(error).into(),
    }
}

fn cannot(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Open(format!("{}: {error}", path.display()).into())
}

/// Syncs a folder, where that can be done. Where it cannot the file is no
/// worse than it would be without.
fn sync_folder(folder: &Path) {
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    if let Err(error) = synced {
        tracing::debug!(%error, folder = %folder.display(), "not synced");
    }
}
