//! Transactions: a worker comes back whatever becomes of the job.

use std::future::pending;

use pooly::sample_worker;
use pooly::v4::{self, CheckoutError, Wait};
use tokio::time::timeout;

use super::{SECOND, assert_status, checkout, start, wait};
use crate::caught::caught;
use crate::consumer::Consumer;
use crate::{end, in_a_system, settle};

#[tokio::test(start_paused = true)]
async fn v4_checks_in_after_a_transaction() {
    in_a_system(async {
        start(2, 0).await;
        let pid = v4::transaction("Pool1", Wait::No, async |worker| {
            assert!(worker.is_alive());
            assert_status("{:ready, 1, 1}").await;
            worker.pid()
        })
        .await
        .unwrap();
        assert_status("{:ready, 2, 0}").await;
        assert_eq!(checkout().await.pid(), pid);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_checks_in_after_a_transaction_that_failed() {
    in_a_system(async {
        start(1, 0).await;
        let job = async |_: &_| Err::<(), _>("the job failed");
        let done = v4::transaction("Pool1", Wait::No, job).await.unwrap();
        assert_eq!(done, Err("the job failed"));
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_checks_in_after_a_transaction_that_panicked() {
    in_a_system(async {
        start(1, 0).await;
        let panics = async |_: &_| panic!("told to");
        let transaction = v4::transaction::<()>("Pool1", Wait::No, panics);
        let panic = caught(transaction).await.unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"told to"));
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_checks_in_after_a_transaction_that_was_cancelled() {
    in_a_system(async {
        start(1, 0).await;
        let never = async |_: &_| pending::<()>().await;
        let transaction = v4::transaction("Pool1", Wait::No, never);
        assert!(timeout(SECOND, transaction).await.is_err());
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_checks_in_after_a_transaction_whose_process_was_killed() {
    in_a_system(async {
        start(1, 0).await;
        let consumer = Consumer::new(async {
            let never = async |_: &_| pending::<()>().await;
            v4::transaction("Pool1", Wait::No, never).await.unwrap();
        });
        settle().await;
        assert_status("{:full, 0, 1}").await;
        end(consumer.process.pid(), "crash").await;
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_does_not_run_a_transaction_without_a_worker() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        let never = async |_: &_| unreachable!("there is no worker");
        let transaction = v4::transaction::<()>("Pool1", Wait::No, never);
        assert_eq!(transaction.await, Err(CheckoutError::Full));
        let wait = Wait::For(SECOND);
        let transaction = v4::transaction::<()>("Pool1", wait, never);
        assert_eq!(transaction.await, Err(CheckoutError::Timeout(SECOND)));
        v4::checkin("Pool1", &worker);
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_runs_a_transaction_when_its_turn_comes() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        let mut consumer = Consumer::new(v4::transaction(
            "Pool1",
            Wait::Forever,
            async |worker| worker.pid(),
        ));
        settle().await;
        assert!(consumer.is_waiting());
        v4::checkin("Pool1", &worker);
        assert_eq!(consumer.given().await.unwrap(), worker.pid());
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_forgets_a_transaction_that_was_cancelled_while_it_waited() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        let never = async |_: &_| unreachable!("nobody waits for it");
        let transaction = v4::transaction::<()>("Pool1", Wait::Forever, never);
        assert!(timeout(SECOND, transaction).await.is_err());
        v4::checkin("Pool1", &worker);
        settle().await;
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_survives_a_transaction_whose_worker_stopped() {
    in_a_system(async {
        start(1, 0).await;
        let stops = async |worker: &_| sample_worker::stop(worker).await;
        let done = v4::transaction("Pool1", Wait::No, stops).await.unwrap();
        assert_eq!(done, Ok(()));
        settle().await;
        assert_status("{:ready, 1, 0}").await;
        assert!(wait().await.unwrap().is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_gives_each_of_many_transactions_a_worker_of_its_own() {
    in_a_system(async {
        start(2, 1).await;
        let mut consumers = [0; 30].map(|_| {
            Consumer::new(v4::transaction(
                "Pool1",
                Wait::Forever,
                async |worker| {
                    tokio::time::sleep(SECOND).await;
                    worker.is_alive()
                },
            ))
        });
        let start = tokio::time::Instant::now();
        for consumer in &mut consumers {
            assert!(consumer.given().await.unwrap());
        }
        // Three at a time.
        assert_eq!(start.elapsed().as_secs(), 10);
        assert_status("{:ready, 2, 0}").await;
    })
    .await;
}
