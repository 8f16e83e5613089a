//! Tasks that are stopped, or let go. What comes of each is what Elixir 1.14
//! answered when it was asked.

use std::future::pending;
use std::time::Duration;

use actor_core::supervisor::Shutdown;
use actor_core::{Event, ExitReason, Mailbox, System, Task, process};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

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

/// Traps exits, so that a shutdown does not end it.
async fn stubborn() -> u64 {
    process::trap_exit(true);
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_task_that_was_shut_down_has_no_outcome() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            for how in [Shutdown::WORKER, Shutdown::Infinity, Shutdown::Kill] {
                let task = Task::<()>::spawn(pending());
                let pid = task.pid();
                yield_now().await;
                assert_eq!(task.shutdown(how).await, None);
                assert!(!process::is_alive(pid));
                assert!(mailbox.next().within(SECOND).await.is_none());
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_that_does_not_stop_is_killed_which_is_an_outcome() {
    System::new("test")
        .enter(async {
            let task = Task::spawn(stubborn());
            yield_now().await;
            let start = Instant::now();
            let outcome = task.shutdown(Shutdown::After(SECOND)).await;
            assert_eq!(outcome, Some(Err(ExitReason::Killed)));
            assert_eq!(start.elapsed(), SECOND);

            let task = Task::spawn(stubborn());
            yield_now().await;
            assert_eq!(task.shutdown(Shutdown::Kill).await, None);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_returns_a_result_that_came_just_before() {
    System::new("test")
        .enter(async {
            for how in [Shutdown::WORKER, Shutdown::Infinity, Shutdown::Kill] {
                let task = Task::spawn(sleeper(1));
                sleep(2 * SECOND).await;
                assert_eq!(task.shutdown(how).await, Some(Ok(1)));
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_returns_a_result_that_comes_meanwhile() {
    System::new("test")
        .enter(async {
            for how in [Shutdown::WORKER, Shutdown::Infinity] {
                let task = Task::spawn(async {
                    process::trap_exit(true);
                    sleeper(1).await
                });
                yield_now().await;
                assert_eq!(task.shutdown(how).await, Some(Ok(1)));
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_returns_the_reason_of_one_that_crashed_before() {
    System::new("test")
        .enter(async {
            process::trap_exit(true);
            let task = Task::spawn(crasher("no flour"));
            sleep(2 * SECOND).await;
            let outcome = task.shutdown(Shutdown::WORKER).await;
            assert_eq!(outcome, Some(Err("no flour".into())));

            // One that ended as it would have been told to has none.
            let task = Task::<()>::spawn(async {
                process::exit_self(ExitReason::Shutdown)
            });
            sleep(SECOND).await;
            assert_eq!(task.shutdown(Shutdown::WORKER).await, None);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_ignored_task_goes_on_and_ends_nobody() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u64>| {
            let me = mailbox.this();
            let task = Task::spawn(async move {
                me.send(sleeper(1).await);
                panic!("nobody cares");
            });
            assert_eq!(task.ignore().await, None::<Result<(), _>>);
            assert_eq!(mailbox.receive().await, 1);
            assert!(mailbox.next().within(SECOND).await.is_none());

            let task = Task::spawn(sleeper(1));
            sleep(2 * SECOND).await;
            assert_eq!(task.ignore().await, Some(Ok(1)));

            process::trap_exit(true);
            let task = Task::spawn(crasher("no flour"));
            sleep(2 * SECOND).await;
            assert_eq!(task.ignore().await, Some(Err("no flour".into())));
            let Event::Exit(exit) = mailbox.next().await else {
                panic!("the exit came before it was ignored")
            };
            assert_eq!(exit.reason, "no flour".into());
        })
        .await;
}
