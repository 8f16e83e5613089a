//! Waiting for many tasks, and tasks that nobody waits for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::supervisor::{Restart, Strategy, Supervisor};
use actor_core::task::TaskError;
use actor_core::{ExitReason, Mailbox, System, Task, process};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

async fn sleeper(seconds: u64) -> u64 {
    sleep(Duration::from_secs(seconds)).await;
    seconds
}

#[tokio::test(start_paused = true)]
async fn many_are_awaited_in_their_order_in_one_time() {
    System::new("test")
        .enter(async {
            let tasks = || [3, 1, 2].map(|time| Task::spawn(sleeper(time)));
            let start = Instant::now();
            assert_eq!(Task::await_many(tasks()).await, Ok(vec![3, 1, 2]));
            assert_eq!(start.elapsed(), 3 * SECOND);

            let within = 2 * SECOND + SECOND / 2;
            let outcome = Task::await_many(tasks()).within(within).await;
            assert_eq!(outcome, Err(TaskError::Timeout(within)));
            assert_eq!(start.elapsed(), 3 * SECOND + within);

            let late = Task::spawn(sleeper(60));
            assert_eq!(Task::await_many([late]).forever().await, Ok(vec![60]));
            let none: [Task<u64>; 0] = [];
            assert_eq!(Task::await_many(none).await, Ok(vec![]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn the_first_crash_of_many_is_known_at_once() {
    System::new("test")
        .enter(async {
            process::trap_exit(true);
            let crash = async {
                sleeper(1).await;
                process::exit_self("no flour")
            };
            let tasks = [Task::spawn(sleeper(4)), Task::spawn(crash)];
            let slow = tasks[0].pid();
            let start = Instant::now();
            let outcome = Task::await_many(tasks).await;
            assert_eq!(outcome, Err(TaskError::Exited("no flour".into())));
            assert_eq!(start.elapsed(), SECOND);
            assert!(process::is_alive(slow));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn one_of_many_that_is_late_ends_the_owner_if_it_says_so() {
    System::new("test")
        .enter(async {
            let owner = process::spawn(async |_: Mailbox<()>| {
                let tasks = [1, 9].map(|time| Task::spawn(sleeper(time)));
                Task::await_many(tasks).or_exit().await;
            });
            let reason = owner.down().await.reason;
            assert_eq!(reason, TaskError::Timeout(5 * SECOND).into());
        })
        .await;
}

#[tokio::test]
async fn ten_thousand_are_awaited_in_no_time() {
    System::new("test")
        .enter(async {
            let tasks = (0..10_000).map(|number| {
                Task::spawn(async move {
                    yield_now().await;
                    number
                })
            });
            let numbers = Task::await_many(tasks).or_exit().await;
            assert_eq!(numbers, (0..10_000).collect::<Vec<_>>());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_yield_to_many_gives_what_is_there_in_time() {
    System::new("test")
        .enter(async {
            process::trap_exit(true);
            let crash = async { process::exit_self("no flour") };
            let mut tasks = [
                Task::spawn(sleeper(4)),
                Task::spawn(crash),
                Task::spawn(sleeper(1)),
            ];
            let start = Instant::now();
            let outcomes = Task::yield_many(&mut tasks, 2 * SECOND).await;
            let crashed = Some(Err(ExitReason::from("no flour")));
            assert_eq!(outcomes, [None, crashed, Some(Ok(1))]);
            assert_eq!(start.elapsed(), 2 * SECOND);
            let outcomes = Task::yield_many(&mut tasks, 9 * SECOND).await;
            assert_eq!(outcomes, [Some(Ok(4)), None, None]);
            assert_eq!(start.elapsed(), 4 * SECOND);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_that_nobody_waits_for_is_linked_or_not() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let linked = Task::start_link(async {
                Err::<(), _>(ExitReason::from("no flour"))
            });
            let exit = mailbox.exit(linked.pid()).await;
            assert_eq!(exit.reason, "no flour".into());
            Task::start(async { process::exit_self("nobody cares") });
            assert!(mailbox.next().within(SECOND).await.is_none());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_is_a_temporary_child_unless_it_is_said_otherwise() {
    async fn runs(restart: Option<Restart>) -> usize {
        let runs = Arc::new(AtomicUsize::new(0));
        let counter = runs.clone();
        let task = Task::child_spec(move || {
            let run = counter.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                assert!(run == 3, "run {run} crashes");
            }
        });
        assert_eq!(task.id().as_str(), "Task");
        let task = match restart {
            Some(restart) => task.restart(restart),
            None => task,
        };
        let tree = Supervisor::new(Strategy::OneForOne).child(task);
        let supervisor = tree.start_link().await.unwrap();
        sleep(SECOND).await;
        let active = supervisor.count_children().await.unwrap().active;
        assert_eq!(active, 0);
        runs.load(Ordering::SeqCst)
    }

    System::new("test")
        .enter(async {
            assert_eq!(runs(None).await, 1);
            assert_eq!(runs(Some(Restart::Transient)).await, 3);
        })
        .await;
}
