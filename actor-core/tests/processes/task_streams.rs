//! Streams of tasks: in which order, how many at a time, and how far ahead.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::{Mailbox, System, Task, TaskSupervisor, process};
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// Takes so many seconds, and returns that.
async fn sleeper(seconds: u64) -> u64 {
    sleep(Duration::from_secs(seconds)).await;
    seconds
}

/// How many of something there are, and how many there were at most.
#[derive(Clone, Default)]
struct Gauge(Arc<(AtomicUsize, AtomicUsize)>);

impl Gauge {
    fn add(&self) {
        let now = self.0.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.1.fetch_max(now, Ordering::SeqCst);
    }

    fn remove(&self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }

    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }
}

#[tokio::test(start_paused = true)]
async fn outcomes_come_in_the_order_of_the_items() {
    System::new("test")
        .enter(async {
            let items = [5, 1, 4, 2, 3];
            let stream = || Task::async_stream(items, sleeper).forever();
            let start = Instant::now();
            let outcomes = stream().max_concurrency(5).collect().await;
            assert_eq!(outcomes, items.map(Ok));
            assert_eq!(start.elapsed(), 5 * SECOND);

            let outcomes = stream().max_concurrency(5).unordered();
            assert_eq!(outcomes.collect().await, [1, 2, 3, 4, 5].map(Ok));

            let start = Instant::now();
            let outcomes = stream().max_concurrency(1).collect().await;
            assert_eq!(outcomes, items.map(Ok));
            assert_eq!(start.elapsed(), 15 * SECOND);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn there_are_never_more_tasks_than_there_may_be() {
    async fn most(ordered: bool) -> usize {
        let running = Gauge::default();
        let gauge = running.clone();
        let stream = Task::async_stream(0..200, move |number: u64| {
            let gauge = gauge.clone();
            async move {
                gauge.add();
                sleep(Duration::from_millis(number * 37 % 101)).await;
                gauge.remove();
            }
        });
        let stream = stream.max_concurrency(7);
        let stream = if ordered { stream } else { stream.unordered() };
        assert_eq!(stream.collect().await, vec![Ok(()); 200]);
        running.most()
    }

    System::new("test")
        .enter(async {
            for ordered in [true, false] {
                assert_eq!(most(ordered).await, 7);
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn there_are_as_many_tasks_as_cores_unless_it_is_said_otherwise() {
    System::new("test")
        .enter(async {
            let cores = std::thread::available_parallelism().unwrap().get();
            let mut stream = Task::async_stream(0.., async |_: usize| {
                pending::<()>().await;
            });
            tokio::time::timeout(SECOND, stream.next()).await.unwrap_err();
            let me = 1;
            assert_eq!(System::current().process_count(), cores + me);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_first_item_holds_back_only_so_many() {
    System::new("test")
        .enter(async {
            let begun = Gauge::default();
            let gauge = begun.clone();
            let mut stream = Task::async_stream(0..100, move |number: u64| {
                gauge.add();
                sleeper(if number == 0 { 4 } else { 0 })
            })
            .max_concurrency(4);
            assert_eq!(stream.next().await, Some(Ok(4)));
            let begun = begun.most();
            assert!((5..=8).contains(&begun), "{begun} were begun");
            assert_eq!(stream.collect().await.len(), 99);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_consumer_holds_back_the_items() {
    System::new("test")
        .enter(async {
            for ordered in [true, false] {
                let taken = Gauge::default();
                let gauge = taken.clone();
                let items = (0..).inspect(|_| gauge.add());
                let stream = Task::async_stream(items, async |n: u64| n);
                let stream = stream.max_concurrency(4);
                let mut stream =
                    if ordered { stream } else { stream.unordered() };
                assert_eq!(taken.most(), 0);
                for returned in 1..50 {
                    assert!(stream.next().await.unwrap().is_ok());
                    sleep(SECOND).await;
                    let ahead = taken.most() - returned;
                    assert!(ahead <= 8, "{ahead} are ahead");
                }
            }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_items_need_room_for_a_few() {
    const ITEMS: usize = 100_000;
    let system = System::new("test");
    let inside = system.clone();
    system
        .enter(async move {
            let alive = Gauge::default();
            let gauge = alive.clone();
            let items = (0..ITEMS).inspect(move |_| gauge.add());
            let mut stream = Task::async_stream(items, async |number| number)
                .max_concurrency(8);
            let mut most_processes = 0;
            for expected in 0..ITEMS {
                assert_eq!(stream.next().await, Some(Ok(expected)));
                alive.remove();
                most_processes = most_processes.max(inside.process_count());
            }
            assert_eq!(stream.next().await, None);
            assert!(alive.most() <= 17, "{} items at once", alive.most());
            // Some may have ended, and not be forgotten yet.
            assert!(most_processes <= 50, "{most_processes} processes");
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_when_a_wait_is_given_up() {
    System::new("test")
        .enter(async {
            let tasks = TaskSupervisor::new().start_link().await.unwrap();
            let plain = Task::async_stream(1..=4, sleeper);
            let supervised = tasks.async_stream(1..=4, sleeper);
            for stream in [plain, supervised] {
                let mut stream = stream.max_concurrency(2);
                let mut outcomes = Vec::new();
                loop {
                    let wait = Duration::from_millis(300);
                    match tokio::time::timeout(wait, stream.next()).await {
                        Err(_) => {}
                        Ok(Some(outcome)) => outcomes.push(outcome),
                        Ok(None) => break,
                    }
                }
                assert_eq!(outcomes, [1, 2, 3, 4].map(Ok));
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn only_the_owner_of_a_stream_may_go_on_with_it() {
    System::new("test")
        .enter(async {
            let mut stream = Task::async_stream(1..=4, sleeper);
            assert_eq!(stream.next().await, Some(Ok(1)));
            let other = process::spawn(async move |_: Mailbox<()>| {
                stream.next().await;
            });
            let reason = other.down().await.reason.to_string();
            assert!(reason.contains("which began with the stream"), "{reason}");
        })
        .await;
}

#[test]
#[should_panic(expected = "a stream needs at least one task")]
fn a_stream_without_tasks_is_refused() {
    drop(Task::async_stream([1], sleeper).max_concurrency(0));
}
