//! Those who wait for a worker.

use actor_core::{CallError, ExitReason, process};
use pooly::sample_worker;
use pooly::v4::{self, CheckoutError, Wait};
use tokio::time::{Instant, sleep};

use super::{SECOND, assert_status, checkout, start, wait};
use crate::consumer::Consumer;
use crate::{end, in_a_system, kill, settle, whereis};

/// What the book shows in a shell: Pool1 has two workers and an extra one.
#[tokio::test(start_paused = true)]
async fn v4_answers_the_fourth_checkout_as_it_was_asked_to() {
    in_a_system(async {
        v4::start_pools(v4::default_pools()).await.unwrap();
        for _ in 1..=3 {
            assert!(wait().await.unwrap().is_alive());
        }
        let for_ever = Consumer::new(wait());

        let start = Instant::now();
        let refused = v4::checkout("Pool1", Wait::No).await;
        assert_eq!(refused.unwrap_err(), CheckoutError::Full);
        assert!(start.elapsed().is_zero());

        let refused = v4::checkout("Pool1", Wait::default()).await;
        assert_eq!(refused.unwrap_err(), CheckoutError::Timeout(5 * SECOND));
        assert_eq!(start.elapsed().as_secs(), 5);

        let refused = v4::checkout("Pool1", Wait::For(3 * SECOND)).await;
        assert_eq!(refused.unwrap_err(), CheckoutError::Timeout(3 * SECOND));
        assert_eq!(start.elapsed().as_secs(), 8);

        sleep(3_600 * SECOND).await;
        assert!(for_ever.is_waiting());
        assert_status("{:full, 0, 3}").await;
    })
    .await;
}

/// The book's second example.
#[tokio::test(start_paused = true)]
async fn v4_gives_a_new_worker_to_who_waits_when_a_busy_one_is_done() {
    in_a_system(async {
        v4::start_pools(v4::default_pools()).await.unwrap();
        let workers = [checkout().await, checkout().await, checkout().await];
        let start = Instant::now();
        sample_worker::work_for(&workers[0], 10 * SECOND);
        let new = wait().await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 10);
        assert!(new.is_alive() && !workers[0].is_alive());
        assert!(workers.iter().all(|worker| worker.pid() != new.pid()));
        assert_status("{:full, 0, 3}").await;

        // The new one counts as the one that it replaces.
        v4::checkin("Pool1", &new);
        assert_status("{:overflow, 0, 2}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_gives_the_worker_that_comes_back_to_who_waits() {
    in_a_system(async {
        start(1, 1).await;
        let workers = [checkout().await, checkout().await];
        for worker in &workers {
            let mut consumer = Consumer::new(wait());
            settle().await;
            assert!(consumer.is_waiting());
            assert_status("{:full, 0, 2}").await;
            v4::checkin("Pool1", worker);
            assert_eq!(consumer.given().await.unwrap().pid(), worker.pid());
            assert!(worker.is_alive());
            assert_status("{:full, 0, 2}").await;
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_serves_first_who_came_first() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        let mut consumers = [0; 5].map(|_| Consumer::new(wait()));
        settle().await;
        v4::checkin("Pool1", &worker);
        for turn in 0..consumers.len() {
            settle().await;
            let still = consumers.iter().filter(|who| who.is_waiting());
            assert_eq!(still.count(), consumers.len() - turn - 1);
            let given = consumers[turn].given().await.unwrap();
            assert_eq!(given.pid(), worker.pid());
            consumers[turn].process.send(());
        }
        settle().await;
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_serves_who_waits_after_those_who_gave_up() {
    in_a_system(async {
        start(1, 0).await;
        let worker = checkout().await;
        let first = Consumer::new(wait());
        let mut second = Consumer::new(async {
            v4::checkout("Pool1", Wait::For(2 * SECOND)).await
        });
        settle().await;
        let mut third = Consumer::new(wait());
        let fourth = Consumer::new(wait());
        settle().await;
        end(first.process.pid(), "crash").await;
        let refused = second.given().await;
        assert_eq!(refused.unwrap_err(), CheckoutError::Timeout(2 * SECOND));
        v4::checkin("Pool1", &worker);
        assert_eq!(third.given().await.unwrap().pid(), worker.pid());
        assert!(fourth.is_waiting());
        assert_status("{:full, 0, 1}").await;
    })
    .await;
}

/// However long it takes until a worker comes back.
#[tokio::test(start_paused = true)]
async fn v4_does_not_watch_those_who_gave_up() {
    in_a_system(async {
        start(1, 0).await;
        checkout().await;
        for _ in 0..10 {
            let late = v4::checkout("Pool1", Wait::For(SECOND)).await;
            assert_eq!(late.unwrap_err(), CheckoutError::Timeout(SECOND));
        }
        settle().await;
        let server = process::info("Pool1Server").unwrap();
        assert_eq!(server.monitors, [process::id()]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_waits_no_longer_than_it_must() {
    in_a_system(async {
        start(1, 0).await;
        let start = Instant::now();
        for wait in [Wait::No, Wait::default(), Wait::Forever] {
            let worker = v4::checkout("Pool1", wait).await.unwrap();
            v4::checkin("Pool1", &worker);
        }
        assert!(start.elapsed().is_zero());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_tells_who_waits_that_the_pool_was_killed() {
    in_a_system(async {
        start(1, 0).await;
        checkout().await;
        let mut consumer = Consumer::new(wait());
        settle().await;
        kill(whereis("Pool1Server")).await;
        let killed = CallError::Exited(ExitReason::Killed);
        let refused = consumer.given().await.unwrap_err();
        assert_eq!(refused, CheckoutError::Call(killed));
        assert_status("{:ready, 1, 0}").await;
    })
    .await;
}

/// Who is dead is not served; who waits next to it is.
#[tokio::test(start_paused = true)]
async fn v4_gives_a_worker_that_died_back_to_nobody_but_who_waits() {
    in_a_system(async {
        start(2, 0).await;
        let workers = [checkout().await, checkout().await];
        let mut consumer = Consumer::new(wait());
        settle().await;
        kill(workers[0].pid()).await;
        let new = consumer.given().await.unwrap();
        assert!(new.is_alive());
        assert_status("{:full, 0, 2}").await;
        v4::checkin("Pool1", &workers[0]);
        assert_status("{:full, 0, 2}").await;
        v4::checkin("Pool1", &workers[1]);
        assert_status("{:ready, 1, 1}").await;
    })
    .await;
}
