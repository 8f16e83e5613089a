//! Step 3: tasks under a supervisor, and the parts that they are divided among.

use std::future::pending;

use actor_core::supervisor::ChildError;
use actor_core::task::{TaskSupervisor, TaskSupervisorRef};
use actor_core::{ExitReason, Mailbox, process};
use blitzy::book::supervised::{self, here, share};
use blitzy::book::{Failure, Report};
use proptest::prelude::*;

use crate::requests::{Doors, crashing, number, numbered, quick};
use crate::{end_of, in_a_system, process_count, settle};

async fn start_tree() {
    supervised::tree().start_link().await.unwrap();
}

/// Returns how many tasks there are under the supervisor.
async fn tasks_of(supervisor: &TaskSupervisorRef) -> usize {
    settle().await;
    supervisor.count_children().await.unwrap().active
}

#[tokio::test(start_paused = true)]
async fn the_tree_has_a_supervisor_of_tasks_below_one_for_one() {
    in_a_system(async |_| {
        let root = supervised::tree().start_link().await.unwrap();
        let top = process::whereis("Blitzy.Supervisor");
        assert_eq!(top, Some(root.pid()));
        let children = root.which_children().await.unwrap();
        assert_eq!(children.len(), 1);
        assert_eq!(children[0].id.as_str(), "Blitzy.TasksSupervisor");
        assert_eq!(tasks_of(&here()).await, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn outcomes_are_in_the_order_of_the_tasks() {
    in_a_system(async |_| {
        start_tree().await;
        let doors = Doors::new(3);
        let worker = doors.worker();
        let open = async {
            for door in [2, 0, 1] {
                settle().await;
                doors.open(door);
            }
        };
        let parts = [here()];
        let run = supervised::run(3, &worker, &parts);
        let (outcomes, ()) = tokio::join!(run, open);
        assert_eq!(outcomes.unwrap(), [number(0), number(1), number(2)]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn each_part_has_its_share() {
    in_a_system(async |_| {
        let parts = [
            TaskSupervisor::new().start_link().await.unwrap(),
            TaskSupervisor::new().start_link().await.unwrap(),
            TaskSupervisor::new().start_link().await.unwrap(),
        ];
        let doors = Doors::new(5);
        let worker = doors.worker();
        let look = async {
            for (part, share) in parts.iter().zip([2, 2, 1]) {
                assert_eq!(tasks_of(part).await, share);
            }
            (0..5).for_each(|door| doors.open(door));
        };
        let run = supervised::run(5, &worker, &parts);
        let (outcomes, ()) = tokio::join!(run, look);
        assert_eq!(outcomes.unwrap(), [0, 1, 2, 3, 4].map(number));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn more_parts_than_requests_are_no_matter() {
    in_a_system(async |_| {
        start_tree().await;
        let parts = [here(), here(), here()];
        for n in [0, 1, 2] {
            let outcomes = supervised::run(n, &quick(), &parts).await;
            assert_eq!(outcomes.unwrap().len(), n);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_crashes_takes_the_caller_and_all_others_along() {
    in_a_system(async |_| {
        start_tree().await;
        let (tasks, count) = (here().pid(), process_count().await);
        let caller = end_of(async |_| {
            let worker = numbered(|number| async move {
                match number {
                    3 => panic!("no slice is left"),
                    _ => pending().await,
                }
            });
            supervised::run(5, &worker, &[here()]).await.unwrap();
        });
        let ExitReason::Panic(panic) = caller.await.reason else {
            panic!("the caller did not crash with its worker");
        };
        assert_eq!(panic.message, "no slice is left");
        assert_eq!(process_count().await, count);
        assert_eq!(here().pid(), tasks, "the supervisor is another");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_not_linked_and_crashes_is_one_of_the_outcomes() {
    in_a_system(async |_| {
        start_tree().await;
        let outcomes =
            supervised::run_nolink(5, &crashing(3), &[here()]).await.unwrap();
        let Err(Failure::Crashed(ExitReason::Panic(panic))) = &outcomes[3]
        else {
            panic!("{outcomes:?}");
        };
        assert!(panic.message.contains("no slice is left"), "{panic}");
        assert_eq!(Report::of(&outcomes).successful, 4);
    })
    .await;
}

/// The tasks are temporary.
#[tokio::test(start_paused = true)]
async fn a_worker_that_crashes_is_not_started_again() {
    in_a_system(async |_| {
        start_tree().await;
        // The second to ask would have success.
        let outcomes =
            supervised::run_nolink(1, &crashing(0), &[here()]).await.unwrap();
        assert!(matches!(outcomes[..], [Err(Failure::Crashed(_))]));
        assert_eq!(tasks_of(&here()).await, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn unlinked_workers_have_the_order_of_the_tasks_too() {
    in_a_system(async |_| {
        start_tree().await;
        let worker = numbered(async |number| Err(number.to_string()));
        let parts = [here(), here()];
        let outcomes = supervised::run_nolink(3, &worker, &parts).await;
        assert_eq!(outcomes.unwrap(), [0, 1, 2].map(number));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn without_the_supervisor_there_is_an_error() {
    in_a_system(async |_| {
        let outcomes = supervised::run(2, &quick(), &[here()]).await;
        let error = outcomes.unwrap_err();
        assert!(matches!(error, ChildError::Supervisor(_)), "{error:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn if_the_supervisor_is_killed_linked_workers_take_the_caller_along() {
    in_a_system(async |_| {
        start_tree().await;
        let tasks = here().pid();
        let caller = process::spawn(async |_: Mailbox<()>| {
            let worker = numbered(|_| pending());
            supervised::run(5, &worker, &[here()]).await.unwrap();
        });
        settle().await;
        process::exit(tasks, ExitReason::Kill);
        settle().await;
        assert!(!caller.is_alive());
        assert_ne!(here().pid(), tasks, "it is started again");
        assert_eq!(tasks_of(&here()).await, 0, "with no tasks");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn if_the_supervisor_is_killed_all_unlinked_workers_have_crashed() {
    in_a_system(async |_| {
        start_tree().await;
        let tasks = here();
        let worker = numbered(|_| pending());
        let kill = async {
            settle().await;
            process::exit(&tasks, ExitReason::Kill);
        };
        let parts = [here()];
        let run = supervised::run_nolink(3, &worker, &parts);
        let (outcomes, ()) = tokio::join!(run, kill);
        let killed = Err(Failure::Crashed(ExitReason::Killed));
        assert_eq!(outcomes.unwrap(), vec![killed; 3]);
    })
    .await;
}

#[test]
fn nothing_is_dropped_and_nobody_has_nothing_before_somebody_has_two() {
    assert_eq!(share(10, 4), [3, 3, 2, 2]);
    assert_eq!(share(3, 4), [1, 1, 1, 0]);
    assert_eq!(share(0, 2), [0, 0]);
    assert_eq!(share(7, 1), [7]);
    assert_eq!(share(7, 0), [0; 0]);
}

proptest! {
    #[test]
    fn shares_add_up_and_differ_by_one_at_most(
        n in 0..100_000_usize,
        of in 1..500_usize,
    ) {
        let shares = share(n, of);
        prop_assert_eq!(shares.len(), of);
        prop_assert_eq!(shares.iter().sum::<usize>(), n);
        prop_assert!(shares.is_sorted_by(|one, next| one >= next));
        prop_assert!(shares[0] - shares[of - 1] <= 1);
    }
}
