//! How long a caller waits.

use std::time::Duration;

use pooly::Pool;
use pooly::pool::CheckoutError;
use tokio::time::Instant;

use crate::caller::Caller;
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, millis, pass, seconds, settle, start, status};

#[tokio::test(start_paused = true)]
async fn a_caller_that_waited_too_long_leaves_at_once() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let now = Instant::now();
        let error = pool.checkout_within(millis(50)).await.unwrap_err();
        let waited = millis(50);
        assert_eq!(error, CheckoutError::Timeout { waited, waiting: 0 });
        assert!((millis(50)..millis(52)).contains(&now.elapsed()));
        assert_eq!(pool.status().await.unwrap().waiting, 0);
        assert_eq!(pool.stats().await.unwrap().timed_out, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_a_second_is_at_most_20_ms_late() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        for after in [1, 3, 7] {
            pass(millis(after)).await;
            let now = Instant::now();
            let timeout = seconds(1);
            pool.checkout_within(timeout).await.unwrap_err();
            let late = now.elapsed().checked_sub(timeout).unwrap();
            assert!(late <= millis(20), "{late:?}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_timeout_says_how_many_others_wait() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let _others = [Caller::of(&pool), Caller::of(&pool)];
        settle().await;
        let error = pool.checkout_within(millis(50)).await.unwrap_err();
        let waited = millis(50);
        assert_eq!(error, CheckoutError::Timeout { waited, waiting: 2 });
        assert_eq!(pool.status().await.unwrap().waiting, 2);
        let text = error.to_string();
        assert!(text.contains("50ms, and 2 others wait"), "{text}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_checkout_waits_five_seconds_unless_said_otherwise() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let now = Instant::now();
        pool.checkout().await.unwrap_err();
        let waited = now.elapsed();
        assert!((seconds(5)..=millis(5020)).contains(&waited), "{waited:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_says_how_long_its_checkouts_wait() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1);
        let pool = pool.checkout_timeout(millis(30)).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let error = pool.checkout().await.unwrap_err();
        let waited = millis(30);
        assert_eq!(error, CheckoutError::Timeout { waited, waiting: 0 });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn no_time_to_wait_is_time_for_an_idle_worker() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        assert!(pool.checkout_within(Duration::MAX).await.is_ok());
        let worker = pool.checkout_within(millis(1)).await;
        assert!(worker.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn unfit_workers_do_not_make_a_caller_wait_longer_than_it_said() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        workshop.check_goes(Step::Fails);
        workshop.create_goes(Step::Takes(millis(100)));
        let now = Instant::now();
        let error = pool.checkout_within(millis(450)).await.unwrap_err();
        let waited = millis(450);
        assert_eq!(error, CheckoutError::Timeout { waited, waiting: 0 });
        assert!((millis(450)..millis(460)).contains(&now.elapsed()));
        assert_eq!(status(&pool).await.waiting, 0);
    })
    .await;
}
