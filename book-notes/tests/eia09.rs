//! The programs of Elixir in Action, chapter 9, on a clock that is paused.
//!
//! It is long because a test is short and there are many.

use std::path::PathBuf;
use std::time::Duration;

use actor_core::{
    DynamicSupervisorRef, ExitReason, Mailbox, Pid, SupervisorRef, System,
    process,
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

mod a_supervised_database {
    use book_notes::eia09::v3_supervised_database::{cache, database, system};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn takes_its_workers_along_and_nobody_else() {
        with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
            let system = system::start_link(&folder).await.unwrap();
            let bob = cache::server_process("bob").await.unwrap();
            let worker = database::choose_worker("bob").await;
            let (first, count) = (whereis(cache::NAME), process_count());
            kill(&mut mailbox, whereis(database::NAME)).await;
            system.count_children().await.unwrap();

            assert!(!worker.is_alive());
            assert_eq!(whereis(cache::NAME), first);
            assert_eq!(process_count(), count);
            bob.add_entry(Entry::new(DATE, "Dentist"));
            assert_eq!(bob.entries(DATE).await.unwrap().len(), 1);
            let kept = database::get("bob").await.unwrap();
            assert_eq!(kept.entries(DATE).len(), 1);
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn does_not_keep_one_list_from_ending_the_others() {
        with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
            system::start_link(&folder).await.unwrap();
            let bob = cache::server_process("bob").await.unwrap();
            let alice = cache::server_process("alice").await.unwrap();
            kill(&mut mailbox, bob.process().pid()).await;
            assert!(!alice.process().is_alive());
        })
        .await;
    }
}

mod a_supervised_pool {
    use book_notes::eia09::v4_pool_supervision::process_registry::{
        self, Key, registry,
    };
    use book_notes::eia09::v4_pool_supervision::{cache, database, system};

    use super::*;

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
            tokio::time::sleep(Duration::from_secs(1)).await;
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
}

mod a_supervisor_of_servers {
    use std::collections::BTreeSet;
    use std::fs;

    use actor_core::CallError;
    use book_notes::eia08::disk;
    use book_notes::eia09::v5_dynamic_workers::{cache, database, system};

    use super::*;

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
            let line = "the file of bob has a line that is no entry: no list";
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
}
