//! Step 12: a supervisor of to-do servers.

use std::collections::BTreeSet;
use std::fs;

use actor_core::{
    CallError, DynamicSupervisorRef, ExitReason, Mailbox, Pid, SupervisorRef,
    process,
};
use todo::demo::kill::kill;
use todo::s01_list::Entry;
use todo::s06_database::disk;
use todo::s12_dynamic_servers::{cache, database, system};

use crate::{DATE, whereis, with_a_folder};

async fn servers() -> usize {
    let cache = DynamicSupervisorRef::named(cache::NAME);
    cache.count_children().await.unwrap().active
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn starts_one_server_however_many_ask_at_once() {
    with_a_folder(async |mut mailbox: Mailbox<Pid>, folder| {
        system::start_link(&folder).await.unwrap();
        for _ in 1..=1000 {
            let test = mailbox.this();
            process::spawn_link(async move |_: Mailbox<()>| {
                let bob = cache::server_process("bob").await.unwrap();
                test.send(bob.process().pid());
            });
        }
        let mut pids = BTreeSet::new();
        for _ in 1..=1000 {
            pids.insert(mailbox.receive().await);
        }
        assert_eq!(pids.len(), 1);
        assert_eq!(servers().await, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn starts_a_killed_server_when_it_is_asked_for() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let john = cache::server_process("john").await.unwrap();
        let jane = cache::server_process("jane").await.unwrap();
        let entry = Entry::new(DATE, "Dentist");
        john.add_entry(entry.clone());
        john.entries(DATE).await.unwrap();
        kill(&mut mailbox, john.process().pid()).await;
        assert_eq!(servers().await, 1);
        assert_eq!(john.entries(DATE).await, Err(CallError::NoProc));
        assert!(jane.process().is_alive());

        let again = cache::server_process("john").await.unwrap();
        let entries = Ok(vec![(1, entry)]);
        assert_eq!(again.entries(DATE).await, entries);
        // The old reference is by the same name.
        assert_eq!(john.entries(DATE).await, entries);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn takes_all_its_servers_along_and_nobody_else() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        cache::server_process("alice").await.unwrap();
        let pool = whereis(database::NAME);
        for _ in 1..=3 {
            kill(&mut mailbox, whereis(cache::NAME)).await;
            system.count_children().await.unwrap();
            assert!(!bob.process().is_alive());
            assert_eq!(servers().await, 0);
            cache::server_process("bob").await.unwrap();
        }
        assert_eq!(whereis(database::NAME), pool);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn tells_who_asks_why_a_server_does_not_start() {
    with_a_folder(async |_: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let alice = cache::server_process("alice").await.unwrap();
        let file = disk::path(&folder, "bob");
        fs::write(&file, "no list\n").unwrap();
        let (first, pool) = (whereis(cache::NAME), whereis(database::NAME));

        let error = cache::server_process("bob").await.unwrap_err();
        let line = "the file of bob is no list";
        assert!(error.to_string().contains(line), "{error}");
        assert_eq!(whereis(cache::NAME), first);
        assert_eq!(whereis(database::NAME), pool);
        assert!(alice.process().is_alive());

        fs::remove_file(&file).unwrap();
        let database = SupervisorRef::named(database::NAME);
        database.count_children().await.unwrap();
        assert!(cache::server_process("bob").await.is_ok());
    })
    .await;
}

/// An error that comes again and again climbs the tree, and stops where
/// a restart helps those that it does not concern.
#[tokio::test(start_paused = true)]
async fn outlives_a_database_that_gives_up() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let alice = cache::server_process("alice").await.unwrap();
        fs::write(disk::path(&folder, "bob"), "no list\n").unwrap();
        let pool = whereis(database::NAME);
        let monitor = process::monitor(pool);
        let database = SupervisorRef::named(database::NAME);
        for _ in 1..=3 {
            assert!(cache::server_process("bob").await.is_err());
            database.count_children().await.unwrap();
        }
        assert!(cache::server_process("bob").await.is_err());
        let reason = mailbox.down(monitor).await.reason;
        assert_eq!(reason, ExitReason::Shutdown);

        system.count_children().await.unwrap();
        assert_ne!(whereis(database::NAME), pool);
        assert!(alice.process().is_alive());
        assert!(cache::server_process("dave").await.is_ok());
    })
    .await;
}
