//! What the book's program does wrong in this version, and ours does not.

use actor_core::{ExitReason, Mailbox, process};
use pooly::v4::{self, CheckoutError, Wait};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{SECOND, assert_status, checkout, start, wait};
use crate::consumer::Consumer;
use crate::{end, in_a_system, kill, process_count, settle, whereis};

/// 1: the pool was rebuilt, and everybody lost the worker that they had.
#[tokio::test(start_paused = true)]
async fn v4_a_waiting_consumer_that_dies_disturbs_nobody() {
    in_a_system(async {
        start(1, 0).await;
        let (server, worker) = (whereis("Pool1Server"), checkout().await);
        let consumer = Consumer::new(wait());
        settle().await;
        assert!(consumer.is_waiting());
        end(consumer.process.pid(), "crash").await;

        assert_eq!(whereis("Pool1Server"), server);
        assert!(worker.is_alive());
        assert_status("{:full, 0, 1}").await;
        v4::checkin("Pool1", &worker);
        settle().await;
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

/// 1, of versions 2 and 3: the message that it is down was on its way when the
/// worker was checked in.
#[tokio::test(start_paused = true)]
async fn v4_a_consumer_that_checks_in_and_ends_at_once_disturbs_nobody() {
    in_a_system(async {
        start(2, 0).await;
        let (server, mine) = (whereis("Pool1Server"), checkout().await);
        process::spawn(async |_: Mailbox<()>| {
            let worker = checkout().await;
            v4::checkin("Pool1", &worker);
        });
        settle().await;
        assert_eq!(whereis("Pool1Server"), server);
        assert!(mine.is_alive());
        assert_status("{:ready, 1, 1}").await;
    })
    .await;
}

/// 1, with the worker: in whichever order the server is told, it is replaced.
#[tokio::test(start_paused = true)]
async fn v4_a_worker_and_its_consumer_may_end_together() {
    in_a_system(async {
        start(2, 0).await;
        let (server, mine) = (whereis("Pool1Server"), checkout().await);
        for worker_first in [true, false] {
            let mut consumer = Consumer::new(checkout());
            let worker = consumer.given().await;
            let mut victims = [worker.pid(), consumer.process.pid()];
            if !worker_first {
                victims.reverse();
            }
            for victim in victims {
                process::exit(victim, ExitReason::Kill);
            }
            settle().await;
            assert_status("{:ready, 1, 1}").await;
            let new = checkout().await;
            assert!(new.is_alive());
            v4::checkin("Pool1", &new);
        }
        assert_eq!(whereis("Pool1Server"), server);
        assert!(mine.is_alive());
    })
    .await;
}

/// 2: the worker was lost for as long as the caller lived.
#[tokio::test(start_paused = true)]
async fn v4_a_caller_that_gave_up_is_not_given_a_worker() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        let late = v4::checkout("Pool1", Wait::For(SECOND)).await;
        assert_eq!(late.unwrap_err(), CheckoutError::Timeout(SECOND));
        v4::checkin("Pool1", &worker);
        settle().await;
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

/// 2, in Rust's way to give up.
#[tokio::test(start_paused = true)]
async fn v4_a_caller_that_was_cancelled_is_not_given_a_worker() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        assert!(timeout(SECOND, wait()).await.is_err());
        v4::checkin("Pool1", &worker);
        settle().await;
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

/// 2, at the last moment: the worker is on its way when the caller gives up.
#[tokio::test(start_paused = true)]
async fn v4_a_worker_that_comes_too_late_comes_back() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        let (tell, told) = oneshot::channel();
        let mut consumer = Consumer::new(async {
            tokio::select! {
                biased;
                told = told => told.is_ok(),
                _ = wait() => false,
            }
        });
        settle().await;
        assert!(consumer.is_waiting());
        // The pool answers first, and the consumer finds both when it runs.
        v4::checkin("Pool1", &worker);
        tell.send(()).unwrap();
        assert!(consumer.given().await, "the worker was taken");
        settle().await;
        assert!(consumer.process.is_alive());
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

/// 3: who waited was not served.
#[tokio::test(start_paused = true)]
async fn v4_who_waits_gets_the_worker_of_a_consumer_that_died() {
    in_a_system(async {
        start(1, 0).await;
        let mut first = Consumer::new(wait());
        let worker = first.given().await.unwrap();
        let mut second = Consumer::new(wait());
        settle().await;
        assert!(second.is_waiting());
        end(first.process.pid(), "crash").await;
        assert!(!second.is_waiting());
        assert_eq!(second.given().await.unwrap().pid(), worker.pid());
        assert_status("{:full, 0, 1}").await;
    })
    .await;
}

/// 3: three idle workers, and a pool that said it was full.
#[tokio::test(start_paused = true)]
async fn v4_extra_workers_of_consumers_that_died_are_not_kept() {
    in_a_system(async {
        v4::start_pools(v4::default_pools()).await.unwrap();
        let before = process_count().await;
        let consumers = [0; 3].map(|_| Consumer::new(checkout()));
        settle().await;
        assert_status("{:full, 0, 3}").await;
        for (consumer, status) in consumers.iter().zip([
            "{:overflow, 0, 2}",
            "{:ready, 1, 1}",
            "{:ready, 2, 0}",
        ]) {
            end(consumer.process.pid(), "crash").await;
            assert_status(status).await;
        }
        assert_eq!(process_count().await, before);
    })
    .await;
}

/// 4: the other idle workers were forgotten.
#[tokio::test(start_paused = true)]
async fn v4_a_busy_worker_that_dies_leaves_the_idle_ones_alone() {
    in_a_system(async {
        start(4, 0).await;
        let workers = [
            checkout().await,
            checkout().await,
            checkout().await,
            checkout().await,
        ];
        for worker in &workers[1..] {
            v4::checkin("Pool1", worker);
        }
        assert_status("{:ready, 3, 1}").await;
        kill(workers[0].pid()).await;
        assert_status("{:ready, 4, 0}").await;

        let mut idle = Vec::new();
        for _ in 0..4 {
            let worker = checkout().await;
            assert!(worker.is_alive());
            idle.push(worker.pid());
        }
        for worker in &workers[1..] {
            assert!(idle.contains(&worker.pid()));
        }
    })
    .await;
}

/// 5: it crashed, and the pool was rebuilt.
#[tokio::test(start_paused = true)]
async fn v4_an_unknown_message_changes_nothing() {
    in_a_system(async {
        start(2, 0).await;
        let (server, worker) = (whereis("Pool1Server"), checkout().await);
        process::send("Pool1Server", "what is this?").unwrap();
        settle().await;
        assert_eq!(whereis("Pool1Server"), server);
        assert!(worker.is_alive());
        assert_status("{:ready, 1, 1}").await;
    })
    .await;
}

/// 6: the worker was taken from whoever had it by then.
#[tokio::test(start_paused = true)]
async fn v4_a_stale_checkin_does_not_steal_a_worker() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        v4::checkin("Pool1", &worker);
        let mut owner = Consumer::new(wait());
        assert_eq!(owner.given().await.unwrap().pid(), worker.pid());
        v4::checkin("Pool1", &worker);
        assert_status("{:full, 0, 1}").await;
        let refused = v4::checkout("Pool1", Wait::No).await;
        assert_eq!(refused.unwrap_err(), CheckoutError::Full);

        owner.process.send(());
        settle().await;
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

/// 6, while somebody waits for it.
#[tokio::test(start_paused = true)]
async fn v4_a_stale_checkin_serves_nobody() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        v4::checkin("Pool1", &worker);
        let mut owner = Consumer::new(wait());
        owner.given().await.unwrap();
        let waiting = Consumer::new(wait());
        settle().await;
        v4::checkin("Pool1", &worker);
        settle().await;
        assert!(waiting.is_waiting());
        assert_status("{:full, 0, 1}").await;
    })
    .await;
}
