//! Tasks: waiting for one, or for none. Where the outcome might be doubted it
//! is that of Elixir 1.14, which was asked.

use std::time::Duration;

use actor_core::supervisor::Shutdown;
use actor_core::task::TaskError;
use actor_core::{ExitReason, Mailbox, System, Task, process};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use crate::guard::Count;

const SECOND: Duration = Duration::from_secs(1);

/// Takes so long, and returns that.
async fn sleeper(seconds: u64) -> u64 {
    sleep(Duration::from_secs(seconds)).await;
    seconds
}

/// Ends with this reason after a second.
async fn crasher(reason: &'static str) -> u64 {
    sleep(SECOND).await;
    process::exit_self(reason)
}

#[tokio::test(start_paused = true)]
async fn five_queries_of_two_seconds_take_two_seconds() {
    System::new("test")
        .enter(async {
            let start = Instant::now();
            let query = |number: u64| async move { sleeper(2).await * number };
            let tasks: Vec<_> =
                (1..=5).map(|number| Task::spawn(query(number))).collect();
            let mut results = Vec::new();
            for task in tasks {
                results.push(task.or_exit().await);
            }
            assert_eq!(results, [2, 4, 6, 8, 10]);
            assert_eq!(start.elapsed(), 2 * SECOND);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_is_a_process_linked_to_its_owner() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let task = Task::spawn(async { process::id() });
            assert_eq!(task.owner(), process::id());
            let pid = task.pid();
            let links = process::info(process::id()).unwrap().links;
            assert_eq!(links, [pid]);
            assert_eq!(task.await, Ok(pid));
            assert!(!process::is_alive(pid));
            assert!(mailbox.next().within(SECOND).await.is_none());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_that_crashes_ends_its_owner_with_its_reason() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<String>| {
            let me = mailbox.this();
            let owner = process::spawn(async move |_: Mailbox<()>| {
                let outcome = Task::spawn(crasher("no flour")).await;
                me.send(format!("it learned that {outcome:?}"));
            });
            assert_eq!(owner.down().await.reason, "no flour".into());
            assert!(mailbox.next().within(SECOND).await.is_none());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_owner_that_traps_exits_gets_an_error_and_an_exit() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let task = Task::spawn(crasher("no flour"));
            let pid = task.pid();
            let reason = ExitReason::from("no flour");
            assert_eq!(task.await, Err(TaskError::Exited(reason.clone())));
            assert_eq!(mailbox.exit(pid).await.reason, reason);
            assert!(mailbox.next().within(SECOND).await.is_none());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_owner_without_a_result_exits_and_so_does_the_task() {
    System::new("test")
        .enter(async {
            let count = Count::default();
            let guard = count.guard();
            let start = Instant::now();
            let owner = process::spawn(async move |_: Mailbox<()>| {
                let task = Task::spawn(async move {
                    sleeper(60).await;
                    drop(guard);
                });
                task.or_exit().await;
            });
            let reason = owner.down().await.reason;
            assert_eq!(reason, TaskError::Timeout(5 * SECOND).into());
            assert_eq!(start.elapsed(), 5 * SECOND);
            yield_now().await;
            assert_eq!(count.gone(), 1);
            assert_eq!(System::current().process_count(), 1);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_late_goes_on_and_its_result_is_dropped() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let count = Count::default();
            let guard = count.guard();
            let task = Task::spawn(async move {
                sleeper(2).await;
                guard
            });
            let pid = task.pid();
            let Err(error) = task.within(SECOND).await else {
                panic!("two seconds went by in one")
            };
            assert_eq!(error, TaskError::Timeout(SECOND));
            assert!(process::is_alive(pid));
            assert_eq!(count.gone(), 0);
            assert!(mailbox.next().within(2 * SECOND).await.is_none());
            assert!(!process::is_alive(pid));
            assert_eq!(count.gone(), 1);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_dropped_task_goes_on_and_is_still_linked() {
    System::new("test")
        .enter(async {
            let owner = process::spawn(async |mut mailbox: Mailbox<()>| {
                drop(Task::spawn(sleeper(1)));
                drop(Task::spawn(async {
                    sleeper(2).await;
                    process::exit_self("no flour")
                }));
                mailbox.next().await;
            });
            let start = Instant::now();
            assert_eq!(owner.down().await.reason, "no flour".into());
            assert_eq!(start.elapsed(), 2 * SECOND);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_outlives_an_owner_that_ends_in_order() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u64>| {
            let me = mailbox.this();
            let owner = process::spawn(async move |_: Mailbox<()>| {
                drop(Task::spawn(async move { me.send(sleeper(1).await) }));
            });
            owner.down().await;
            assert_eq!(mailbox.receive().await, 1);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn only_the_owner_may_wait() {
    async fn refused<W, F>(wait: W) -> bool
    where
        W: FnOnce(Task<u64>) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let task = Task::spawn(sleeper(1));
        let pid = task.pid();
        let other = process::spawn(async move |_: Mailbox<()>| {
            wait(task).await;
        });
        let start = Instant::now();
        let reason = other.down().await.reason;
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert!(process::is_alive(pid));
        reason.to_string().contains("which started the task")
    }

    System::new("test")
        .enter(async {
            assert!(refused(async |task| drop(task.await)).await);
            let lets_it_crash = async |task: Task<u64>| {
                task.or_exit().await;
            };
            assert!(refused(lets_it_crash).await);
            assert!(refused(async |task| drop(task.ignore().await)).await);
            let many = async |task| drop(Task::await_many([task]).await);
            assert!(refused(many).await);
            let waits = async |mut task: Task<u64>| {
                task.yield_within(SECOND).await;
            };
            assert!(refused(waits).await);
            let stops = async |task: Task<u64>| {
                task.shutdown(Shutdown::Kill).await;
            };
            assert!(refused(stops).await);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_yield_without_an_outcome_leaves_the_task_running() {
    System::new("test")
        .enter(async {
            let mut task = Task::spawn(sleeper(3));
            assert_eq!(task.yield_within(SECOND).await, None);
            assert_eq!(task.yield_within(SECOND).await, None);
            assert_eq!(task.yield_within(2 * SECOND).await, Some(Ok(3)));
            assert_eq!(task.yield_within(SECOND).await, None);
            let gone = Some(Err(ExitReason::NoProc));
            assert_eq!(task.shutdown(Shutdown::WORKER).await, gone);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_end_without_a_result_is_an_outcome_even_if_it_is_normal() {
    System::new("test")
        .enter(async {
            let mut task = Task::<()>::spawn(async {
                process::exit_self(ExitReason::Normal)
            });
            let outcome = task.yield_within(SECOND).await;
            assert_eq!(outcome, Some(Err(ExitReason::Normal)));
        })
        .await;
}
