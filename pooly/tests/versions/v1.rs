//! Version 1: one pool, which nobody may crash in.

use std::time::Duration;

use actor_core::{ExitReason, process};
use pooly::sample_worker::Worker;
use pooly::v1::{self, PoolConfig, Status};

use crate::consumer::Consumer;
use crate::{end, in_a_system, kill, process_count, settle, whereis};

const SERVER: &str = "Pooly.Server";

/// Checks out a worker that is there.
async fn checkout() -> Worker {
    v1::checkout().await.unwrap().expect("there is an idle worker")
}

async fn checkout_all(size: usize) -> Vec<Worker> {
    let mut workers = Vec::new();
    for _ in 0..size {
        workers.push(checkout().await);
    }
    workers
}

async fn assert_status(idle: usize, busy: usize) {
    assert_eq!(v1::status().await, Ok(Status { idle, busy }));
}

#[tokio::test(start_paused = true)]
async fn v1_has_five_workers_unless_it_is_told_otherwise() {
    in_a_system(async {
        v1::start_pool(PoolConfig::default()).await.unwrap();
        assert_eq!(v1::status().await.unwrap().to_string(), "{5, 0}");
        checkout_all(5).await;
        assert_eq!(v1::status().await.unwrap().to_string(), "{0, 5}");
        assert!(v1::checkout().await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v1_hands_out_a_dead_worker() {
    in_a_system(async {
        v1::start_pool(PoolConfig::default()).await.unwrap();
        let worker = checkout().await;
        v1::checkin(&worker);
        assert_status(5, 0).await;
        kill(worker.pid()).await;

        assert_status(5, 0).await;
        let handed_out = checkout().await;
        assert_eq!(handed_out.pid(), worker.pid());
        assert!(!handed_out.is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v1_replaces_a_dead_worker_by_one_that_nobody_can_reach() {
    in_a_system(async {
        v1::start_pool(PoolConfig::default()).await.unwrap();
        let worker = checkout().await;
        v1::checkin(&worker);
        let before = process_count().await;
        kill(worker.pid()).await;
        // There is a replacement.
        assert_eq!(process_count().await, before);
        let workers = checkout_all(5).await;
        let alive = workers.iter().filter(|worker| worker.is_alive());
        assert_eq!(alive.count(), 4);
        assert!(v1::checkout().await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v1_takes_a_dead_worker_back() {
    in_a_system(async {
        v1::start_pool(PoolConfig::default()).await.unwrap();
        let worker = checkout().await;
        kill(worker.pid()).await;
        assert_status(4, 1).await;
        v1::checkin(&worker);
        assert_status(5, 0).await;
        assert_eq!(checkout().await.pid(), worker.pid());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v1_loses_the_pool_when_a_consumer_ends() {
    in_a_system(async {
        v1::start_pool(PoolConfig::default()).await.unwrap();
        for reason in [ExitReason::Normal, "crash".into(), ExitReason::Kill] {
            let server = whereis(SERVER);
            let mine = checkout().await;
            let mut consumer = Consumer::new(checkout());
            let theirs = consumer.given().await;
            assert_status(3, 2).await;
            if reason == ExitReason::Normal {
                // A signal of this reason ends nobody else.
                consumer.process.send(());
                settle().await;
            } else {
                end(consumer.process.pid(), reason).await;
            }

            assert_ne!(whereis(SERVER), server);
            assert!(!theirs.is_alive());
            // Who had nothing to do with it loses its worker too.
            assert!(!mine.is_alive());
            assert_status(5, 0).await;
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v1_does_not_mind_a_consumer_that_has_checked_in() {
    in_a_system(async {
        v1::start_pool(PoolConfig::default()).await.unwrap();
        let server = whereis(SERVER);
        let consumer = Consumer::new(async {
            let worker = checkout().await;
            v1::checkin(&worker);
            // It has been heard when a question is answered.
            v1::status().await.unwrap()
        });
        settle().await;
        end(consumer.process.pid(), "crash").await;
        assert_eq!(whereis(SERVER), server);
        assert_status(5, 0).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v1_does_not_survive_the_fourth_consumer_in_five_seconds() {
    in_a_system(async {
        process::trap_exit(true);
        let count = process_count().await;
        let pool = v1::start_pool(PoolConfig::default()).await.unwrap();
        for _ in 1..=3 {
            let consumer = Consumer::new(checkout());
            settle().await;
            end(consumer.process.pid(), "crash").await;
            assert_status(5, 0).await;
        }
        let consumer = Consumer::new(checkout());
        settle().await;
        let (down, ()) =
            tokio::join!(pool.down(), end(consumer.process.pid(), "crash"));
        assert_eq!(down.reason, ExitReason::Shutdown);
        assert_eq!(process_count().await, count);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v1_survives_a_consumer_every_two_seconds() {
    in_a_system(async {
        let pool = v1::start_pool(PoolConfig::default()).await.unwrap();
        for _ in 1..=20 {
            let consumer = Consumer::new(checkout());
            settle().await;
            end(consumer.process.pid(), "crash").await;
            assert_status(5, 0).await;
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        assert!(pool.is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v1_is_a_pool_of_dead_workers_in_the_end() {
    in_a_system(async {
        v1::start_pool(PoolConfig::default()).await.unwrap();
        let server = whereis(SERVER);
        let before = process_count().await;
        for worker in checkout_all(5).await {
            v1::checkin(&worker);
            kill(worker.pid()).await;
        }
        // As many live as before, and the server knows none of them.
        assert_eq!(process_count().await, before);
        assert_eq!(whereis(SERVER), server);
        assert_status(5, 0).await;
        assert!(!checkout_all(5).await.iter().any(Worker::is_alive));
    })
    .await;
}
