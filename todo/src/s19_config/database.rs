//! The database: a pool of workers, each lent for one request.

use std::error::Error;
use std::fs;
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::supervisor::{self, ChildSpec};
use actor_core::{ExitReason, ProcessRef, System, process};
use pooly::Pool;
use pooly::pool::ProcessPool;

use super::application;
use super::config;
use super::database_worker::{self as worker, Message};
use crate::s01_list::TodoList;

/// What the database is called.
pub const NAME: &str = "Todo.Database";

/// How many workers it may have more than are set while those are lent: what the book's pool allows
/// unless it is told otherwise, and it is not.
pub const MAX_OVERFLOW: usize = 10;

/// Keeps a list under a key, some time soon; or not, if its worker is stopped
/// before. Whoever gets no worker in time ends.
pub async fn store(key: &str, list: TodoList) {
    let key = key.to_owned();
    // The job is done when the message is sent, so the worker is lent to the
    // next one while it writes.
    transaction(async |worker| worker.cast(Message::Store(key, list))).await;
}

/// Keeps a list under a key, and returns when it is written. Whoever gets no
/// worker in time, or one that dies, ends.
pub async fn store_and_wait(key: &str, list: TodoList) {
    let key = key.to_owned();
    transaction(async |worker| {
        let question = |reply| Message::StoreAndTell(key, list, reply);
        worker.call(question).or_exit().await;
    })
    .await;
}

/// Returns the list under a key. Whoever gets no worker in time, or one that
/// dies, ends.
pub async fn get(key: &str) -> Option<TodoList> {
    let key = key.to_owned();
    transaction(async |worker| {
        worker.call(|reply| Message::Get(key, reply)).or_exit().await
    })
    .await
}

/// Returns how the database is started.
pub fn child_spec() -> ChildSpec<supervisor::Message> {
    let config::Database { pool_size, folder } =
        config::fetch(config::DATABASE);
    let pool = Pool::processes(worker::child_spec(&folder))
        .named(NAME)
        .size(pool_size)
        .max_overflow(MAX_OVERFLOW)
        // As in the book: who is one too many does not stay for a moment.
        .linger(Duration::ZERO)
        .build();
    let start = move || {
        let (folder, pool) = (folder.clone(), pool.clone());
        async move {
            fs::create_dir_all(&folder).map_err(in_start)?;
            // The pool is a value. This is where those find it who know its
            // name.
            System::current().set_env(application::NAME, NAME, pool.clone());
            let started = pool.start_link().await?;
            // As in the book: a pool that has started has its workers.
            pool.ready().await.map_err(in_start)?;
            Ok(started)
        }
    };
    ChildSpec::new(NAME, start).supervisor()
}

/// Returns the pool of the workers.
pub fn pool() -> ProcessPool<Message> {
    let pool = System::current().env(application::NAME, NAME);
    pool.unwrap_or_else(|| process::exit_self(ExitReason::NoProc))
}

fn in_start(error: impl Error + Send + Sync + 'static) -> StartError {
    StartError::Init(ExitReason::error(error))
}

/// Does something with a worker, and checks it in.
async fn transaction<T>(
    job: impl AsyncFnOnce(&mut ProcessRef<Message>) -> T,
) -> T {
    let outcome = pool().transaction(job).await;
    outcome.unwrap_or_else(|error| process::exit_self(ExitReason::error(error)))
}
