//! What can be set, and what it is unless somebody says otherwise.
//!
//! An environment sets the keys of the application. At the launch they can be
//! overridden, by [`System::set_env`].

use std::any::Any;
use std::path::PathBuf;
use std::time::Duration;

use actor_core::{Application, ExitReason, System, process};

use super::application;
use crate::book_time::SECOND;

/// The key of the port on which the web listens, a [`u16`].
pub const PORT: &str = "port";

/// The key of [`Database`].
pub const DATABASE: &str = "database";

/// The key of the time that a to-do server waits for the next message, a
/// [`Duration`].
pub const TODO_ITEM_EXPIRY: &str = "todo_item_expiry";

/// How lists are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// How many workers there are, without overflow.
    pub pool_size: usize,
    /// Where the files are.
    pub folder: PathBuf,
}

/// For what the system runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// For whoever works on it.
    #[default]
    Dev,
    /// For its tests, which must not find what others have left.
    Test,
    /// For those who use it.
    Prod,
}

impl Environment {
    /// Sets all keys of the application.
    pub fn configure(self, application: Application) -> Application {
        let folder = match self {
            Self::Dev | Self::Prod => "./persist",
            Self::Test => "./test_persist",
        };
        let expiry = match self {
            Self::Dev => 10 * SECOND,
            Self::Test | Self::Prod => 60 * SECOND,
        };
        let database = Database { pool_size: 3, folder: folder.into() };
        application
            .env(PORT, 5454_u16)
            .env(DATABASE, database)
            .env::<Duration>(TODO_ITEM_EXPIRY, expiry)
    }
}

/// Returns what a key is set to. Whoever asks for one that nobody has set
/// ends.
pub fn fetch<T: Any + Clone>(key: &'static str) -> T {
    let value = System::current().env(application::NAME, key);
    value.unwrap_or_else(|| process::exit_self(ExitReason::error(NotSet(key))))
}

/// A key is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not set")]
pub struct NotSet(pub &'static str);
