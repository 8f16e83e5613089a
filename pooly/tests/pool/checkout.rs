//! Asking for a worker.

use std::time::Duration;

use actor_core::{CallError, Mailbox, System};
use pooly::pool::{CheckoutError, Order};
use pooly::{Pool, sample_worker};
use tokio::time::Instant;

use crate::caller::Caller;
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, seconds, settle, start, status};

#[tokio::test(start_paused = true)]
async fn a_worker_is_what_is_pooled() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let mut worker = pool.checkout().await.unwrap();
        assert_eq!(worker.number, 1);
        worker.number = 2;
        drop(worker);
        assert_eq!(pool.checkout().await.unwrap().number, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_process_of_a_pool_can_be_called() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        sample_worker::stop(&worker).await.unwrap();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn nobody_has_what_another_holds() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(3).build();
        start(&pool).await;
        let mut numbers = Vec::new();
        let mut held = Vec::new();
        for _ in 0..3 {
            let worker = pool.checkout().await.unwrap();
            numbers.push(worker.number);
            held.push(worker);
        }
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(status(&pool).await.busy, 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_last_that_came_back_is_given_out_unless_said_otherwise() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(3).build();
        assert_eq!(given_after_all_came_back(&pool).await, [3, 2, 1]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_first_that_came_back_is_given_out_if_asked_for() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(3);
        let pool = pool.order(Order::Fifo).build();
        assert_eq!(given_after_all_came_back(&pool).await, [1, 2, 3]);
    })
    .await;
}

/// Has the workers 1, 2 and 3 come back in this order, and returns in which
/// they are given out again.
async fn given_after_all_came_back(pool: &Pool<Workshop>) -> [usize; 3] {
    start(pool).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(pool.checkout().await.unwrap());
    }
    held.sort_by_key(|worker| worker.number);
    held.into_iter().for_each(drop);
    settle().await;
    let one = pool.checkout().await.unwrap();
    let two = pool.checkout().await.unwrap();
    let three = pool.checkout().await.unwrap();
    [one.number, two.number, three.number]
}

#[tokio::test(start_paused = true)]
async fn trying_gets_an_idle_worker() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        assert_eq!(pool.try_checkout().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn trying_does_not_wait_for_what_others_hold() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let now = Instant::now();
        let error = pool.try_checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Full { busy: 1, waiting: 0 });
        assert_eq!(now.elapsed(), Duration::ZERO);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn trying_waits_for_a_worker_that_can_be_started() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        workshop.create_goes(Step::Takes(seconds(1)));
        assert_eq!(pool.try_checkout().await.unwrap().number, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn trying_does_not_wait_for_a_start_that_another_waits_for() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(1)));
        let pool = Pool::builder(workshop).size(1).build();
        pool.start_link().await.unwrap();
        let first = Caller::of(&pool);
        settle().await;
        let error = pool.try_checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Full { busy: 0, waiting: 1 });
        assert!(first.outcome().await.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn those_outside_of_processes_may_ask() {
    let system = System::new("test");
    let pool = Pool::builder(Workshop::default()).size(1).build();
    let theirs = pool.clone();
    let runner = system.spawn(async move |_: Mailbox<()>| {
        start(&theirs).await;
        std::future::pending::<()>().await;
    });
    settle().await;
    let held = pool.checkout().await.unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { pool.checkout().await.map(|worker| worker.number) }
    });
    assert_eq!(status(&pool).await.waiting, 1);
    drop(held);
    assert_eq!(waiting.await.unwrap(), Ok(1));
    assert_eq!(status(&pool).await.idle, 1);
    assert!(runner.is_alive());
    system.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_was_not_started_does_not_run() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).build();
        let error = pool.checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Down(CallError::NoProc));
        let down = CheckoutError::Down(CallError::NoProc);
        assert_eq!(pool.status().await.unwrap_err(), down);
        assert_eq!(pool.stats().await.unwrap_err(), down);
        assert_eq!(pool.ready().await.unwrap_err(), down);
        assert_eq!(pool.resize(1).unwrap_err(), down);
    })
    .await;
}
