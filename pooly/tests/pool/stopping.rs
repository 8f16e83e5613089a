//! Stopping the tree of a pool.

use actor_core::{CallError, ExitReason};
use pooly::pool::CheckoutError;
use pooly::{Pool, sample_worker};

use crate::caller::Caller;
use crate::craftsman::FreeCraftsmen;
use crate::workshop::{Deed, Step, Workshop};
use crate::{in_a_system, process_count, seconds, settle, stop};

#[tokio::test(start_paused = true)]
async fn a_pool_can_be_started_again_when_it_was_stopped() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        for _ in 0..3 {
            let tree = pool.start_link().await.unwrap();
            assert!(pool.checkout().await.unwrap().is_alive());
            stop(&tree).await;
            let error = pool.checkout().await.unwrap_err();
            assert_eq!(error, CheckoutError::Down(CallError::NoProc));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_are_told_that_the_pool_was_stopped() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        let tree = pool.start_link().await.unwrap();
        let _held = pool.checkout().await.unwrap();
        let callers = [Caller::of(&pool), Caller::of(&pool)];
        settle().await;
        stop(&tree).await;
        for caller in callers {
            let error = caller.outcome().await.unwrap_err();
            let cause = CallError::Exited(ExitReason::Shutdown);
            assert_eq!(error, CheckoutError::Down(cause));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn stopping_a_pool_leaves_no_process() {
    in_a_system(async {
        let before = process_count().await;
        let pool = Pool::processes(sample_worker::child_spec()).size(3);
        let pool = pool.build();
        let tree = pool.start_link().await.unwrap();
        pool.ready().await.unwrap();
        let held = pool.checkout().await.unwrap();
        stop(&tree).await;
        assert!(!held.is_alive());
        assert_eq!(process_count().await, before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn stopping_a_pool_closes_its_resources() {
    in_a_system(async {
        let before = process_count().await;
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(4).build();
        let tree = pool.start_link().await.unwrap();
        pool.ready().await.unwrap();
        let held = pool.checkout().await.unwrap();
        workshop.reset_goes(Step::Takes(seconds(60)));
        drop(pool.checkout().await.unwrap());
        workshop.close_goes(Step::Takes(seconds(1)));
        settle().await;
        stop(&tree).await;
        let closed = (1..=4).filter(|tool| workshop.has(Deed::Closed(*tool)));
        assert_eq!(closed.count(), 2);
        // Only the one that is held is there.
        assert_eq!(workshop.present(), 1);
        drop(held);
        assert_eq!(workshop.present(), 0);
        assert_eq!(process_count().await, before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn stopping_a_pool_ends_its_slow_starts() {
    in_a_system(async {
        let before = process_count().await;
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(3600)));
        let pool = Pool::builder(workshop.clone()).size(3).build();
        let tree = pool.start_link().await.unwrap();
        settle().await;
        stop(&tree).await;
        assert_eq!(process_count().await, before);
        assert_eq!(workshop.present(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn stopping_a_pool_closes_processes_that_have_no_supervisor() {
    in_a_system(async {
        let before = process_count().await;
        let craftsmen = FreeCraftsmen::calm(Workshop::default());
        let pool = Pool::builder(craftsmen).size(2).build();
        let tree = pool.start_link().await.unwrap();
        pool.ready().await.unwrap();
        stop(&tree).await;
        assert_eq!(process_count().await, before);
    })
    .await;
}
