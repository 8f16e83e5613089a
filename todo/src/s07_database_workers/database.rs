//! The database: it says which of its workers looks after a key.

use std::fs;
use std::path::PathBuf;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{ExitReason, GenServer, ProcessRef, Reply};
use tracing::info;

use super::database_worker::{self as worker, Worker};
use crate::s01_list::TodoList;

/// What the database is called.
pub const NAME: &str = "Todo.Database";

/// How many workers it has.
pub const WORKERS: usize = 3;

/// Keeps a list under a key, some time soon. Whoever asks a dead database ends.
pub async fn store(key: &str, list: TodoList) {
    let key = key.to_owned();
    choose_worker(&key).await.cast(worker::Message::Store(key, list));
}

/// Returns the list under a key. Whoever asks a dead database, or a dead
/// worker, ends.
pub async fn get(key: &str) -> Option<TodoList> {
    let key = key.to_owned();
    let worker = choose_worker(&key).await;
    worker.call(|reply| worker::Message::Get(key, reply)).or_exit().await
}

/// Returns the worker that looks after a key, which is always the same.
pub async fn choose_worker(key: &str) -> ProcessRef<worker::Message> {
    let key = key.to_owned();
    let database = ProcessRef::named(NAME);
    database.call(|reply| Message::ChooseWorker(key, reply)).or_exit().await
}

/// Starts the database, linked to nobody.
pub(crate) async fn start(
    folder: PathBuf,
) -> Result<ProcessRef<Message>, StartError> {
    info!("Starting database server.");
    Database::starter(folder).named(NAME).start().await
}

/// What the database is told.
#[derive(Debug)]
pub enum Message {
    /// Wants the worker that looks after a key.
    ChooseWorker(String, Reply<ProcessRef<worker::Message>>),
}

/// What the database knows.
#[derive(Debug)]
pub struct Database {
    workers: Vec<ProcessRef<worker::Message>>,
}

impl GenServer for Database {
    type Args = PathBuf;
    type Message = Message;

    async fn init(folder: PathBuf) -> Init<Self> {
        if let Err(error) = fs::create_dir_all(&folder) {
            return Init::Error(ExitReason::error(error));
        }
        let mut workers = Vec::new();
        for _ in 0..WORKERS {
            match Worker::start(folder.clone()).await {
                Ok(worker) => workers.push(worker),
                Err(error) => return Init::Error(ExitReason::error(error)),
            }
        }
        Init::ok(Database { workers })
    }

    async fn handle(&mut self, message: Message) -> Next {
        let Message::ChooseWorker(key, reply) = message;
        // Any number will do that is always the same for a key.
        let hash: usize = key.bytes().map(usize::from).sum();
        reply.send(self.workers[hash % WORKERS].clone());
        Next::Continue
    }
}
