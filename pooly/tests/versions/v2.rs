//! Version 2: consumers may crash, and workers while they are busy.

use actor_core::{ExitReason, Mailbox, process};
use pooly::sample_worker::{self, Worker};
use pooly::v2::{self, PoolConfig, Status};

use crate::consumer::Consumer;
use crate::{end, in_a_system, kill, process_count, settle, whereis};

const SERVER: &str = "Pooly.Server";

/// Checks out a worker that is there.
async fn checkout() -> Worker {
    v2::checkout().await.unwrap().expect("there is an idle worker")
}

async fn assert_status(idle: usize, busy: usize) {
    assert_eq!(v2::status().await, Ok(Status { idle, busy }));
}

#[tokio::test(start_paused = true)]
async fn v2_returns_the_worker_of_a_consumer_that_crashed() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let server = whereis(SERVER);
        let mut consumer = Consumer::new(checkout());
        let worker = consumer.given().await;
        assert_status(4, 1).await;
        end(consumer.process.pid(), "crash").await;

        assert_status(5, 0).await;
        assert_eq!(whereis(SERVER), server);
        // It is the same, and it goes out first.
        assert!(worker.is_alive());
        assert_eq!(checkout().await.pid(), worker.pid());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v2_returns_the_worker_of_a_consumer_that_ended_in_order() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let mut consumer = Consumer::new(checkout());
        let worker = consumer.given().await;
        consumer.process.send(());
        settle().await;
        assert_status(5, 0).await;
        assert_eq!(checkout().await.pid(), worker.pid());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v2_returns_all_workers_of_a_consumer_that_crashed() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let mine = checkout().await;
        let mut consumer = Consumer::new(async {
            [checkout().await, checkout().await, checkout().await]
        });
        let workers = consumer.given().await;
        assert_status(1, 4).await;
        end(consumer.process.pid(), "crash").await;
        assert_status(4, 1).await;
        assert!(workers.iter().all(Worker::is_alive));
        v2::checkin(&mine);
        assert_status(5, 0).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v2_survives_any_number_of_consumers() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let server = whereis(SERVER);
        for _ in 1..=20 {
            let consumer = Consumer::new(checkout());
            settle().await;
            end(consumer.process.pid(), "crash").await;
        }
        assert_eq!(whereis(SERVER), server);
        assert_status(5, 0).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v2_replaces_a_busy_worker_that_died() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let (server, before) = (whereis(SERVER), process_count().await);
        let worker = checkout().await;
        kill(worker.pid()).await;

        assert_status(5, 0).await;
        assert_eq!(whereis(SERVER), server);
        assert_eq!(process_count().await, before);
        let replacement = checkout().await;
        assert_ne!(replacement.pid(), worker.pid());
        assert!(replacement.is_alive());
        // The dead one is nobody's any more.
        v2::checkin(&worker);
        assert_status(4, 1).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v2_does_not_wait_for_the_consumer_of_a_worker_that_died() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let server = whereis(SERVER);
        let mut consumer = Consumer::new(checkout());
        let worker = consumer.given().await;
        kill(worker.pid()).await;
        // Nobody tells the consumer.
        assert!(consumer.process.is_alive());
        assert_status(5, 0).await;
        end(consumer.process.pid(), "crash").await;
        assert_status(5, 0).await;
        assert_eq!(whereis(SERVER), server);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v2_replaces_a_busy_worker_that_stopped_in_order() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let before = process_count().await;
        let worker = checkout().await;
        sample_worker::stop(&worker).await.unwrap();
        settle().await;
        assert_status(5, 0).await;
        assert_eq!(process_count().await, before);
        assert!(checkout().await.is_alive());
    })
    .await;
}

/// No supervisor counts them, as none restarts them.
#[tokio::test(start_paused = true)]
async fn v2_replaces_any_number_of_busy_workers() {
    in_a_system(async {
        let pool = v2::start_pool(PoolConfig::default()).await.unwrap();
        let (server, before) = (whereis(SERVER), process_count().await);
        for _ in 1..=20 {
            kill(checkout().await.pid()).await;
            assert_status(5, 0).await;
        }
        assert!(pool.is_alive());
        assert_eq!(whereis(SERVER), server);
        assert_eq!(process_count().await, before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v2_hands_out_an_idle_worker_that_died() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let worker = checkout().await;
        v2::checkin(&worker);
        assert_status(5, 0).await;
        let before = process_count().await;
        kill(worker.pid()).await;
        // Nobody replaces it: not its supervisor, and not the server.
        assert_eq!(process_count().await, before - 1);

        assert_status(5, 0).await;
        let handed_out = checkout().await;
        assert_eq!(handed_out.pid(), worker.pid());
        assert!(!handed_out.is_alive());
    })
    .await;
}

/// The message that it is down was on its way when the worker was checked in,
/// and the server finds nobody who is meant.
#[tokio::test(start_paused = true)]
async fn v2_loses_the_pool_when_a_consumer_checks_in_and_ends_at_once() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let (server, mine) = (whereis(SERVER), checkout().await);
        process::spawn(async |_: Mailbox<()>| {
            let worker = checkout().await;
            v2::checkin(&worker);
        });
        settle().await;
        assert_ne!(whereis(SERVER), server);
        assert!(!mine.is_alive());
        assert_status(5, 0).await;
    })
    .await;
}

/// The same, when the server is told of the worker first.
#[tokio::test(start_paused = true)]
async fn v2_loses_the_pool_when_a_worker_and_its_consumer_end_together() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let (server, mine) = (whereis(SERVER), checkout().await);
        let mut consumer = Consumer::new(checkout());
        let worker = consumer.given().await;
        process::exit(&worker, ExitReason::Kill);
        process::exit(&consumer.process, ExitReason::Kill);
        settle().await;
        assert_ne!(whereis(SERVER), server);
        assert!(!mine.is_alive());
        assert_status(5, 0).await;
    })
    .await;
}

/// When the server is told of the consumer first, the worker is an idle one.
#[tokio::test(start_paused = true)]
async fn v2_hands_out_a_worker_that_ended_together_with_its_consumer() {
    in_a_system(async {
        v2::start_pool(PoolConfig::default()).await.unwrap();
        let server = whereis(SERVER);
        let mut consumer = Consumer::new(checkout());
        let worker = consumer.given().await;
        process::exit(&consumer.process, ExitReason::Kill);
        process::exit(&worker, ExitReason::Kill);
        settle().await;
        assert_eq!(whereis(SERVER), server);
        assert_status(5, 0).await;
        assert_eq!(checkout().await.pid(), worker.pid());
        assert!(!worker.is_alive());
    })
    .await;
}
