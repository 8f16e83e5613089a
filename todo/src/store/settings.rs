//! How lists are kept.

use std::path::PathBuf;

/// When a write is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// When it is on disk.
    #[default]
    Durable,
    /// At once; it is on disk within a second. What is answered in between is
    /// lost if the program is killed.
    Relaxed,
}

/// How lists are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreSettings {
    /// The folder of the database, which is made if it is not there.
    pub folder: PathBuf,
    /// When a write is answered.
    pub durability: Durability,
    /// How many lists there may be.
    pub lists: usize,
    /// Bytes of the file that are kept in memory.
    pub cache_bytes: usize,
}

impl StoreSettings {
    /// Returns the file of the database.
    pub fn file(&self) -> PathBuf {
        self.folder.join("todo.redb")
    }
}
