//! The programs of Elixir in Action, chapter 10, on a clock that is paused:
//! tasks, agents, and servers that expire.

use std::path::PathBuf;

use actor_core::{
    CallError, DynamicSupervisorRef, ExitReason, Mailbox, SupervisorRef,
    System, Task, process,
};
use book_notes::book_time::SECOND;
use book_notes::eia08::folder::Folder;
use book_notes::eia08::kill::kill;
use book_notes::eia10::queries;
use book_notes::todo_list::{Date, Entry};
use tokio::time::{Instant, advance, sleep};

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

#[tokio::test(start_paused = true)]
async fn five_queries_as_tasks_take_the_time_of_one() {
    System::new("test")
        .enter(async {
            let start = Instant::now();
            let queries = ["1", "2", "3", "4", "5"];
            let results = queries::all_at_once(&queries).await;
            assert_eq!(start.elapsed(), 2 * SECOND);
            let expected = queries.map(|query| format!("{query} result"));
            assert_eq!(results, expected);
        })
        .await;
}

mod metrics {
    use book_notes::eia10::v6_metrics::metrics::{self, Metrics};
    use book_notes::eia10::v6_metrics::{cache, system};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn are_reported_every_ten_seconds() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<Metrics>| {
                let (me, start) = (mailbox.this(), Instant::now());
                let report = move |metrics| me.send(metrics);
                Task::start_link(metrics::every_ten_seconds(report));
                let first = mailbox.receive().await;
                assert_eq!(start.elapsed(), 10 * SECOND);
                process::spawn(async |mut m: Mailbox<()>| m.receive().await);
                let second = mailbox.receive().await;
                assert_eq!(start.elapsed(), 20 * SECOND);
                assert_eq!(first.process_count, 2);
                assert_eq!(second.process_count, 3);
            })
            .await;
    }

    #[cfg(target_os = "linux")]
    #[tokio::test(start_paused = true)]
    async fn have_the_memory_of_the_program() {
        System::new("test")
            .enter(async {
                let before = Metrics::collect().memory_usage.unwrap();
                let filled = vec![1_u8; 64 << 20];
                let after = Metrics::collect().memory_usage.unwrap();
                assert!(after > before + (32 << 20), "{before} {after}");
                drop(filled);
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn are_the_first_child_and_not_missed_when_they_end() {
        with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
            let system = system::start_link(&folder).await.unwrap();
            let children = system.which_children().await.unwrap();
            let ids: Vec<_> = children.iter().map(|c| c.id.as_str()).collect();
            let names = ["ProcessRegistry", "Database", "Cache"];
            let names = names.map(|name| format!("Todo.{name}"));
            assert_eq!(ids[0], metrics::ID);
            assert_eq!(ids[1..], names);

            let bob = cache::server_process("bob").await.unwrap();
            let pid = bob.process().pid();
            kill(&mut mailbox, children[0].pid().unwrap()).await;
            let counts = system.count_children().await.unwrap();
            assert_eq!((counts.specs, counts.active), (3, 3));
            assert_eq!(bob.process().pid(), pid);
        })
        .await;
    }
}

mod an_agent {
    use book_notes::eia10::v7_agent::{cache, database, system};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ignores_a_plain_message_and_does_not_expire() {
        with_a_folder(async |_: Mailbox<()>, folder| {
            system::start_link(&folder).await.unwrap();
            let bob = cache::server_process("bob").await.unwrap();
            let agent = bob.process().pid();
            process::send(agent, "nonsense").unwrap();
            advance(3600 * SECOND).await;
            assert_eq!(bob.entries(DATE).await, Ok(vec![]));
            assert_eq!(bob.process().pid(), agent);
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn that_cannot_have_its_list_is_not_started() {
        with_a_folder(async |_: Mailbox<()>, folder| {
            system::start_link(&folder).await.unwrap();
            let supervisor = process::whereis(cache::NAME);
            let workers = SupervisorRef::named(database::NAME);
            // The one that looks after bob's list.
            let worker = "database worker 2";
            workers.terminate_child(worker).await.unwrap();
            assert!(cache::server_process("bob").await.is_err());

            workers.restart_child(worker).await.unwrap();
            assert!(cache::server_process("bob").await.is_ok());
            assert_eq!(process::whereis(cache::NAME), supervisor);
        })
        .await;
    }
}

mod an_idle_server {
    use book_notes::eia10::v8_expiry::{cache, system};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn stops_ten_seconds_after_its_last_message() {
        with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
            system::start_link(&folder).await.unwrap();
            let start = Instant::now();
            let bob = cache::server_process("bob").await.unwrap();
            let monitor = process::monitor(bob.process());
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Normal);
            assert!(in_seconds(start) == 10, "{:?}", start.elapsed());

            let cache = DynamicSupervisorRef::named(cache::NAME);
            let children = cache.count_children().await.unwrap();
            assert_eq!(children.active, 0);
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn starts_to_count_again_at_any_message() {
        with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
            system::start_link(&folder).await.unwrap();
            let start = Instant::now();
            let bob = cache::server_process("bob").await.unwrap();
            let monitor = process::monitor(bob.process());
            sleep(9 * SECOND).await;
            bob.add_entry(Entry::new(DATE, "Dentist"));
            sleep(9 * SECOND).await;
            assert_eq!(bob.entries(DATE).await.unwrap().len(), 1);
            sleep(9 * SECOND).await;
            process::send(bob.process().pid(), "nonsense").unwrap();
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Normal);
            assert!(in_seconds(start) == 37, "{:?}", start.elapsed());
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn is_another_one_with_the_same_list_when_it_is_needed_again() {
        with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
            system::start_link(&folder).await.unwrap();
            let bob = cache::server_process("bob").await.unwrap();
            let first = bob.process().pid();
            let monitor = process::monitor(first);
            bob.add_entry(Entry::new(DATE, "Dentist"));
            mailbox.down(monitor).await;
            assert_eq!(bob.entries(DATE).await, Err(CallError::NoProc));

            cache::server_process("bob").await.unwrap();
            assert_ne!(bob.process().pid(), first);
            let dentist = (1, Entry::new(DATE, "Dentist"));
            assert_eq!(bob.entries(DATE).await, Ok(vec![dentist]));
        })
        .await;
    }

    /// The clock of a timer is a millisecond late at most.
    fn in_seconds(start: Instant) -> u128 {
        start.elapsed().as_millis() / SECOND.as_millis()
    }
}
