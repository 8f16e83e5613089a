//! When a start is tried again.

use std::time::Duration;

use pooly::Pool;
use pooly::pool::CheckoutError;

use crate::craftsman::FreeCraftsmen;
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, millis, pass, seconds, settle, status};

/// Returns the times between the starts that were tried.
fn pauses(workshop: &Workshop) -> Vec<Duration> {
    let starts = workshop.starts();
    starts.windows(2).map(|two| two[1] - two[0]).collect()
}

/// Asserts that each pause is the delay, or up to a half less.
fn assert_pauses(pauses: &[Duration], delays: &[u64]) {
    assert!(pauses.len() >= delays.len(), "{pauses:?}");
    for (pause, delay) in pauses.iter().zip(delays) {
        let delay = millis(*delay);
        // A timer may be a few milliseconds late.
        let fits = delay / 2..=delay + millis(5);
        assert!(fits.contains(pause), "{pause:?} for {delay:?}: {pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_start_is_tried_again_after_twice_the_time_up_to_the_longest() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(1);
        let pool = pool.backoff(seconds(1), seconds(10)).build();
        pool.start_link().await.unwrap();
        pass(seconds(60)).await;
        let delays = [1_000, 2_000, 4_000, 8_000, 10_000, 10_000];
        assert_pauses(&pauses(&workshop), &delays);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_start_is_tried_again_after_100_ms_unless_said_otherwise() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(1).build();
        pool.start_link().await.unwrap();
        pass(seconds(120)).await;
        let delays = [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000];
        assert_pauses(&pauses(&workshop), &delays);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_pauses_differ_by_chance() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(1);
        let pool = pool.backoff(seconds(8), seconds(8)).build();
        pool.start_link().await.unwrap();
        pass(seconds(8 * 40)).await;
        let pauses = pauses(&workshop);
        assert_pauses(&pauses, &[8_000; 40]);
        let least = pauses.iter().min().copied().unwrap();
        let most = pauses.iter().max().copied().unwrap();
        // Forty are this close together once in 10^20 times.
        assert!(most > least + seconds(1), "{pauses:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn after_a_failure_one_start_is_tried_at_a_time() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::FailsAfter(seconds(2)));
        let pool = Pool::builder(workshop.clone()).size(5).build();
        pool.start_link().await.unwrap();
        pass(seconds(3)).await;
        assert_eq!(workshop.most(), 5);
        for _ in 0..20 {
            pass(seconds(1)).await;
            assert!(workshop.present() <= 1);
        }
        assert!(workshop.starts().len() > 6);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn several_that_fail_together_are_one_failure() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(5);
        let pool = pool.backoff(seconds(1), seconds(60)).build();
        pool.start_link().await.unwrap();
        pass(seconds(10)).await;
        assert_pauses(&pauses(&workshop)[4..], &[1_000, 2_000]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_recovers_by_itself() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(5).build();
        pool.start_link().await.unwrap();
        pass(seconds(60)).await;
        workshop.create_goes(Step::Quick);
        pass(seconds(11)).await;
        assert_eq!(pool.status().await.unwrap().idle, 5);
        pool.ready().await.unwrap();
        assert!(pool.checkout().await.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_time_is_short_again_after_a_start() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(1);
        let pool = pool.backoff(millis(100), seconds(60)).build();
        pool.start_link().await.unwrap();
        pass(seconds(60)).await;
        workshop.create_goes(Step::Quick);
        pass(seconds(61)).await;
        workshop.create_goes(Step::Fails);
        let before = workshop.starts().len();
        drop(pool.checkout().await.unwrap());
        pool.checkout().await.unwrap().discard();
        pass(millis(350)).await;
        assert_pauses(&pauses(&workshop)[before..], &[100]);
    })
    .await;
}

/// The worker was there for an hour, and nobody needed it.
#[tokio::test(start_paused = true)]
async fn the_time_is_short_again_after_an_idle_hour() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(1);
        let pool = pool.backoff(millis(100), seconds(60)).build();
        pool.start_link().await.unwrap();
        pass(seconds(60)).await;
        workshop.create_goes(Step::Quick);
        pass(seconds(3600)).await;
        workshop.create_goes(Step::Fails);
        let before = workshop.starts().len();
        pool.checkout().await.unwrap().discard();
        pass(millis(350)).await;
        assert_pauses(&pauses(&workshop)[before..], &[100]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn workers_that_start_and_crash_are_not_started_all_the_time() {
    in_a_system(async {
        let workshop = Workshop::default();
        let craftsmen = FreeCraftsmen::hasty(workshop.clone());
        let pool = Pool::builder(craftsmen).size(1).build();
        pool.start_link().await.unwrap();
        pass(seconds(60)).await;
        let starts = workshop.starts().len();
        assert!((10..30).contains(&starts), "{starts} starts in a minute");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_nobody_needs_is_not_tried_again() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(1).min_idle(0);
        let pool = pool.build();
        pool.start_link().await.unwrap();
        pool.checkout().await.unwrap_err();
        pass(seconds(60)).await;
        assert_eq!(workshop.starts().len(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_needed_again_after_the_pause_is_tried_again() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop.clone()).size(1).min_idle(0);
        let pool = pool.build();
        pool.start_link().await.unwrap();
        pool.checkout().await.unwrap_err();
        settle().await;
        let error = pool.checkout().await.unwrap_err();
        assert!(matches!(error, CheckoutError::StartFailed(_)), "{error}");
        assert_eq!(workshop.starts().len(), 1);
        workshop.create_goes(Step::Quick);
        pass(millis(100)).await;
        assert!(pool.checkout().await.is_ok());
        assert_eq!(workshop.starts().len(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_are_served_when_a_start_succeeds_again() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.build();
        crate::start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        workshop.create_goes(Step::Fails);
        let caller = crate::caller::Caller::of(&pool);
        pass(seconds(1)).await;
        workshop.create_goes(Step::Quick);
        assert_eq!(caller.outcome().await.unwrap().number, 2);
        assert_eq!(status(&pool).await.waiting, 0);
    })
    .await;
}
