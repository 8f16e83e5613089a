//! The database: one process that reads and writes, one file at a time.

use std::fs;
use std::path::PathBuf;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{ExitReason, GenServer, ProcessRef, Reply};
use tracing::info;

use super::disk;
use crate::s01_list::TodoList;

/// What the database is called.
pub const NAME: &str = "Todo.Database";

/// Keeps a list under a key, some time soon.
pub fn store(key: &str, list: TodoList) {
    ProcessRef::named(NAME).cast(Message::Store(key.to_owned(), list));
}

/// Returns the list under a key. Whoever asks a dead database ends.
pub async fn get(key: &str) -> Option<TodoList> {
    let key = key.to_owned();
    let database = ProcessRef::named(NAME);
    database.call(|reply| Message::Get(key, reply)).or_exit().await
}

/// Starts the database, linked to nobody.
pub(super) async fn start(
    folder: PathBuf,
) -> Result<ProcessRef<Message>, StartError> {
    info!("Starting database server.");
    Database::starter(folder).named(NAME).start().await
}

/// What the database is told.
#[derive(Debug)]
pub enum Message {
    /// Write a list.
    Store(String, TodoList),
    /// Wants a list, if there is one.
    Get(String, Reply<Option<TodoList>>),
}

/// What the database knows.
#[derive(Debug)]
pub struct Database {
    folder: PathBuf,
}

impl GenServer for Database {
    type Args = PathBuf;
    type Message = Message;

    async fn init(folder: PathBuf) -> Init<Self> {
        if let Err(error) = fs::create_dir_all(&folder) {
            return Init::Error(ExitReason::error(error));
        }
        Init::ok(Database { folder })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Store(key, list) => disk::write(&self.folder, &key, &list),
            Message::Get(key, reply) => {
                reply.send(disk::read(&self.folder, &key));
            }
        }
        Next::Continue
    }
}
