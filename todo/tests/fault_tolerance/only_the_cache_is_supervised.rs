//! Step 8: only the cache is supervised.

use actor_core::{CallError, Mailbox, process};
use todo::demo::kill::{kill, process_count};
use todo::s01_list::Entry;
use todo::s08_supervised::{cache, database, system};

use crate::{DATE, whereis, with_a_folder};

#[tokio::test(start_paused = true)]
async fn a_killed_cache_leaves_its_servers_behind() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let first = cache::server_process("bob").await.unwrap();
        let count = process_count();
        for orphans in 1..=3 {
            let old = cache::server_process("bob").await.unwrap();
            let of_old = whereis(database::NAME);
            kill(&mut mailbox, whereis(cache::NAME)).await;
            system.count_children().await.unwrap();

            let new = cache::server_process("bob").await.unwrap();
            assert_ne!(new.process().pid(), old.process().pid());
            assert!(old.process().is_alive());
            assert_eq!(whereis(database::NAME), of_old);
            assert_eq!(process_count(), count + orphans);
        }
        assert!(first.process().is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn two_servers_of_one_list_write_over_each_other() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let old = cache::server_process("bob").await.unwrap();
        kill(&mut mailbox, whereis(cache::NAME)).await;
        system.count_children().await.unwrap();
        let new = cache::server_process("bob").await.unwrap();
        for (server, title) in [(new, "Dentist"), (old, "Movies")] {
            server.add_entry(Entry::new(DATE, title));
            server.entries(DATE).await.unwrap();
        }
        let movies = vec![(1, Entry::new(DATE, "Movies"))];
        let kept = database::get("bob").await.unwrap();
        assert_eq!(kept.entries(DATE), movies);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_killed_database_is_missed_by_the_next_new_list() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        let first = whereis(cache::NAME);
        kill(&mut mailbox, whereis(database::NAME)).await;
        system.count_children().await.unwrap();
        assert_eq!(process::whereis(database::NAME), None);
        assert_eq!(bob.entries(DATE).await, Ok(vec![]));
        assert_eq!(whereis(cache::NAME), first);

        let error = cache::server_process("alice").await.unwrap_err();
        assert!(matches!(error, CallError::Exited(_)), "{error}");
        system.count_children().await.unwrap();
        assert_ne!(whereis(cache::NAME), first);
        let alice = cache::server_process("alice").await.unwrap();
        assert_eq!(alice.entries(DATE).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_killed_worker_stays_dead() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let worker = database::choose_worker("bob").await;
        kill(&mut mailbox, worker.pid()).await;
        let same = database::choose_worker("bob").await;
        assert_eq!(same.pid(), worker.pid());
        assert!(cache::server_process("bob").await.is_err());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_cache_does_not_forget_a_dead_server() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        kill(&mut mailbox, bob.process().pid()).await;
        let dead = cache::server_process("bob").await.unwrap();
        assert_eq!(dead.entries(DATE).await, Err(CallError::NoProc));
    })
    .await;
}
