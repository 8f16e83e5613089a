//! Workers that do not start.

use std::fmt::Debug;
use std::time::Duration;

use actor_core::{ExitReason, GenServer, process};
use pooly::Pool;
use pooly::pool::{CheckoutError, Manage};
use tokio::time::Instant;

use crate::caller::Caller;
use crate::craftsman::Craftsman;
use crate::workshop::{Failed, Step, Workshop};
use crate::{in_a_system, millis, pass, seconds, settle, start};

/// Returns why no worker could be started.
fn cause(error: CheckoutError) -> ExitReason {
    match error {
        CheckoutError::StartFailed(cause) => cause,
        other => panic!("another error: {other}"),
    }
}

/// Returns what a caller of a pool without workers is told, and after which
/// time.
async fn told<W>(pool: &Pool<W>) -> (String, Duration)
where
    W: Manage<Worker: Debug>,
{
    pool.start_link().await.unwrap();
    let now = Instant::now();
    let error = pool.checkout().await.unwrap_err();
    (cause(error).to_string(), now.elapsed())
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_start_is_told_at_once() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::builder(workshop).size(1).build();
        let told = told(&pool).await;
        assert_eq!(told, (Failed.to_string(), Duration::ZERO));
        let again = pool.checkout().await.unwrap_err();
        assert_eq!(cause(again), ExitReason::error(Failed));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_slow_start_is_told_when_it_fails() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::FailsAfter(seconds(1)));
        let pool = Pool::builder(workshop).size(1).build();
        let (why, when) = told(&pool).await;
        assert_eq!(why, Failed.to_string());
        assert!((seconds(1)..millis(1010)).contains(&when), "{when:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_start_is_told_at_once() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Panics);
        let pool = Pool::builder(workshop).size(1).build();
        let (why, when) = told(&pool).await;
        assert!(why.contains("told to panic"), "{why}");
        assert_eq!(when, Duration::ZERO);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_start_that_takes_too_long_is_told_then() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(3600)));
        let pool = Pool::builder(workshop.clone()).size(1);
        let pool = pool.start_timeout(seconds(2)).build();
        let (why, when) = told(&pool).await;
        assert_eq!(why, "a worker did not start within 2s");
        assert!((seconds(2)..millis(2010)).contains(&when), "{when:?}");
        assert_eq!(workshop.present(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_start_may_take_five_seconds_unless_said_otherwise() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(3600)));
        let pool = Pool::builder(workshop).size(1);
        let pool = pool.checkout_timeout(seconds(60)).build();
        let (_, when) = told(&pool).await;
        assert!((seconds(5)..millis(5010)).contains(&when), "{when:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_error_of_an_init_is_told_at_once() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Fails);
        let pool = Pool::processes(Craftsman::starter(workshop)).size(1);
        let (why, when) = told(&pool.build()).await;
        assert!(why.contains(&Failed.to_string()), "{why}");
        assert_eq!(when, Duration::ZERO);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_init_that_hangs_does_not_harm_the_next_if_it_has_a_timeout() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(3600)));
        let craftsman = Craftsman::starter(workshop.clone());
        let craftsman = craftsman.timeout(seconds(1));
        let pool = Pool::processes(craftsman).size(1).build();
        let (why, when) = told(&pool).await;
        assert!(why.contains("init took longer than 1s"), "{why}");
        assert!((seconds(1)..millis(1010)).contains(&when), "{when:?}");
        workshop.create_goes(Step::Quick);
        pass(seconds(2)).await;
        assert_eq!(pool.status().await.unwrap().idle, 1);
    })
    .await;
}

/// The supervisor finishes the start, and nobody wants it any more.
#[tokio::test(start_paused = true)]
async fn a_process_that_started_too_late_is_ended() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(3)));
        let pool = Pool::processes(Craftsman::starter(workshop.clone()));
        let pool = pool.size(1).start_timeout(seconds(1)).build();
        pool.start_link().await.unwrap();
        let before = crate::process_count().await;
        workshop.create_goes(Step::Quick);
        pass(seconds(60)).await;
        assert_eq!(pool.status().await.unwrap().idle, 1);
        // The first worker and its starters have gone, the second is there.
        assert!(crate::process_count().await < before);
        let live = pool.checkout().await.unwrap();
        assert!(process::is_alive(live.pid()));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn all_who_have_nothing_else_to_wait_for_are_told() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::FailsAfter(seconds(1)));
        let pool = Pool::builder(workshop).size(1).build();
        pool.start_link().await.unwrap();
        let callers = [(); 3].map(|()| Caller::of(&pool));
        for caller in callers {
            let error = caller.outcome().await.unwrap_err();
            assert_eq!(cause(error), ExitReason::error(Failed));
        }
        assert_eq!(pool.status().await.unwrap().waiting, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_can_wait_for_a_busy_worker_goes_on_waiting() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        let held = pool.checkout().await.unwrap();
        workshop.create_goes(Step::Fails);
        let caller = Caller::of(&pool);
        pass(seconds(1)).await;
        assert!(caller.is_waiting());
        let later = Caller::of(&pool);
        settle().await;
        assert!(later.is_waiting());
        drop(held);
        drop(caller.outcome().await.unwrap());
        assert_eq!(later.outcome().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_only_tries_is_told_that_there_was_no_start() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        workshop.create_goes(Step::FailsAfter(seconds(1)));
        let now = Instant::now();
        let error = pool.try_checkout().await.unwrap_err();
        assert_eq!(cause(error), ExitReason::error(Failed));
        assert!(now.elapsed() < millis(1010));
        // Until the next start is due there is nothing to try.
        let error = pool.try_checkout().await.unwrap_err();
        assert_eq!(cause(error), ExitReason::error(Failed));
        assert_eq!(workshop.starts().len(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_full_pool_is_full_although_a_start_has_failed() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        workshop.create_goes(Step::Fails);
        pool.try_checkout().await.unwrap_err();
        pool.resize(0).unwrap();
        let error = pool.try_checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Full { busy: 1, waiting: 0 });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn ready_says_that_a_worker_could_not_be_started() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::FailsAfter(seconds(1)));
        let pool = Pool::builder(workshop).size(2).build();
        pool.start_link().await.unwrap();
        let error = pool.ready().await.unwrap_err();
        assert_eq!(cause(error), ExitReason::error(Failed));
    })
    .await;
}
