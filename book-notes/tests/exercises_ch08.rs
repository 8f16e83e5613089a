//! Solutions to the exercises of chapter 8.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::{System, Task};
use blitzy::book::{Get, Outcome, Worker};
use book_notes::ch08::stall;
use tokio::time::sleep;

/// 1: a stream of tasks starts the next one when one of them is done.
async fn run<G: Get>(n: usize, worker: Worker<G>) -> Vec<Outcome> {
    let start = move |_| worker.clone().start();
    let mut stream = Task::async_stream(0..n, start).max_concurrency(10);
    let mut outcomes = Vec::with_capacity(n);
    while let Some(outcome) = stream.next().await {
        outcomes.push(outcome.expect("a crash takes the caller along"));
    }
    outcomes
}

#[tokio::test(start_paused = true)]
async fn there_are_never_more_than_ten_at_a_time() {
    let now = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let url = "http://localhost/".parse().unwrap();
    let worker = Worker::with_get(url, {
        let most = most.clone();
        move |_| {
            most.fetch_max(
                now.fetch_add(1, Ordering::Relaxed) + 1,
                Ordering::Relaxed,
            );
            let now = now.clone();
            async move {
                sleep(Duration::from_secs(1)).await;
                now.fetch_sub(1, Ordering::Relaxed);
                Ok(200)
            }
        }
    });
    let outcomes = System::new("test").enter(run(95, worker)).await;
    assert_eq!(outcomes.len(), 95);
    assert_eq!(most.load(Ordering::Relaxed), 10);
}

/// 2: one for each of the two hundred who wait at the same time, and one for who
/// comes at the end of the stall, when they are all about to be answered. Then
/// nobody has to wait for a connection.
#[test]
fn with_201_connections_service_time_is_how_long_somebody_waits() {
    let enough = stall::open(201);
    assert_eq!(enough.service, enough.latency);

    let one_less = stall::open(200);
    assert_ne!(one_less.service, one_less.latency);
}

/// What the chapter says of the stall.
#[test]
fn the_stall_is_told_by_when_requests_were_due() {
    let [half, nearly_two] = [0.5, 1.7].map(Duration::from_secs_f64);
    let is_close = |time: Duration, truth: Duration| {
        time.abs_diff(truth) < truth.mul_f64(0.05)
    };
    let stall::Open { service, latency } = stall::open(10);
    assert_eq!(latency.len(), 3000);
    assert!(is_close(latency.percentile(95.0).unwrap(), half));
    assert!(is_close(latency.percentile(99.0).unwrap(), nearly_two));

    let quick = Duration::from_millis(2);
    assert!(service.percentile(99.0).unwrap() < quick);
    assert_eq!(service.longer_than(quick), 10);

    let closed = stall::closed();
    assert!(closed.len() > 9 * latency.len());
    assert_eq!(closed.longer_than(quick), 1);
}
