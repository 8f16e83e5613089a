//! The programs of Elixir in Action, chapter 8, on a clock that is paused.

use std::path::PathBuf;
use std::time::Duration;

use actor_core::{
    CallError, ExitReason, Mailbox, Pid, SupervisorRef, System, process,
};
use book_notes::eia08::folder::Folder;
use book_notes::eia08::kill::{kill, process_count};
use book_notes::todo_list::{Date, Entry};

const DATE: Date = Date::new(2018, 12, 19);

async fn with_a_folder<M, B, F>(body: B)
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>, PathBuf) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let folder = Folder::new().unwrap();
    let path = folder.path().to_owned();
    let system = System::new("test");
    system.enter_with(|mailbox| body(mailbox, path)).await;
    system.shutdown().await;
}

fn whereis(name: &str) -> Pid {
    process::whereis(name).unwrap()
}

mod only_the_cache_is_supervised {
    use book_notes::eia08::v1_supervised_cache::{cache, database, system};

    use super::*;

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
}

mod everybody_is_linked {
    use book_notes::eia08::v2_todo_links::{cache, database, system};

    use super::*;

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
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            assert!(system.is_alive());
        })
        .await;
    }
}
