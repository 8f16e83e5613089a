//! Workers that were used, or idle, for long enough.

use std::time::Duration;

use pooly::{Pool, sample_worker};
use tokio::time::Instant;

use crate::workshop::{Deed, Workshop};
use crate::{in_a_system, millis, pass, seconds, start, status};

#[tokio::test(start_paused = true)]
async fn an_idle_worker_is_replaced_when_it_is_old() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1);
        let pool = pool.max_lifetime(seconds(100)).build();
        start(&pool).await;
        pass(seconds(89)).await;
        assert!(!workshop.has(Deed::Closed(1)));
        pass(seconds(12)).await;
        assert!(workshop.has(Deed::Closed(1)));
        assert_eq!(status(&pool).await.idle, 1);
        assert_eq!(pool.checkout().await.unwrap().number, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_old_process_is_replaced() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.max_lifetime(seconds(100)).build();
        start(&pool).await;
        let old = pool.checkout().await.unwrap().pid();
        pass(seconds(101)).await;
        assert_ne!(pool.checkout().await.unwrap().pid(), old);
        assert!(!actor_core::process::is_alive(old));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn lifetimes_differ_by_up_to_a_tenth() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(40);
        let pool = pool.max_lifetime(seconds(100)).build();
        let begin = Instant::now();
        start(&pool).await;
        pass(seconds(101)).await;
        let ages = (1..=40).map(|tool| workshop.when(Deed::Closed(tool)));
        let ages: Vec<_> = ages.map(|when| when - begin).collect();
        let (least, most) = (ages.iter().min(), ages.iter().max());
        let (least, most) = (*least.unwrap(), *most.unwrap());
        // A timer may be a few milliseconds late.
        assert!(least >= seconds(90), "{least:?}");
        assert!(most <= seconds(100) + millis(20), "{most:?}");
        // Forty are this close together once in 10^10 times.
        assert!(most > least + seconds(5), "{least:?} to {most:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_busy_worker_is_replaced_when_it_comes_back_old() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1);
        let pool = pool.max_lifetime(seconds(100)).build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        pass(seconds(200)).await;
        assert_eq!(pool.status().await.unwrap().busy, 1);
        assert!(!workshop.has(Deed::Closed(1)));
        drop(worker);
        assert_eq!(pool.checkout().await.unwrap().number, 2);
        assert!(workshop.has(Deed::Closed(1)));
        assert_eq!(pool.stats().await.unwrap().discarded, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn workers_do_not_grow_old_unless_said_otherwise() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        pass(Duration::from_hours(365 * 24)).await;
        assert_eq!(workshop.starts().len(), 1);
        assert_eq!(pool.checkout().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn idle_workers_are_closed_down_to_those_that_are_kept() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(4).min_idle(1);
        let pool = pool.idle_timeout(seconds(10)).build();
        start(&pool).await;
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(pool.checkout().await.unwrap());
        }
        drop(held);
        pass(millis(9_990)).await;
        assert_eq!(pool.status().await.unwrap().idle, 4);
        pass(millis(20)).await;
        assert_eq!(pool.status().await.unwrap().idle, 1);
        pass(seconds(3600)).await;
        assert_eq!(pool.status().await.unwrap().idle, 1);
        assert_eq!(workshop.present(), 1);
        assert_eq!(workshop.starts().len(), 4);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn those_that_are_used_are_not_idle() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(4).min_idle(0);
        let pool = pool.idle_timeout(seconds(10)).build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let two = pool.checkout().await.unwrap();
        drop((one, two));
        for _ in 0..10 {
            pass(seconds(6)).await;
            drop(pool.checkout().await.unwrap());
        }
        // The same one was used each time, the other was not.
        assert_eq!(status(&pool).await.idle, 1);
        assert_eq!(workshop.starts().len(), 2);
        pass(seconds(11)).await;
        assert_eq!(pool.status().await.unwrap().idle, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn idle_processes_are_ended() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(2);
        let pool = pool.min_idle(0).idle_timeout(seconds(10)).build();
        start(&pool).await;
        let before = crate::process_count().await;
        drop(pool.checkout().await.unwrap());
        assert_eq!(crate::process_count().await, before + 1);
        pass(seconds(11)).await;
        assert_eq!(crate::process_count().await, before);
        assert_eq!(pool.stats().await.unwrap().closed, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_grows_old_also_if_another_did_while_it_was_out() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(2);
        let pool = pool.max_lifetime(seconds(100)).build();
        start(&pool).await;
        let begin = Instant::now();
        let mut held = Vec::new();
        while pool.stats().await.unwrap().started == 2 {
            held.clear();
            held.push(pool.checkout().await.unwrap());
            held.push(pool.checkout().await.unwrap());
            pass(millis(10)).await;
        }
        // One of the two was too old when it came back. From now on nobody
        // asks for the other.
        drop(held);
        pass(seconds(101).saturating_sub(begin.elapsed())).await;
        assert_eq!(pool.stats().await.unwrap().started, 4);
    })
    .await;
}
