//! How many operations a store does in a second.

use std::num::NonZeroU32;
use std::pin::Pin;
use std::time::{Duration, Instant};

use actor_core::Task;
use actor_core::gen_server::StartError;
use indicatif::ProgressBar;
use tokio::task::yield_now;

use crate::{KeyValue, server, table};

/// What the clients of a store do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    clients: NonZeroU32,
    keys_each: u32,
    rounds: NonZeroU32,
}

impl Load {
    /// Divides the keys among the clients, of whom there are no more than
    /// keys. What is left over by the division is nobody's, as in the book.
    pub fn new(
        keys: NonZeroU32,
        clients: NonZeroU32,
        rounds: NonZeroU32,
    ) -> Self {
        let clients = clients.min(keys);
        Self { clients, keys_each: keys.get() / clients, rounds }
    }

    /// Returns how many clients there are.
    pub fn clients(self) -> u32 {
        self.clients.get()
    }

    /// Returns how many keys each of them has.
    pub fn keys_each(self) -> u32 {
        self.keys_each
    }

    /// Returns how often each of them goes through its keys.
    pub fn rounds(self) -> u32 {
        self.rounds.get()
    }

    /// Returns how often all of them put and get.
    pub fn operations(self) -> u64 {
        let keys = u64::from(self.keys_each) * u64::from(self.clients());
        keys * u64::from(self.rounds()) * 2
    }

    /// Returns how many operations that is in a second.
    pub fn per_second(self, took: Duration) -> u128 {
        u128::from(self.operations()) * 1_000_000_000 / took.as_nanos().max(1)
    }
}

/// How long the clients of both stores took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Took {
    /// Those of the server.
    pub server: Duration,
    /// Those of the table.
    pub table: Duration,
}

impl Took {
    /// Returns how many times as fast the table is.
    pub fn ratio(self) -> f64 {
        self.server.as_secs_f64() / self.table.as_secs_f64()
    }
}

/// A kind of store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// A server is told and asked.
    Server,
    /// A table is written and read.
    Table,
}

/// How long the clients of a store take, once it is awaited.
pub type Running =
    Pin<Box<dyn Future<Output = Result<Duration, StartError>> + Send>>;

/// Starts a store, lets its clients work, and returns how long they took.
/// `progress` advances by one for each round of each client.
///
/// What it returns has no type of its own, so that all of it is compiled with
/// this crate, and not with the one that awaits it.
///
/// # Errors
///
/// If there is a store of this kind already.
///
/// # Panics
///
/// Outside of a process, when it is awaited.
pub fn run(store: Store, load: Load, progress: ProgressBar) -> Running {
    match store {
        Store::Server => {
            Box::pin(clients_of::<server::KeyValue>(load, progress))
        }
        Store::Table => Box::pin(clients_of::<table::KeyValue>(load, progress)),
    }
}

async fn clients_of<K: KeyValue>(
    load: Load,
    progress: ProgressBar,
) -> Result<Duration, StartError> {
    let store = K::start_link().await?;
    let start = Instant::now();
    let mut clients = Vec::new();
    for client in 0..load.clients() {
        let work = client_of(store.clone(), client, load, progress.clone());
        clients.push(Task::spawn(work));
    }
    for client in clients {
        client.forever().or_exit().await;
    }
    Ok(start.elapsed())
}

async fn client_of<K: KeyValue>(
    store: K,
    client: u32,
    load: Load,
    progress: ProgressBar,
) {
    let first = client * load.keys_each;
    for value in (1..=load.rounds()).rev() {
        for key in first..first + load.keys_each {
            store.put(key, value);
            let kept = store.get(key).await;
            assert_eq!(kept, Some(value), "{key} is no other client's");
        }
        progress.inc(1);
        // A client of a table never waits, and others want to run too.
        yield_now().await;
    }
}
