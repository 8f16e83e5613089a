//! Streams of tasks that crash, take too long, or are not wanted any more.
//! Where the outcome might be doubted it is that of Elixir 1.14, which was
//! asked.

use std::future::{pending, poll_fn};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use actor_core::task::{OnTimeout, TaskError};
use actor_core::{ExitReason, Mailbox, System, Task, TaskSupervisor, process};
use tokio::task::{block_in_place, yield_now};
use tokio::time::{Instant, sleep};

use crate::guard::Count;

const SECOND: Duration = Duration::from_secs(1);

/// Takes so many seconds, and returns that.
async fn sleeper(seconds: u64) -> u64 {
    sleep(Duration::from_secs(seconds)).await;
    seconds
}

/// Crashes at 2.
async fn fussy(number: u64) -> u64 {
    if number == 2 {
        process::exit_self("no flour");
    }
    number
}

#[tokio::test(start_paused = true)]
async fn an_item_that_takes_too_long_ends_the_owner() {
    System::new("test")
        .enter(async {
            let count = Count::default();
            let guards = count.clone();
            let owner = process::spawn(async move |_: Mailbox<()>| {
                process::trap_exit(true);
                let items = (1..=6).map(|time| (time, guards.guard()));
                let stream =
                    Task::async_stream(items, async |(time, _guard)| {
                        sleeper(time).await;
                    });
                stream.max_concurrency(6).collect().await;
            });
            let reason = owner.down().await.reason;
            assert_eq!(reason, TaskError::Timeout(5 * SECOND).into());
            yield_now().await;
            assert_eq!(count.gone(), 6);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_item_that_takes_too_long_is_one_error_if_its_task_is_killed() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let count = Count::default();
            let items = [1, 9, 2, 3].map(|time| (time, count.guard()));
            let sleeper = async |(time, _guard)| sleeper(time).await;
            let start = Instant::now();
            let outcomes = Task::async_stream(items, sleeper)
                .max_concurrency(4)
                .timeout(4 * SECOND)
                .on_timeout(OnTimeout::KillTask)
                .collect()
                .await;
            let late = Err(ExitReason::from("timeout"));
            assert_eq!(outcomes, [Ok(1), late, Ok(2), Ok(3)]);
            assert_eq!(start.elapsed(), 4 * SECOND);
            assert_eq!(count.gone(), 4);
            assert!(mailbox.next().within(SECOND).await.is_none());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn the_time_of_an_item_is_over_also_if_nobody_looks() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u64>| {
            let me = mailbox.this();
            let mut stream = Task::async_stream([1, 4], move |time| {
                let me = me.clone();
                async move { me.send(sleeper(time).await) }
            })
            .max_concurrency(2)
            .timeout(2 * SECOND)
            .on_timeout(OnTimeout::KillTask);
            assert_eq!(stream.next().await, Some(Ok(())));
            sleep(9 * SECOND).await;
            assert_eq!(stream.next().await, Some(Err("timeout".into())));
            assert_eq!(stream.next().await, None);
            assert_eq!(mailbox.receive().await, 1);
            assert!(mailbox.next().within(SECOND).await.is_none());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_crash_ends_the_owner_at_once_whatever_it_does() {
    System::new("test")
        .enter(async {
            let owner = process::spawn(async |_: Mailbox<()>| {
                let crash = async |number| {
                    sleeper(number).await;
                    fussy(number).await
                };
                let mut stream =
                    Task::async_stream([0, 1, 2], crash).max_concurrency(3);
                assert_eq!(stream.next().await, Some(Ok(0)));
                sleep(60 * SECOND).await;
            });
            let start = Instant::now();
            assert_eq!(owner.down().await.reason, "no flour".into());
            assert_eq!(start.elapsed(), 2 * SECOND);
            yield_now().await;
            assert_eq!(System::current().process_count(), 1);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_owner_sees_the_crash_of_an_item_that_ends_it() {
    let system = System::new("test");
    let inside = system.clone();
    let seen = Arc::new(Mutex::new(None));
    let outcomes = seen.clone();
    let owner = system.spawn(async move |_: Mailbox<()>| {
        let mut stream = Task::async_stream([2], fussy);
        poll_fn(move |cx| {
            let before = inside.process_count();
            assert!(stream.poll_next(cx).is_pending());
            // The task crashes within this poll, on the other thread.
            block_in_place(|| {
                while inside.process_count() > before {
                    thread::yield_now();
                }
            });
            let outcome = stream.poll_next(cx);
            *outcomes.lock().unwrap() = Some(outcome);
            Poll::<()>::Pending
        })
        .await;
    });
    assert_eq!(owner.down().await.reason, "no flour".into());
    assert_eq!(*seen.lock().unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn an_owner_that_traps_exits_gets_an_error_and_no_exit() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let tasks = TaskSupervisor::new().start_link().await.unwrap();
            let plain = Task::async_stream(1..=3, fussy);
            let supervised = tasks.async_stream(1..=3, fussy);
            for stream in [plain, supervised] {
                let crashed = Err(ExitReason::from("no flour"));
                assert_eq!(stream.collect().await, [Ok(1), crashed, Ok(3)]);
                assert!(mailbox.next().within(SECOND).await.is_none());
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_crash_in_an_unlinked_stream_ends_nobody() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let tasks = TaskSupervisor::new().start_link().await.unwrap();
            let stream = tasks.async_stream_nolink(1..=3, fussy);
            let crashed = Err(ExitReason::from("no flour"));
            assert_eq!(stream.collect().await, [Ok(1), crashed, Ok(3)]);
            assert!(mailbox.next().within(SECOND).await.is_none());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_supervised_crash_in_a_linked_stream_ends_its_owner() {
    System::new("test")
        .enter(async {
            let tasks = TaskSupervisor::new().start_link().await.unwrap();
            let supervisor = tasks.clone();
            let owner = process::spawn(async move |_: Mailbox<()>| {
                supervisor.async_stream(1..=3, fussy).collect().await;
            });
            assert_eq!(owner.down().await.reason, "no flour".into());
            sleep(SECOND).await;
            assert_eq!(tasks.which_children().await, Ok(vec![]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_dropped_stream_kills_its_tasks() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let tasks = TaskSupervisor::new().start_link().await.unwrap();
            let count = Count::default();
            let item = async |(number, _guard)| {
                if number > 0 {
                    pending::<()>().await;
                }
            };
            let guarded = |number: u64| (number, count.guard());
            let plain = Task::async_stream((0..).map(guarded), item);
            let supervised = tasks.async_stream((0..).map(guarded), item);
            for stream in [plain, supervised] {
                let before = System::current().process_count();
                let mut stream = stream.max_concurrency(4);
                assert_eq!(stream.next().await, Some(Ok(())));
                sleep(SECOND).await;
                let running = System::current().process_count() - before;
                assert_eq!(running, 4);
                drop(stream);
                sleep(SECOND).await;
                assert_eq!(System::current().process_count(), before);
                assert!(mailbox.next().within(SECOND).await.is_none());
            }
            assert_eq!(count.gone(), 2 * 5);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_being_started_ends_with_its_stream_too() {
    System::new("test")
        .enter(async {
            let tasks = TaskSupervisor::new().start_link().await.unwrap();
            let item = async |_| pending::<()>().await;
            let mut stream = tasks.async_stream([1, 2], item);
            // One poll: the supervisor was asked, and did not answer yet.
            tokio::select! {
                biased;
                outcome = stream.next() => panic!("{outcome:?}"),
                () = std::future::ready(()) => drop(stream),
            }
            sleep(SECOND).await;
            assert_eq!(tasks.which_children().await, Ok(vec![]));
        })
        .await;
}
