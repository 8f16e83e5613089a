//! Step 11: a supervised pool of workers.

use std::time::Duration;

use actor_core::{ExitReason, Mailbox, Pid, SupervisorRef, process};
use todo::demo::kill::kill;
use todo::s01_list::Entry;
use todo::s11_pool_supervision::process_registry::{self, Key, registry};
use todo::s11_pool_supervision::{cache, database, system};
use tokio::time::sleep;

use crate::{DATE, whereis, with_a_folder};

fn workers() -> [Option<Pid>; 3] {
    [1, 2, 3].map(|id| registry().whereis(&Key::DatabaseWorker(id)))
}

fn database() -> SupervisorRef {
    SupervisorRef::named(database::NAME)
}

#[tokio::test(start_paused = true)]
async fn restarts_one_worker_which_registers_itself_again() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let before = workers();
        let reference = database::choose_worker("bob").await;
        kill(&mut mailbox, before[1].unwrap()).await;
        database().count_children().await.unwrap();

        let after = workers();
        assert_eq!(after[0], before[0]);
        assert_eq!(after[2], before[2]);
        assert!(after[1].is_some() && after[1] != before[1]);
        assert_eq!(Some(reference.pid()), after[1]);
    })
    .await;
}

/// Stopped by hand, as long as we like.
#[tokio::test(start_paused = true)]
async fn loses_what_it_is_told_while_a_worker_does_not_run() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        let worker = "database worker 2";
        database().terminate_child(worker).await.unwrap();
        bob.add_entry(Entry::new(DATE, "Dentist"));
        assert_eq!(bob.entries(DATE).await.unwrap().len(), 1);

        let asks = async |_: Mailbox<()>| drop(database::get("bob").await);
        let (_, monitor) = process::spawn_monitor(asks);
        let reason = mailbox.down(monitor).await.reason;
        assert_eq!(reason.to_string(), "there is no such process");
        // Other keys have other workers.
        assert_eq!(database::get("alice").await, None);

        database().restart_child(worker).await.unwrap();
        assert_eq!(database::get("bob").await, None);
        bob.add_entry(Entry::new(DATE, "Movies"));
        bob.entries(DATE).await.unwrap();
        let kept = database::get("bob").await.unwrap();
        assert_eq!(kept.entries(DATE).len(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn has_new_workers_when_it_was_killed() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let (before, first) = (workers(), whereis(cache::NAME));
        kill(&mut mailbox, whereis(database::NAME)).await;
        system.count_children().await.unwrap();
        for (before, after) in before.into_iter().zip(workers()) {
            assert!(after.is_some() && after != before);
        }
        assert_eq!(whereis(cache::NAME), first);
    })
    .await;
}

/// On one thread, so that the supervisor of all is told of the end of the
/// registry before anybody can miss it.
#[tokio::test(start_paused = true)]
async fn has_new_workers_when_the_registry_was_killed() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        let before = workers();
        kill(&mut mailbox, whereis(process_registry::NAME)).await;
        assert!(!before.into_iter().flatten().any(process::is_alive));

        // Time passes when nobody has anything left to do.
        sleep(Duration::from_secs(1)).await;
        assert!(!workers().contains(&None));
        assert!(system.is_alive());
        assert!(bob.process().is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn has_restarts_of_its_own() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let pool = whereis(database::NAME);
        for _ in 1..=3 {
            kill(&mut mailbox, workers()[0].unwrap()).await;
            database().count_children().await.unwrap();
        }
        for _ in 1..=2 {
            kill(&mut mailbox, whereis(cache::NAME)).await;
            system.count_children().await.unwrap();
        }
        assert_eq!(whereis(database::NAME), pool);

        // The fourth is too many for the pool, and a third for the system.
        let monitor = process::monitor(pool);
        kill(&mut mailbox, workers()[0].unwrap()).await;
        let reason = mailbox.down(monitor).await.reason;
        assert_eq!(reason, ExitReason::Shutdown);
        system.count_children().await.unwrap();
        assert_ne!(whereis(database::NAME), pool);
        assert!(!workers().contains(&None));
    })
    .await;
}
