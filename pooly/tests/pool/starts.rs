//! Starting workers.

use std::time::Duration;

use actor_core::GenServer;
use pooly::pool::CheckoutError;
use pooly::{Pool, sample_worker};
use tokio::time::Instant;

use crate::caller::Caller;
use crate::craftsman::Craftsman;
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, millis, pass, seconds, settle, start, status};

#[tokio::test(start_paused = true)]
async fn a_pool_has_five_workers_unless_said_otherwise() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).build();
        start(&pool).await;
        let status = pool.status().await.unwrap();
        assert_eq!((status.idle, status.size), (5, 5));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn starting_a_pool_does_not_wait_for_its_workers() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(1)));
        let pool = Pool::builder(workshop).size(3).build();
        let now = Instant::now();
        pool.start_link().await.unwrap();
        assert_eq!(now.elapsed(), Duration::ZERO);
        assert_eq!(pool.status().await.unwrap().starting, 3);
        pool.ready().await.unwrap();
        assert!((seconds(1)..millis(1010)).contains(&now.elapsed()));
        assert_eq!(pool.status().await.unwrap().idle, 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_start_delays_nobody_else() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let _two = pool.checkout().await.unwrap();
        workshop.create_goes(Step::Takes(seconds(4)));
        let third = Caller::of(&pool);
        settle().await;
        let now = Instant::now();
        let fourth = Caller::of(&pool);
        settle().await;
        drop(one);
        // It need not wait for its own start if another worker comes back.
        assert!(third.outcome().await.is_ok());
        assert!(now.elapsed() < millis(10));
        assert_eq!(pool.status().await.unwrap().starting, 1);
        assert!(fourth.outcome().await.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_init_delays_nobody_else() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::processes(Craftsman::starter(workshop.clone()));
        let pool = pool.size(1).max_overflow(1).build();
        start(&pool).await;
        let held = pool.checkout().await.unwrap();
        workshop.create_goes(Step::Takes(seconds(4)));
        let callers = [Caller::of(&pool), Caller::of(&pool)];
        settle().await;
        drop(held);
        let [first, second] = callers;
        let now = Instant::now();
        drop(first.outcome().await.unwrap());
        drop(second.outcome().await.unwrap());
        assert!(now.elapsed() < millis(10));
        assert_eq!(pool.status().await.unwrap().starting, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn slow_starts_go_on_beside_each_other() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(1)));
        let pool = Pool::builder(workshop).size(1).max_overflow(9).build();
        pool.start_link().await.unwrap();
        let now = Instant::now();
        let callers: Vec<_> = (0..10).map(|_| Caller::of(&pool)).collect();
        let mut held = Vec::new();
        for caller in callers {
            held.push(caller.outcome().await.unwrap());
        }
        assert!(now.elapsed() < millis(1010));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn no_worker_is_started_before_it_is_needed() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(3).min_idle(0);
        let pool = pool.build();
        start(&pool).await;
        assert_eq!(workshop.starts().len(), 0);
        let one = pool.checkout().await.unwrap();
        assert_eq!(workshop.starts().len(), 1);
        drop(one);
        drop(pool.checkout().await.unwrap());
        let status = status(&pool).await;
        assert_eq!((status.idle, status.size), (1, 3));
        assert_eq!(workshop.starts().len(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn as_many_as_are_to_be_kept_are_started_at_once() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(5).min_idle(2);
        let pool = pool.build();
        start(&pool).await;
        assert_eq!(pool.status().await.unwrap().idle, 2);
        let mut held = Vec::new();
        for _ in 0..5 {
            held.push(pool.checkout().await.unwrap());
        }
        assert_eq!(workshop.most(), 5);
        let error = pool.try_checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Full { busy: 5, waiting: 0 });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn as_many_processes_as_are_to_be_kept_are_started_at_once() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(5);
        let pool = pool.min_idle(2).build();
        start(&pool).await;
        assert_eq!(pool.status().await.unwrap().idle, 2);
        assert_eq!(pool.stats().await.unwrap().started, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_whose_caller_has_gone_is_kept() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(1)));
        let pool = Pool::builder(workshop.clone()).size(1).min_idle(0);
        let pool = pool.build();
        pool.start_link().await.unwrap();
        pool.checkout_within(millis(500)).await.unwrap_err();
        pass(seconds(1)).await;
        assert_eq!(pool.status().await.unwrap().idle, 1);
        assert_eq!(pool.checkout().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_of_no_workers_has_what_overflows() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(0).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        assert_eq!(status(&pool).await.overflow, 1);
        drop(worker);
        pass(seconds(2)).await;
        assert_eq!(workshop.present(), 0);
    })
    .await;
}
