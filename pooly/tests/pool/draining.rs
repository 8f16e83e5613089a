//! Ending a pool that others use, when they have had time to finish.

use pooly::pool::{CheckoutError, StillOut};
use pooly::{Pool, sample_worker};
use tokio::time::Instant;

use crate::caller::{Caller, Holder};
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, millis, pass, seconds, settle, start, status};

#[tokio::test(start_paused = true)]
async fn draining_serves_those_who_wait_and_nobody_else() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        let held = pool.checkout().await.unwrap();
        let waiting = Caller::of(&pool);
        settle().await;
        let theirs = pool.clone();
        let drain = Caller::new(async move { theirs.drain(seconds(60)).await });
        settle().await;
        let error = pool.checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Closed);
        assert!(waiting.is_waiting());
        drop(held);
        let worker = waiting.outcome().await.unwrap();
        settle().await;
        assert!(drain.is_waiting());
        drop(worker);
        assert_eq!(drain.outcome().await, Ok(()));
        assert_eq!(workshop.present(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn draining_ends_when_all_are_closed() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).build();
        start(&pool).await;
        workshop.close_goes(Step::Takes(seconds(1)));
        let holder = Holder::of(&pool).await;
        let now = Instant::now();
        let theirs = pool.clone();
        let drain = Caller::new(async move { theirs.drain(seconds(60)).await });
        pass(seconds(5)).await;
        holder.let_go();
        assert_eq!(drain.outcome().await, Ok(()));
        assert!((seconds(6)..millis(6010)).contains(&now.elapsed()));
        assert_eq!(workshop.present(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn draining_says_who_is_still_out_and_closes_the_pool() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(3).build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let two = pool.checkout().await.unwrap();
        let three = pool.checkout().await.unwrap();
        let theirs = pool.clone();
        let drain = Caller::new(async move { theirs.drain(seconds(10)).await });
        pass(seconds(1)).await;
        drop(one);
        let error = drain.outcome().await.unwrap_err();
        assert_eq!(error, StillOut { out: 2, waited: seconds(10) });
        assert_eq!(error.to_string(), "2 workers were not back after 10s");
        let refused = pool.checkout().await.unwrap_err();
        assert_eq!(refused, CheckoutError::Closed);
        drop((two, three));
        settle().await;
        assert_eq!(workshop.present(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_are_refused_when_the_time_for_draining_is_over() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1);
        let pool = pool.checkout_timeout(seconds(60)).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let waiting = Caller::of(&pool);
        settle().await;
        pool.drain(seconds(10)).await.unwrap_err();
        let error = waiting.outcome().await.unwrap_err();
        assert_eq!(error, CheckoutError::Closed);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn draining_waits_for_those_who_wait_for_a_start() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.backoff(seconds(4), seconds(4)).build();
        start(&pool).await;
        let held = pool.checkout().await.unwrap();
        workshop.create_goes(Step::Fails);
        let waiting = Caller::of(&pool);
        settle().await;
        workshop.create_goes(Step::Quick);
        let theirs = pool.clone();
        let drain = Caller::new(async move { theirs.drain(seconds(60)).await });
        settle().await;
        // Nobody is out or coming before the next start is tried.
        held.discard();
        settle().await;
        assert!(!waiting.is_waiting() || drain.is_waiting());
        drop(waiting.outcome().await);
        assert_eq!(drain.outcome().await, Ok(()));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_is_idle_drains_at_once() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(3);
        let pool = pool.build();
        start(&pool).await;
        assert_eq!(pool.drain(seconds(1)).await, Ok(()));
        let error = pool.checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Closed);
        let status = status(&pool).await;
        assert_eq!((status.idle, status.closing), (0, 0));
    })
    .await;
}
