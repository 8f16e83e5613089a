//! A cache of servers, and what they read. Exercise 1 is step 7.

use std::collections::HashMap;

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{GenServer, ProcessRef, Reply, sys};
use todo::s01_list::TodoList;
use todo::s05_cache::server::{self, TodoServer};
use todo::s06_database::cache::TodoCache;
use todo::s06_database::{database, disk};
use tokio::time::sleep;

use crate::*;

/// 2: a server that reads its list after its `init`. What it is asked meanwhile
/// waits in its mailbox, and its starter does not wait at all.
struct LateReader {
    name: String,
    list: TodoList,
}

impl GenServer for LateReader {
    type Args = String;
    type Message = (Date, Reply<Vec<(u64, Entry)>>);

    async fn init(name: String) -> Init<Self> {
        Init::ok_continue(LateReader { name, list: TodoList::default() })
    }

    async fn handle_continue(&mut self) -> Next {
        self.list = database::get(&self.name).await.unwrap_or_default();
        Next::Continue
    }

    async fn handle(&mut self, (date, reply): Self::Message) -> Next {
        reply.send(self.list.entries(date));
        Next::Continue
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_reads_late_keeps_its_starter_waiting_for_nothing() {
    with_a_folder(async |_, folder| {
        disk::write(&folder, "bob", &TodoList::from([dentist()]));
        TodoCache::start(&folder).await.unwrap();
        sys::suspend(database::NAME).await.unwrap();
        let start = Instant::now();
        let bob = LateReader::start("bob".to_owned()).await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);

        process::spawn(async |_: Mailbox<()>| {
            sleep(Duration::from_secs(2)).await;
            sys::resume(database::NAME).await.unwrap();
        });
        let today = bob.call(|reply| (TODAY, reply)).await;
        assert_eq!(today, Ok(vec![(1, dentist())]));
        assert_eq!(seconds_since(start, Duration::from_secs(1)), 2);
    })
    .await;
}

/// 3: a cache that has its servers watched, and forgets one that ends.
#[derive(Default)]
struct Forgetful {
    servers: HashMap<String, TodoServer>,
}

impl GenServer for Forgetful {
    type Args = ();
    type Message = (&'static str, Reply<TodoServer>);

    async fn init((): ()) -> Init<Self> {
        Init::ok(Self::default())
    }

    async fn handle(&mut self, (name, reply): Self::Message) -> Next {
        if !self.servers.contains_key(name) {
            let Ok(server) = server::Server::start(()).await else {
                return Next::stop("a server that is empty starts");
            };
            process::monitor(&server);
            self.servers.insert(name.to_owned(), server.into());
        }
        reply.send(self.servers[name].clone());
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        if let Info::Down(down) = info {
            self.servers.retain(|_, server| server.process().pid() != down.pid);
        }
        Next::Continue
    }
}

#[tokio::test(start_paused = true)]
async fn a_cache_that_forgets_a_dead_server_starts_another() {
    with_a_folder(async |mut mailbox, _| {
        let cache: ProcessRef<_> = Forgetful::start(()).await.unwrap();
        let first = cache.call(|reply| ("bob", reply)).await.unwrap();
        kill(&mut mailbox, first.process().pid()).await;
        let second = cache.call(|reply| ("bob", reply)).await.unwrap();
        assert_ne!(first.process().pid(), second.process().pid());
        assert_eq!(second.entries(TODAY).await, Ok(vec![]));
    })
    .await;
}
