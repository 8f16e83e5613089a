//! The database: a supervisor of its workers.

use std::fs;
use std::path::PathBuf;

use actor_core::gen_server::Init;
use actor_core::supervisor::{Callback, Strategy, Supervisor};
use actor_core::{ExitReason, ProcessRef};
use tracing::info;

use super::database_worker as worker;
use crate::s01_list::TodoList;
use crate::s09_links::until_free;

/// What the database is called.
pub const NAME: &str = "Todo.Database";

/// How many workers it has.
pub const WORKERS: usize = 3;

/// Keeps a list under a key, some time soon; or not, if its worker is dead.
pub async fn store(key: &str, list: TodoList) {
    let key = key.to_owned();
    choose_worker(&key).await.cast(worker::Message::Store(key, list));
}

/// Returns the list under a key. Whoever asks a dead worker ends.
pub async fn get(key: &str) -> Option<TodoList> {
    let key = key.to_owned();
    let worker = choose_worker(&key).await;
    worker.call(|reply| worker::Message::Get(key, reply)).or_exit().await
}

/// Returns the worker that looks after a key. It has always the same number,
/// and the reference is by that number, so it survives the worker.
#[expect(clippy::unused_async, reason = "a process was asked for it before")]
pub async fn choose_worker(key: &str) -> ProcessRef<worker::Message> {
    // Any number will do that is always the same for a key.
    let hash: usize = key.bytes().map(usize::from).sum();
    worker::process(hash % WORKERS + 1)
}

/// How the database is made, each time it is started.
#[derive(Debug)]
pub struct Database;

impl Callback for Database {
    type Args = PathBuf;

    async fn init(folder: PathBuf) -> Init<Supervisor> {
        info!("Starting database.");
        if let Err(error) = fs::create_dir_all(&folder) {
            return Init::Error(ExitReason::error(error));
        }
        let mut database = Supervisor::new(Strategy::OneForOne);
        for id in 1..=WORKERS {
            // That of a database that was killed may not have ended yet.
            until_free(&worker::process(id)).await;
            database = database.child(worker::child_spec(folder.clone(), id));
        }
        Init::ok(database)
    }
}
