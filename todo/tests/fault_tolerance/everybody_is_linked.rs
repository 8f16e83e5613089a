//! Step 9: everybody is linked.

use std::time::Duration;

use actor_core::{ExitReason, Mailbox, SupervisorRef, process};
use todo::demo::kill::{kill, process_count};
use todo::s09_links::{cache, database, system};
use tokio::time::sleep;

use crate::{whereis, with_a_folder};

#[tokio::test(start_paused = true)]
async fn the_end_of_one_is_the_end_of_all_and_one_restart() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        for victim in ["a server", "a worker", "the database"] {
            let bob = cache::server_process("bob").await.unwrap();
            let alice = cache::server_process("alice").await.unwrap();
            let worker = database::choose_worker("bob").await.pid();
            let all = [
                whereis(cache::NAME),
                whereis(database::NAME),
                worker,
                database::choose_worker("alice").await.pid(),
                bob.process().pid(),
                alice.process().pid(),
            ];
            let count = process_count();
            let victim = match victim {
                "a server" => bob.process().pid(),
                "a worker" => worker,
                _ => whereis(database::NAME),
            };
            kill(&mut mailbox, victim).await;
            assert!(!all.into_iter().any(process::is_alive));

            system.count_children().await.unwrap();
            cache::server_process("bob").await.unwrap();
            cache::server_process("alice").await.unwrap();
            assert_eq!(process_count(), count);
        }
        // Each was one restart: the fourth is too many.
        let end_of_system = process::monitor(&system);
        process::unlink(&system);
        kill(&mut mailbox, whereis(cache::NAME)).await;
        let down = mailbox.down(end_of_system).await;
        assert_eq!(down.reason, ExitReason::Shutdown);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_fourth_kill_ends_the_supervisor_and_who_started_it() {
    with_a_folder(async |mut mailbox: Mailbox<SupervisorRef>, folder| {
        let test = mailbox.this();
        let starter = async move |mut mailbox: Mailbox<()>| {
            test.send(system::start_link(&folder).await.unwrap());
            mailbox.receive().await;
        };
        let (_, end_of_starter) = process::spawn_monitor(starter);
        let system = mailbox.receive().await;
        let end_of_system = process::monitor(&system);
        for _ in 1..=3 {
            kill(&mut mailbox, whereis(cache::NAME)).await;
            let counts = system.count_children().await.unwrap();
            assert_eq!(counts.active, 1);
        }
        kill(&mut mailbox, whereis(cache::NAME)).await;
        let down = mailbox.down(end_of_system).await;
        assert_eq!(down.reason, ExitReason::Shutdown);
        let down = mailbox.down(end_of_starter).await;
        assert_eq!(down.reason, ExitReason::Shutdown);
        assert_eq!(process_count(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn restarts_are_forgotten_after_five_seconds() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        for _ in 1..=20 {
            kill(&mut mailbox, whereis(cache::NAME)).await;
            system.count_children().await.unwrap();
            sleep(Duration::from_secs(2)).await;
        }
        assert!(system.is_alive());
    })
    .await;
}
