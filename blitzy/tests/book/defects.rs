//! What the book's program does wrong, beside what is done here.

use std::time::Duration;

use actor_core::{Mailbox, process};
use blitzy::book::caller::{self, Answer};
use blitzy::book::{Failure, Report, defects, supervised};

use crate::in_a_system;
use crate::requests::{crashing, quick};

fn total(shares: &[usize]) -> usize {
    shares.iter().sum()
}

#[test]
fn the_book_drops_what_is_left_over() {
    assert_eq!(defects::share(10, 4), [2, 2, 2, 2]);
    assert_eq!(total(&defects::share(100, 3)), 99);

    assert_eq!(total(&supervised::share(10, 4)), 10);
    assert_eq!(total(&supervised::share(100, 3)), 100);
}

#[test]
fn the_book_has_each_node_ask_twice_if_there_is_less_than_one_for_each() {
    assert_eq!(defects::share(3, 4), [2, 2, 2, 2]);
    assert_eq!(defects::share(0, 4), [2, 2, 2, 2]);

    assert_eq!(total(&supervised::share(3, 4)), 3);
    assert_eq!(total(&supervised::share(0, 4)), 0);
}

#[test]
fn the_book_is_right_if_there_is_nothing_left_over() {
    for (n, of) in [(1, 1), (8, 4), (100, 5)] {
        assert_eq!(defects::share(n, of), supervised::share(n, of));
    }
}

#[tokio::test(start_paused = true)]
async fn the_books_caller_starts_two_workers_if_it_should_start_none() {
    in_a_system(async |mut mailbox| {
        let answers = defects::caller(&mut mailbox, 0, &quick()).await;
        assert_eq!(answers.len(), 2);
        let answers = caller::start(&mut mailbox, 0, &quick()).await;
        assert_eq!(answers.len(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_books_caller_is_as_good_as_ours_if_nobody_crashes() {
    in_a_system(async |mut mailbox| {
        let answers = defects::caller(&mut mailbox, 5, &quick()).await;
        assert_eq!(answers.len(), 5);
        assert!(answers.iter().all(|it| it.1.is_ok()));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_books_caller_waits_for_ever_for_a_worker_that_crashed() {
    in_a_system(async |mut mailbox: Mailbox<Answer>| {
        let week = Duration::from_hours(7 * 24);
        let worker = crashing(3);
        let caller = defects::caller(&mut mailbox, 5, &worker);
        assert!(tokio::time::timeout(week, caller).await.is_err());
        assert!(process::is_alive(process::id()), "nobody told it");

        let answers = caller::start(&mut mailbox, 5, &crashing(3)).await;
        assert_eq!(answers.len(), 5);
    })
    .await;
}

#[test]
#[should_panic(expected = "Enum.EmptyError")]
fn the_books_report_crashes_if_all_have_failed() {
    defects::longest(&[Err(Failure::Unknown), Err(Failure::Unknown)]);
}

#[test]
fn the_books_report_is_as_good_as_ours_if_one_has_success() {
    let longest = Duration::from_millis(7);
    let outcomes = [Err(Failure::Unknown), Ok(longest)];
    assert_eq!(defects::longest(&outcomes), longest);
    let times = Report::of(&outcomes).times.unwrap();
    assert_eq!(times.longest, longest);
}
