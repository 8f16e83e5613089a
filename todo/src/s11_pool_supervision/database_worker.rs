//! A worker of the database: it reads and writes, one file at a time.

use std::path::PathBuf;

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{ChildSpec, IntoChildSpec};
use actor_core::{GenServer, ProcessRef, Reply};
use tracing::info;

use super::process_registry::{Key, registry};
use crate::s01_list::TodoList;
use crate::s06_database::disk;

/// Returns whoever is the worker of this number at the time of each message.
pub fn process(id: usize) -> ProcessRef<Message> {
    ProcessRef::named(registry().via(Key::DatabaseWorker(id)))
}

/// Returns how a worker is started; it is found by its number.
pub fn child_spec(folder: PathBuf, id: usize) -> ChildSpec<Message> {
    Worker::starter((folder, id))
        .named(registry().via(Key::DatabaseWorker(id)))
        .into_child_spec()
        .with_id(format!("database worker {id}"))
}

/// What a worker is told.
#[derive(Debug)]
pub enum Message {
    /// Write a list.
    Store(String, TodoList),
    /// Wants a list, if there is one.
    Get(String, Reply<Option<TodoList>>),
}

/// What a worker knows.
#[derive(Debug)]
pub struct Worker {
    folder: PathBuf,
}

impl GenServer for Worker {
    type Args = (PathBuf, usize);
    type Message = Message;

    async fn init((folder, id): (PathBuf, usize)) -> Init<Self> {
        info!("Starting database worker {id}.");
        Init::ok(Worker { folder })
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
