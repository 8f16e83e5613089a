//! More workers than the size of the pool.

use pooly::pool::CheckoutError;
use pooly::{Pool, sample_worker};

use crate::caller::Caller;
use crate::workshop::{Deed, Step, Workshop};
use crate::{in_a_system, millis, pass, seconds, settle, start, status};

#[tokio::test(start_paused = true)]
async fn overflow_is_started_when_all_others_are_out() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let _two = pool.checkout().await.unwrap();
        assert_eq!(status(&pool).await.overflow, 0);
        drop(one);
        let _one = pool.checkout().await.unwrap();
        assert_eq!(workshop.starts().len(), 2);
        let _three = pool.checkout().await.unwrap();
        let status = status(&pool).await;
        assert_eq!((status.busy, status.overflow), (3, 1));
        assert_eq!(status.size, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn there_is_no_overflow_unless_said_otherwise() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let error = pool.try_checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Full { busy: 1, waiting: 0 });
        let count = status(&pool).await;
        assert_eq!(count.busy + count.idle + count.starting, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn there_is_never_more_overflow_than_may_be() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(millis(10)));
        workshop.close_goes(Step::Takes(millis(70)));
        let pool = Pool::builder(workshop.clone()).size(2).max_overflow(2);
        let pool = pool.linger(millis(30)).build();
        start(&pool).await;
        let jobs = (0..40_u32).map(|number| {
            let pool = pool.clone();
            Caller::new(async move {
                pass(millis(7) * number).await;
                let worker = pool.checkout().await.unwrap();
                pass(millis(20)).await;
                if number % 3 == 0 {
                    worker.discard();
                }
            })
        });
        for job in jobs.collect::<Vec<_>>() {
            job.outcome().await;
        }
        assert_eq!(workshop.most(), 4);
        pass(seconds(1)).await;
        let status = status(&pool).await;
        assert_eq!((status.idle, status.overflow), (2, 0));
        assert_eq!(workshop.present(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_being_closed_takes_a_place() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        workshop.close_goes(Step::Takes(seconds(2)));
        pool.checkout().await.unwrap().discard();
        let caller = Caller::of(&pool);
        pass(seconds(1)).await;
        let count = status(&pool).await;
        assert_eq!((count.closing, count.starting, count.waiting), (1, 0, 1));
        let error = pool.try_checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Full { busy: 0, waiting: 1 });
        assert_eq!(caller.outcome().await.unwrap().number, 2);
        assert_eq!(workshop.most(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_close_that_hangs_takes_a_place_for_ten_seconds() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        workshop.close_goes(Step::Takes(seconds(3600)));
        pool.checkout().await.unwrap().discard();
        pass(seconds(9)).await;
        assert_eq!(status(&pool).await.closing, 1);
        pass(seconds(2)).await;
        let status = status(&pool).await;
        assert_eq!((status.closing, status.idle), (0, 1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn overflow_lingers_for_a_second_unless_said_otherwise() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        two_out_and_back(&pool).await;
        pass(millis(990)).await;
        assert_eq!(pool.status().await.unwrap().overflow, 1);
        pass(millis(20)).await;
        let status = pool.status().await.unwrap();
        assert_eq!((status.idle, status.overflow), (1, 0));
        assert_eq!(workshop.present(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn overflow_lingers_for_as_long_as_was_said() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.max_overflow(1).linger(seconds(60)).build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let two = pool.checkout().await.unwrap();
        drop((one, two));
        pass(seconds(59)).await;
        assert_eq!(pool.status().await.unwrap().overflow, 1);
        pass(seconds(2)).await;
        assert_eq!(pool.status().await.unwrap().overflow, 0);
        assert_eq!(pool.stats().await.unwrap().closed, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn overflow_that_is_needed_while_it_lingers_is_not_started_again() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        for _ in 0..10 {
            two_out_and_back(&pool).await;
            pass(millis(900)).await;
        }
        assert_eq!(workshop.starts().len(), 2);
        pass(seconds(1)).await;
        assert_eq!(status(&pool).await.overflow, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn without_linger_overflow_is_closed_when_it_comes_back() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.linger(std::time::Duration::ZERO).build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let two = pool.checkout().await.unwrap();
        drop(one);
        let status = pool.status().await.unwrap();
        assert_eq!((status.idle, status.busy, status.overflow), (0, 1, 0));
        assert!(workshop.has(Deed::Closed(1)));
        drop(two);
        assert_eq!(pool.status().await.unwrap().idle, 1);
        assert!(!workshop.has(Deed::Closed(2)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn without_linger_overflow_goes_to_who_waits() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.linger(std::time::Duration::ZERO).build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let _two = pool.checkout().await.unwrap();
        let caller = Caller::of(&pool);
        settle().await;
        let number = one.number;
        drop(one);
        assert_eq!(caller.outcome().await.unwrap().number, number);
        assert_eq!(workshop.starts().len(), 2);
    })
    .await;
}

/// Has two workers out at the same time, and gives them back.
async fn two_out_and_back(pool: &Pool<Workshop>) {
    let one = pool.checkout().await.unwrap();
    let two = pool.checkout().await.unwrap();
    drop((one, two));
}
