//! Finding out whether a worker is fit for use.

use std::time::Duration;

use pooly::Pool;
use pooly::pool::CheckoutError;
use tokio::time::{Instant, timeout};

use crate::caller::{Caller, Holder};
use crate::workshop::{Deed, Step, Workshop};
use crate::{in_a_system, kill, millis, pass, seconds, settle, start, status};

#[tokio::test(start_paused = true)]
async fn trying_does_not_wait_for_what_others_hold_after_a_failed_check() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        workshop.check_goes(Step::Fails);
        workshop.create_goes(Step::Fails);
        let now = Instant::now();
        let error = pool.try_checkout().await.unwrap_err();
        assert!(matches!(error, CheckoutError::StartFailed(_)), "{error}");
        assert!(now.elapsed() < millis(100));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_unfit_worker_is_replaced_before_its_caller_is_served() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        workshop.check_goes(Step::FailsAfter(seconds(1)));
        let caller = Caller::of(&pool);
        settle().await;
        workshop.check_goes(Step::Quick);
        let worker = caller.outcome().await.unwrap();
        assert_eq!(worker.number, 2);
        assert!(workshop.has(Deed::Checked(2)));
        assert!(workshop.has(Deed::Closed(1)));
        assert_eq!(pool.stats().await.unwrap().discarded, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_check_delays_nobody_else() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).build();
        start(&pool).await;
        workshop.check_goes(Step::Takes(seconds(60)));
        let slow = Caller::of(&pool);
        settle().await;
        workshop.check_goes(Step::Quick);
        let now = Instant::now();
        let _worker = pool.checkout().await.unwrap();
        assert_eq!(now.elapsed(), Duration::ZERO);
        assert!(slow.is_waiting());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_goes_during_the_check_leaves_an_unfit_worker() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        workshop.check_goes(Step::Takes(seconds(1)));
        let checkout = pool.checkout();
        let cut = timeout(millis(500), checkout).await;
        assert!(cut.is_err());
        let status = status(&pool).await;
        assert_eq!((status.idle, status.busy), (1, 0));
        assert!(workshop.has(Deed::Closed(1)));
        workshop.check_goes(Step::Quick);
        assert_eq!(pool.checkout().await.unwrap().number, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_killed_caller_loses_no_worker_to_its_check() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        workshop.check_goes(Step::Takes(seconds(1)));
        let caller = Caller::of(&pool);
        settle().await;
        kill(caller.process.pid()).await;
        workshop.check_goes(Step::Quick);
        let holder = Holder::of(&pool).await;
        pass(seconds(2)).await;
        assert_eq!(status(&pool).await.busy, 1);
        holder.let_go();
        assert_eq!(status(&pool).await.idle, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_whose_worker_was_unfit_keeps_its_turn() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        workshop.check_goes(Step::FailsAfter(seconds(1)));
        let first = Caller::of(&pool);
        settle().await;
        workshop.check_goes(Step::Quick);
        let second = Caller::of(&pool);
        assert_eq!(status(&pool).await.waiting, 1);
        let worker = first.outcome().await.unwrap();
        settle().await;
        assert!(second.is_waiting());
        drop(worker);
        assert!(second.outcome().await.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn two_callers_whose_workers_were_unfit_keep_their_order() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).build();
        start(&pool).await;
        workshop.check_goes(Step::FailsAfter(seconds(1)));
        let first = Caller::of(&pool);
        settle().await;
        workshop.check_goes(Step::FailsAfter(seconds(2)));
        let second = Caller::of(&pool);
        settle().await;
        workshop.check_goes(Step::Quick);
        // Both wait again before the first worker has started.
        workshop.create_goes(Step::Takes(seconds(2)));
        let first = first.outcome().await.unwrap();
        assert!(second.is_waiting());
        assert!(first.number < second.outcome().await.unwrap().number);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_whose_worker_was_unfit_is_served_in_a_full_queue() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_queue(1);
        let pool = pool.build();
        start(&pool).await;
        workshop.check_goes(Step::FailsAfter(seconds(1)));
        workshop.close_goes(Step::Takes(seconds(1)));
        let first = Caller::of(&pool);
        settle().await;
        workshop.check_goes(Step::Quick);
        let second = Caller::of(&pool);
        drop(first.outcome().await.unwrap());
        assert!(second.outcome().await.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_whose_worker_was_unfit_is_served_while_draining() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        workshop.check_goes(Step::FailsAfter(seconds(1)));
        let caller = Caller::of(&pool);
        settle().await;
        workshop.check_goes(Step::Quick);
        let theirs = pool.clone();
        let drain = Caller::new(async move { theirs.drain(seconds(60)).await });
        let worker = caller.outcome().await.unwrap();
        assert_eq!(worker.number, 2);
        assert!(drain.is_waiting());
        drop(worker);
        assert_eq!(drain.outcome().await, Ok(()));
    })
    .await;
}
