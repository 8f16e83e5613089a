//! Workers that are slow to start, which in the book keeps everybody waiting,
//! and workers that do not start.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actor_core::GenServer;
use actor_core::gen_server::StartError;
use actor_core::supervisor::ChildSpec;
use pooly::sample_worker::SampleWorker;
use pooly::v4::{self, CheckoutError, PoolConfig, Wait};
use tokio::time::{Instant, sleep};

use super::{SECOND, assert_status, checkout, wait};
use crate::consumer::Consumer;
use crate::{in_a_system, kill, process_count, settle, whereis};

/// Describes a pool of two workers, which are as good as any. Those that come
/// later are asked about by their number, from 0.
fn pool<F>(later: fn(usize) -> F) -> PoolConfig
where
    F: Future<Output = Result<(), StartError>> + Send + 'static,
{
    let started = Arc::new(AtomicUsize::new(0));
    let mut pool = PoolConfig::new("Pool1", 2);
    pool.worker = ChildSpec::new("Worker", move || {
        let number = started.fetch_add(1, Ordering::Relaxed);
        async move {
            if let Some(number) = number.checked_sub(2) {
                later(number).await?;
            }
            SampleWorker::start_link(()).await
        }
    });
    pool
}

/// Ten seconds are a long time for those who wait for another.
async fn slow(_: usize) -> Result<(), StartError> {
    sleep(10 * SECOND).await;
    Ok(())
}

/// No extra worker starts; then all do.
async fn fails_once(number: usize) -> Result<(), StartError> {
    match number {
        0 => Err(StartError::Init("no more".into())),
        _ => Ok(()),
    }
}

#[tokio::test(start_paused = true)]
async fn v4_a_worker_that_is_slow_to_start_keeps_nobody_else_waiting() {
    in_a_system(async {
        v4::start_pools(vec![pool(slow).max_overflow(1)]).await.unwrap();
        let workers = [checkout().await, checkout().await];
        let start = Instant::now();
        let mut consumer = Consumer::new(wait());
        settle().await;
        assert!(consumer.is_waiting());

        assert_status("{:full, 0, 2}").await;
        let refused = v4::checkout("Pool1", Wait::No).await;
        assert_eq!(refused.unwrap_err(), CheckoutError::Full);
        // Not even the one for whom it is started must wait for it.
        v4::checkin("Pool1", &workers[0]);
        let given = consumer.given().await.unwrap();
        assert_eq!(given.pid(), workers[0].pid());
        assert!(start.elapsed() < SECOND);
        // No supervisor stops while it starts somebody.
        sleep(11 * SECOND).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_a_worker_that_is_slow_to_start_arrives() {
    in_a_system(async {
        v4::start_pools(vec![pool(slow).max_overflow(1)]).await.unwrap();
        let workers = [checkout().await, checkout().await];
        let start = Instant::now();
        let new = wait().await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 10);
        assert!(new.is_alive());
        assert!(workers.iter().all(|worker| worker.pid() != new.pid()));
        assert_status("{:full, 0, 3}").await;
    })
    .await;
}

/// It would be one too many.
#[tokio::test(start_paused = true)]
async fn v4_does_not_keep_an_extra_worker_that_comes_too_late() {
    in_a_system(async {
        v4::start_pools(vec![pool(slow).max_overflow(1)]).await.unwrap();
        let before = process_count().await;
        let workers = [checkout().await, checkout().await];
        let mut consumer = Consumer::new(wait());
        settle().await;
        v4::checkin("Pool1", &workers[0]);
        consumer.given().await.unwrap();
        // The consumer has a worker, and the third is still on its way.
        sleep(11 * SECOND).await;
        assert_status("{:overflow, 0, 2}").await;
        // The consumer is one more than before.
        assert_eq!(process_count().await, before + 1);
    })
    .await;
}

/// Those that are there stay, rather than the one that may come.
#[tokio::test(start_paused = true)]
async fn v4_does_not_stop_a_worker_for_one_that_is_slow_to_start() {
    in_a_system(async {
        v4::start_pools(vec![pool(slow).max_overflow(1)]).await.unwrap();
        let workers = [checkout().await, checkout().await];
        let start = Instant::now();
        let mut consumer = Consumer::new(wait());
        settle().await;
        v4::checkin("Pool1", &workers[0]);
        consumer.given().await.unwrap();
        v4::checkin("Pool1", &workers[1]);
        assert_eq!(checkout().await.pid(), workers[1].pid());
        assert!(workers[1].is_alive());
        assert!(start.elapsed() < SECOND);
        sleep(11 * SECOND).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_a_replacement_that_is_slow_to_start_keeps_nobody_waiting() {
    in_a_system(async {
        v4::start_pools(vec![pool(slow)]).await.unwrap();
        let workers = [checkout().await, checkout().await];
        v4::checkin("Pool1", &workers[0]);
        let start = Instant::now();
        kill(workers[1].pid()).await;
        let again = checkout().await;
        assert_eq!(again.pid(), workers[0].pid());
        v4::checkin("Pool1", &again);
        assert!(start.elapsed() < SECOND);

        sleep(11 * SECOND).await;
        assert_status("{:ready, 2, 0}").await;
        assert!(checkout().await.is_alive() && checkout().await.is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_does_without_an_extra_worker_that_does_not_start() {
    in_a_system(async {
        v4::start_pools(vec![pool(fails_once).max_overflow(1)]).await.unwrap();
        let server = whereis("Pool1Server");
        let workers = [checkout().await, checkout().await];
        let error = wait().await.unwrap_err();
        assert!(matches!(error, CheckoutError::Worker(_)), "{error}");
        assert_status("{:overflow, 0, 2}").await;
        assert_eq!(whereis("Pool1Server"), server);
        assert!(workers[0].is_alive() && workers[1].is_alive());
        // The next one starts.
        assert!(checkout().await.is_alive());
        assert_status("{:full, 0, 3}").await;
    })
    .await;
}

/// It cannot do without one of the others, so all are started again.
#[tokio::test(start_paused = true)]
async fn v4_is_rebuilt_when_a_replacement_does_not_start() {
    in_a_system(async {
        v4::start_pools(vec![pool(fails_once)]).await.unwrap();
        let server = whereis("Pool1Server");
        kill(checkout().await.pid()).await;
        assert_ne!(whereis("Pool1Server"), server);
        assert_status("{:ready, 2, 0}").await;
        assert!(checkout().await.is_alive() && checkout().await.is_alive());
    })
    .await;
}
