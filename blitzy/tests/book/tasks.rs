//! Step 2: tasks, which are linked to the caller.

use std::future::pending;
use std::time::Duration;

use actor_core::task::TaskError;
use actor_core::{ExitReason, process};
use blitzy::book::tasks::{self, Patience};
use tokio::time::{Instant, sleep};

use crate::requests::{Doors, crashing, number, numbered, slow};
use crate::{end_of, in_a_system, process_count, settle};

/// The time to await a task if nothing else is said.
const FIVE_SECONDS: Duration = Duration::from_secs(5);

#[tokio::test(start_paused = true)]
async fn outcomes_are_in_the_order_of_the_tasks() {
    in_a_system(async |_| {
        let doors = Doors::new(3);
        let worker = doors.worker();
        let open = async {
            for door in [2, 0, 1] {
                settle().await;
                doors.open(door);
            }
        };
        let run = tasks::run(3, &worker, Patience::default());
        let (outcomes, ()) = tokio::join!(run, open);
        assert_eq!(outcomes, [number(0), number(1), number(2)]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_slow_workers_exceed_the_patience_of_their_caller() {
    in_a_system(async |_| {
        let count = process_count().await;
        let start = Instant::now();
        let caller = end_of(async |_| {
            let worker = slow(Duration::from_secs(6));
            tasks::run(1000, &worker, Patience::default()).await;
        });
        let reason = caller.await.reason;
        let timeout = TaskError::Timeout(FIVE_SECONDS);
        assert_eq!(reason, ExitReason::error(timeout));
        assert_eq!(start.elapsed().as_secs(), 5);
        assert_eq!(process_count().await, count, "they end with the caller");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_slow_workers_do_not_exceed_the_patience_that_has_no_end() {
    in_a_system(async |_| {
        let worker = slow(Duration::from_hours(24));
        let outcomes = tasks::run(1000, &worker, Patience::Forever).await;
        assert_eq!(outcomes, vec![Ok(Duration::from_hours(24)); 1000]);
    })
    .await;
}

/// So a caller may wait for much longer than five seconds.
#[tokio::test(start_paused = true)]
async fn patience_counts_from_when_it_is_the_turn_of_a_task() {
    in_a_system(async |_| {
        let worker = numbered(|number| async move {
            sleep(Duration::from_secs(4 * (number as u64 + 1))).await;
            Ok(200)
        });
        let start = Instant::now();
        let outcomes = tasks::run(5, &worker, Patience::default()).await;
        assert_eq!(outcomes.len(), 5);
        assert_eq!(start.elapsed().as_secs(), 20);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_crashes_takes_the_caller_and_all_others_along() {
    in_a_system(async |_| {
        let count = process_count().await;
        let caller = end_of(async |_| {
            let worker = numbered(|number| async move {
                match number {
                    3 => panic!("no slice is left"),
                    _ => pending().await,
                }
            });
            tasks::run(5, &worker, Patience::Forever).await;
        });
        let ExitReason::Panic(panic) = caller.await.reason else {
            panic!("the caller did not crash with its worker");
        };
        assert_eq!(panic.message, "no slice is left");
        assert_eq!(process_count().await, count);
    })
    .await;
}

/// It traps the exit, but has nothing to wait for.
#[tokio::test(start_paused = true)]
async fn a_caller_that_traps_exits_exits_all_the_same() {
    in_a_system(async |_| {
        let caller = end_of(async |_| {
            process::trap_exit(true);
            tasks::run(5, &crashing(0), Patience::Forever).await;
        });
        let reason = caller.await.reason.to_string();
        assert!(reason.starts_with("the task ended: panic:"), "{reason}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn nobody_is_left_if_the_caller_is_told_to_end() {
    in_a_system(async |_| {
        let count = process_count().await;
        let caller = process::spawn(async |_: actor_core::Mailbox<()>| {
            let worker = numbered(|_| pending());
            tasks::run(10, &worker, Patience::Forever).await;
        });
        assert_eq!(process_count().await, count + 11);
        process::exit(&caller, "crash");
        assert_eq!(process_count().await, count);
    })
    .await;
}
