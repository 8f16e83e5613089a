//! A worker of the database: it reads and writes, one file at a time.

use std::path::{Path, PathBuf};

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{ChildSpec, IntoChildSpec};
use actor_core::{GenServer, Reply};
use tracing::info;

use crate::s01_list::TodoList;
use crate::s06_database::disk;

/// Returns how a worker is started. The pool tells who it is.
pub fn child_spec(folder: &Path) -> ChildSpec<Message> {
    Worker::starter(folder.to_owned()).into_child_spec()
}

/// What a worker is told.
#[derive(Debug)]
pub enum Message {
    /// Write a list.
    Store(String, TodoList),
    /// Write a list, and say when that is done.
    StoreAndTell(String, TodoList, Reply<()>),
    /// Wants a list, if there is one.
    Get(String, Reply<Option<TodoList>>),
}

/// What a worker knows.
#[derive(Debug)]
pub struct Worker {
    folder: PathBuf,
}

impl GenServer for Worker {
    type Args = PathBuf;
    type Message = Message;

    async fn init(folder: PathBuf) -> Init<Self> {
        info!("Starting database worker.");
        Init::ok(Worker { folder })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Store(key, list) => disk::write(&self.folder, &key, &list),
            Message::StoreAndTell(key, list, reply) => {
                disk::write(&self.folder, &key, &list);
                reply.send(());
            }
            Message::Get(key, reply) => {
                reply.send(disk::read(&self.folder, &key));
            }
        }
        Next::Continue
    }
}
