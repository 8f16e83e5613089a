//! Making a pool, and what it is unless said otherwise.

use std::convert::Infallible;

use actor_core::supervisor::Restart;
use actor_core::{Mailbox, process};
use pooly::pool::CheckoutError;
use pooly::{Pool, sample_worker};

use crate::caller::Caller;
use crate::workshop::Workshop;
use crate::{in_a_system, kill, process_count, settle, start, status};

#[tokio::test(start_paused = true)]
async fn a_function_makes_workers() {
    in_a_system(async {
        let pool =
            Pool::builder(async || Ok::<_, Infallible>(String::from("Pizza")));
        let pool = pool.size(1).build();
        start(&pool).await;
        assert_eq!(*pool.checkout().await.unwrap(), "Pizza");
        let length = pool.transaction(async |order| order.len()).await;
        assert_eq!(length, Ok(5));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_name_need_not_be_unique_and_is_not_registered() {
    in_a_system(async {
        let pools = [(); 2].map(|()| {
            let pool = Pool::builder(Workshop::default());
            pool.named("Pizza").size(1).build()
        });
        for pool in &pools {
            start(pool).await;
            assert!(pool.checkout().await.is_ok());
        }
        assert_eq!(process::whereis("Pizza"), None);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn processes_are_restarted_by_nobody_but_the_pool() {
    in_a_system(async {
        let spec = sample_worker::child_spec().restart(Restart::Permanent);
        let pool = Pool::processes(spec).size(2).build();
        start(&pool).await;
        let before = process_count().await;
        let victim = pool.checkout().await.unwrap().pid();
        for _ in 0..10 {
            let victim = pool.checkout().await.unwrap().pid();
            kill(victim).await;
        }
        assert!(!process::is_alive(victim));
        assert_eq!(process_count().await, before);
        assert_eq!(status(&pool).await.idle, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_callers_may_wait_unless_said_otherwise() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let callers: Vec<_> = (0..10_000).map(|_| Caller::of(&pool)).collect();
        settle().await;
        assert!(callers.iter().all(Caller::is_waiting));
        let error = pool.checkout().await.unwrap_err();
        let waiting = 10_000;
        assert_eq!(error, CheckoutError::Full { busy: 1, waiting });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_does_nothing_before_it_is_started() {
    in_a_system(async {
        let workshop = Workshop::default();
        let _pool = Pool::builder(workshop.clone()).build();
        settle().await;
        assert_eq!(workshop.starts().len(), 0);
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "process")]
async fn a_pool_is_started_by_a_process() {
    let pool = Pool::builder(Workshop::default()).build();
    let _ = pool.start_link().await;
}

#[tokio::test(start_paused = true)]
async fn all_handles_are_of_the_same_pool() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let other = pool.clone();
        let held = pool.checkout().await.unwrap();
        assert_eq!(other.status().await.unwrap().busy, 1);
        drop(pool);
        drop(held);
        assert_eq!(other.checkout().await.unwrap().number, 1);
    })
    .await;
}

/// The pool belongs to its supervisor, and not to those who have a handle.
#[tokio::test(start_paused = true)]
async fn a_pool_goes_on_without_a_handle() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).build();
        start(&pool).await;
        drop(pool);
        settle().await;
        assert_eq!(workshop.present(), 2);
    })
    .await;
}

/// The process that started it is what the pool is linked to.
#[tokio::test(start_paused = true)]
async fn a_pool_ends_with_the_process_that_started_it() {
    in_a_system(async {
        let before = process_count().await;
        let pool = Pool::processes(sample_worker::child_spec()).build();
        let theirs = pool.clone();
        let owner = process::spawn(async move |mut mailbox: Mailbox<()>| {
            start(&theirs).await;
            mailbox.receive().await;
        });
        assert_eq!(status(&pool).await.idle, 5);
        kill(owner.pid()).await;
        assert!(pool.checkout().await.is_err());
        assert_eq!(process_count().await, before);
    })
    .await;
}
