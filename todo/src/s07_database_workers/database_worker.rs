//! A worker of the database: it reads and writes, one file at a time.

use std::path::PathBuf;

use actor_core::gen_server::{Init, Next};
use actor_core::{GenServer, Reply};
use tracing::info;

use super::disk;
use crate::s01_list::TodoList;

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
    type Args = PathBuf;
    type Message = Message;

    async fn init(folder: PathBuf) -> Init<Self> {
        info!("Starting database worker.");
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
