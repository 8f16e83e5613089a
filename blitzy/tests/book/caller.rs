//! Step 1: processes that send their results.

use std::collections::HashSet;
use std::future::pending;

use actor_core::{Event, ExitReason, Mailbox, process};
use blitzy::book::Failure;
use blitzy::book::caller::{self, Answer};

use crate::requests::{Doors, crashing, number, numbered, quick};
use crate::{in_a_system, settle};

#[tokio::test(start_paused = true)]
async fn outcomes_are_in_the_order_in_which_they_came() {
    in_a_system(async |mut mailbox| {
        let doors = Doors::new(3);
        let worker = doors.worker();
        let open = async {
            for door in [2, 0, 1] {
                settle().await;
                doors.open(door);
            }
        };
        let start = caller::start(&mut mailbox, 3, &worker);
        let (answers, ()) = tokio::join!(start, open);
        let outcomes: Vec<_> = answers.into_iter().map(|it| it.1).collect();
        assert_eq!(outcomes, [number(2), number(0), number(1)]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn every_answer_is_of_another_process() {
    in_a_system(async |mut mailbox| {
        let answers = caller::start(&mut mailbox, 20, &quick()).await;
        let pids: HashSet<_> = answers.iter().map(|it| it.0).collect();
        assert_eq!(pids.len(), 20);
        assert!(!pids.contains(&process::id()));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_crashes_is_one_of_the_outcomes() {
    in_a_system(async |mut mailbox| {
        let answers = caller::start(&mut mailbox, 5, &crashing(3)).await;
        assert_eq!(answers.len(), 5);
        let failures: Vec<_> =
            answers.into_iter().filter_map(|it| it.1.err()).collect();
        let [Failure::Crashed(ExitReason::Panic(panic))] = &failures[..] else {
            panic!("{failures:?}");
        };
        assert!(panic.message.contains("no slice is left"), "{panic}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_ends_in_order_without_an_answer_is_one_too() {
    in_a_system(async |mut mailbox| {
        let worker = numbered(async |_| process::exit_self(ExitReason::Normal));
        let answers = caller::start(&mut mailbox, 2, &worker).await;
        let ended = Err(Failure::Crashed(ExitReason::Normal));
        assert!(answers.iter().all(|it| it.1 == ended), "{answers:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_a_stranger_does_not_count() {
    in_a_system(async |mut mailbox| {
        mailbox.this().send((process::id(), number(7)));
        let answers = caller::start(&mut mailbox, 2, &quick()).await;
        assert!(answers.iter().all(|it| it.1.is_ok()), "{answers:?}");
        assert_eq!(answers.len(), 2);
    })
    .await;
}

/// A worker that is alive does not miss the one who started it.
#[tokio::test(start_paused = true)]
async fn a_caller_that_ends_leaves_its_workers_alone() {
    in_a_system(async |_| {
        let caller = process::spawn(async |mut mailbox: Mailbox<Answer>| {
            let worker = numbered(|_| pending());
            caller::start(&mut mailbox, 10, &worker).await;
        });
        assert_eq!(crate::process_count().await, 12);
        process::exit(&caller, "crash");
        assert_eq!(crate::process_count().await, 11);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn exits_that_are_trapped_do_not_disturb_it() {
    in_a_system(async |mut mailbox| {
        process::trap_exit(true);
        process::exit(process::id(), "somebody else's");
        let answers = caller::start(&mut mailbox, 2, &quick()).await;
        assert_eq!(answers.len(), 2);
        let event = mailbox.next().within(std::time::Duration::ZERO).await;
        assert!(!matches!(event, Some(Event::Down(_))), "{event:?}");
    })
    .await;
}
