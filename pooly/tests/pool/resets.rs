//! What happens to a worker between two holders.

use std::fmt;
use std::time::Duration;

use pooly::Pool;
use pooly::pool::Manage;
use tokio::time::Instant;

use crate::caller::Caller;
use crate::workshop::{Deed, Step, Workshop};
use crate::{in_a_system, millis, pass, seconds, settle, start, status};

/// Starts a pool of so many tools that are reset in this way.
async fn pool_of(size: usize, reset: Step) -> (Workshop, Pool<Workshop>) {
    let workshop = Workshop::default();
    workshop.reset_goes(reset);
    let pool = Pool::builder(workshop.clone()).size(size).build();
    start(&pool).await;
    (workshop, pool)
}

#[tokio::test(start_paused = true)]
async fn a_worker_is_reset_before_the_next_holder_gets_it() {
    in_a_system(async {
        let (workshop, pool) = pool_of(1, Step::Quick).await;
        let held = pool.checkout().await.unwrap();
        assert!(!workshop.has(Deed::Reset(1)));
        let next = Caller::of(&pool);
        settle().await;
        drop(held);
        assert_eq!(next.outcome().await.unwrap().number, 1);
        assert!(workshop.has(Deed::Reset(1)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_reset_delays_nobody_else() {
    in_a_system(async {
        let reset = Step::Takes(seconds(60));
        let (workshop, pool) = pool_of(2, reset).await;
        drop(pool.checkout().await.unwrap());
        let count = status(&pool).await;
        assert_eq!((count.idle, count.resetting), (1, 1));
        let now = Instant::now();
        workshop.reset_goes(Step::Quick);
        for _ in 0..10 {
            drop(pool.checkout().await.unwrap());
        }
        assert_eq!(now.elapsed(), Duration::ZERO);
        pass(seconds(61)).await;
        assert_eq!(pool.status().await.unwrap().idle, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_waits_gets_a_worker_when_it_has_been_reset() {
    in_a_system(async {
        let (_, pool) = pool_of(1, Step::Takes(seconds(1))).await;
        drop(pool.checkout().await.unwrap());
        let now = Instant::now();
        assert_eq!(pool.checkout().await.unwrap().number, 1);
        let waited = now.elapsed();
        assert!((seconds(1)..millis(1010)).contains(&waited), "{waited:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn trying_waits_for_a_worker_that_is_being_reset() {
    in_a_system(async {
        let (_, pool) = pool_of(1, Step::Takes(seconds(1))).await;
        drop(pool.checkout().await.unwrap());
        assert_eq!(pool.try_checkout().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_being_reset_takes_a_place() {
    in_a_system(async {
        let (workshop, pool) = pool_of(2, Step::Takes(seconds(1))).await;
        for _ in 0..20 {
            let one = pool.checkout().await.unwrap();
            let two = pool.checkout().await.unwrap();
            drop((one, two));
        }
        assert_eq!(workshop.most(), 2);
        assert_eq!(workshop.starts().len(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_cannot_be_reset_is_closed_and_replaced() {
    for step in [Step::Fails, Step::FailsAfter(seconds(1))] {
        in_a_system(async move {
            let (workshop, pool) = pool_of(1, step).await;
            drop(pool.checkout().await.unwrap());
            let next = pool.checkout().await.unwrap();
            assert_eq!(next.number, 2);
            assert!(workshop.has(Deed::Closed(1)));
            assert_eq!(workshop.most(), 1);
            let stats = pool.stats().await.unwrap();
            assert_eq!((stats.discarded, stats.closed), (1, 1));
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_whose_reset_panics_is_replaced() {
    for step in [Step::Panics, Step::PanicsAfter(seconds(1))] {
        in_a_system(async move {
            let (workshop, pool) = pool_of(1, step).await;
            drop(pool.checkout().await.unwrap());
            let next = pool.checkout().await.unwrap();
            assert_eq!(next.number, 2);
            assert!(workshop.has(Deed::Gone(1)));
            assert_eq!(workshop.most(), 1);
            assert_eq!(pool.stats().await.unwrap().discarded, 1);
            workshop.reset_goes(Step::Quick);
            drop(next);
            assert_eq!(pool.checkout().await.unwrap().number, 2);
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_failing_reset_delays_nobody_else() {
    in_a_system(async {
        let reset = Step::FailsAfter(seconds(60));
        let (workshop, pool) = pool_of(2, reset).await;
        drop(pool.checkout().await.unwrap());
        settle().await;
        workshop.reset_goes(Step::Quick);
        let now = Instant::now();
        drop(pool.checkout().await.unwrap());
        assert_eq!(now.elapsed(), Duration::ZERO);
        pass(seconds(61)).await;
        assert_eq!(pool.status().await.unwrap().idle, 2);
    })
    .await;
}

/// A slate that is wiped before anything can be waited for, by a function that
/// is not an `async fn`.
struct Slates;

impl Manage for Slates {
    type Worker = String;
    type Error = fmt::Error;

    async fn create(&self) -> Result<String, fmt::Error> {
        Ok(String::new())
    }

    fn reset(
        &self,
        slate: &mut String,
    ) -> impl Future<Output = Result<(), fmt::Error>> + Send {
        assert_ne!(slate, "scratched");
        let is_broken = slate == "broken";
        slate.clear();
        async move { if is_broken { Err(fmt::Error) } else { Ok(()) } }
    }
}

#[tokio::test(start_paused = true)]
async fn a_reset_that_waits_for_nothing_is_a_reset() {
    in_a_system(async {
        let pool = Pool::builder(Slates).size(1).build();
        start(&pool).await;
        for (written, discarded) in
            [("Pizza", 0), ("broken", 1), ("scratched", 2), ("Pizza", 2)]
        {
            let mut slate = pool.checkout().await.unwrap();
            assert_eq!(*slate, "");
            slate.push_str(written);
            drop(slate);
            assert_eq!(status(&pool).await.idle, 1);
            assert_eq!(pool.stats().await.unwrap().discarded, discarded);
        }
    })
    .await;
}
