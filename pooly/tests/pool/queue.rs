//! Waiting for a worker.

use std::time::Duration;

use pooly::pool::CheckoutError;
use pooly::{Pool, sample_worker};
use tokio::time::{Instant, timeout};

use crate::caller::Caller;
use crate::workshop::Workshop;
use crate::{in_a_system, kill, millis, settle, start, status};

#[tokio::test(start_paused = true)]
async fn callers_are_served_in_the_order_in_which_they_asked() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let mut held = pool.checkout().await.unwrap();
        let mut callers = Vec::new();
        for _ in 0..10 {
            callers.push(Caller::of(&pool));
            settle().await;
        }
        while !callers.is_empty() {
            drop(held);
            held = callers.remove(0).outcome().await.unwrap();
            settle().await;
            assert!(callers.iter().all(Caller::is_waiting));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_asks_now_does_not_overtake_those_who_wait() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let held = pool.checkout().await.unwrap();
        let first = Caller::of(&pool);
        settle().await;
        drop(held);
        let second = Caller::of(&pool);
        settle().await;
        assert!(!first.is_waiting() && second.is_waiting());
        drop(first.outcome().await.unwrap());
        assert!(second.outcome().await.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_dropped_caller_leaves_at_once() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let held = pool.checkout().await.unwrap();
        let cut = timeout(millis(50), pool.checkout()).await;
        assert!(cut.is_err());
        assert_eq!(pool.status().await.unwrap().waiting, 0);
        assert_eq!(pool.stats().await.unwrap().abandoned, 1);
        drop(held);
        assert_eq!(pool.checkout().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_killed_caller_leaves_at_once() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let held = pool.checkout().await.unwrap();
        let first = Caller::of(&pool);
        settle().await;
        let second = Caller::of(&pool);
        assert_eq!(status(&pool).await.waiting, 2);
        kill(first.process.pid()).await;
        assert_eq!(pool.status().await.unwrap().waiting, 1);
        let pid = held.pid();
        drop(held);
        assert_eq!(second.outcome().await.unwrap().pid(), pid);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_goes_as_it_is_served_loses_no_worker() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        for _ in 0..10 {
            let held = pool.checkout().await.unwrap();
            let caller = Caller::of(&pool);
            settle().await;
            drop(held);
            // The answer is on its way when nobody waits for it any more.
            caller.process.exit(actor_core::ExitReason::Kill);
            drop(caller);
            let status = status(&pool).await;
            assert_eq!((status.idle, status.waiting), (1, 0));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn one_more_than_may_wait_is_told_at_once() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).max_queue(2);
        let pool = pool.build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let callers = [Caller::of(&pool), Caller::of(&pool)];
        settle().await;
        let now = Instant::now();
        let error = pool.checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Full { busy: 1, waiting: 2 });
        assert_eq!(now.elapsed(), Duration::ZERO);
        assert!(callers.iter().all(Caller::is_waiting));
        let text = error.to_string();
        assert!(text.contains("1 workers are out and 2 callers"), "{text}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_leaves_the_queue_makes_room_for_another() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).max_queue(1);
        let pool = pool.build();
        start(&pool).await;
        let held = pool.checkout().await.unwrap();
        pool.checkout_within(millis(10)).await.unwrap_err();
        let caller = Caller::of(&pool);
        assert_eq!(status(&pool).await.waiting, 1);
        drop(held);
        assert!(caller.outcome().await.is_ok());
    })
    .await;
}

/// A pool is full only if no more workers may be started.
#[tokio::test(start_paused = true)]
async fn without_a_queue_a_worker_is_started_all_the_same() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).max_overflow(1);
        let pool = pool.max_queue(0).build();
        start(&pool).await;
        let _one = pool.checkout().await.unwrap();
        let _two = pool.checkout().await.unwrap();
        let error = pool.checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Full { busy: 2, waiting: 0 });
    })
    .await;
}
