//! Ten thousand checkouts that are abandoned somewhere, by callers on several
//! threads, while workers die as well.
//!
//! No model says what happens in between. What is left in the end is known.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, System, process};
use fastrand::Rng;
use pooly::pool::{Builder, Manage, Status};
use pooly::{Pool, sample_worker};
use tokio::task::yield_now;
use tokio::time::timeout;

use super::work::{Counted, Ledger, Work};

const LANES: u64 = 50;
/// How many each of them makes, one after the other.
const CHECKOUTS: u64 = 200;
const SIZE: usize = 4;
const MAX_OVERFLOW: usize = 2;
/// Enough for any machine that is not stopped.
const HANG: Duration = Duration::from_mins(2);

/// Somebody works, until this is dropped.
struct AtWork<'a, T: Work>(&'a T);

impl<'a, T: Work> AtWork<'a, T> {
    fn begin(worker: &'a T) -> Self {
        worker.begin();
        Self(worker)
    }

    async fn work(self, turns: usize) {
        for _ in 0..turns {
            yield_now().await;
        }
    }
}

impl<T: Work> Drop for AtWork<'_, T> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Asks for a worker, works, and gives it back in one way or another.
async fn ask<W: Manage<Worker: Work + Sync>>(pool: Pool<W>, mut rng: Rng) {
    let within = Duration::from_micros(rng.u64(..1000));
    let (turns, manner) = (rng.usize(..4), rng.u8(..16));
    let worker = match rng.u8(..5) {
        0 => pool.try_checkout().await,
        1 | 2 => pool.checkout_within(within).await,
        3 => pool.checkout().await,
        _ => {
            let job = async |worker: &mut W::Worker| {
                AtWork::begin(worker).work(turns).await;
            };
            // Whoever was refused is done as well.
            let _ = pool.transaction(job).await;
            return;
        }
    };
    let Ok(worker) = worker else { return };
    AtWork::begin(&*worker).work(turns).await;
    match manner {
        0 => worker.discard(),
        1 => worker.harm()(),
        2 => {
            let harm = worker.harm();
            drop(worker);
            harm();
        }
        _ => drop(worker),
    }
}

/// Stops after a random number of polls, wherever that is.
async fn abandon(mut rng: Rng, work: impl Future<Output = ()>) {
    let mut left = rng.usize(..8);
    let mut work = pin!(work);
    let poll = move |cx: &mut Context<'_>| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        cx.waker().wake_by_ref();
        work.as_mut().poll(cx)
    };
    poll_fn(poll).await;
}

/// Has others ask, one after the other, and ends them.
async fn lane<W: Manage<Worker: Work + Sync>>(pool: Pool<W>, mut rng: Rng) {
    for _ in 0..CHECKOUTS {
        let work = ask(pool.clone(), rng.fork());
        let turns = rng.usize(..6);
        match rng.u8(..4) {
            0 => abandon(rng.fork(), work).await,
            1 => work.await,
            2 => {
                let task = tokio::spawn(work);
                for _ in 0..turns {
                    yield_now().await;
                }
                task.abort();
                // That it was cancelled is no news.
                let _ = task.await;
            }
            _ => {
                let caller = process::spawn(async |_: Mailbox<()>| work.await);
                for _ in 0..turns {
                    yield_now().await;
                }
                caller.exit(ExitReason::Kill);
                caller.down().await;
            }
        }
    }
}

/// Returns how many workers are idle in the end, which is when nothing else
/// is left.
async fn storm<W: Manage<Worker: Work + Sync>>(builder: Builder<W>) -> usize {
    let builder = builder.size(SIZE).max_overflow(MAX_OVERFLOW);
    let pool = builder.linger(Duration::ZERO).build();
    pool.start_link().await.expect("it does not run yet");
    let mut rng = Rng::with_seed(6);
    let lanes = (0..LANES).map(|_| {
        let (pool, rng) = (pool.clone(), rng.fork());
        // If one panics, so does all of this.
        process::spawn_link(async move |_: Mailbox<()>| lane(pool, rng).await)
    });
    for lane in lanes.collect::<Vec<_>>() {
        lane.down().await;
    }
    loop {
        let status = pool.status().await.expect("nobody ended the pool");
        // Who is gone has said so.
        assert_eq!((status.busy, status.waiting), (0, 0), "{status:?}");
        let Status { starting, resetting, closing, .. } = status;
        if starting + resetting + closing > 0 {
            yield_now().await;
            continue;
        }
        let (idle, size) = (SIZE, SIZE);
        assert_eq!(status, Status { idle, size, ..Status::default() });
        let counts = pool.stats().await.expect("nobody ended the pool");
        assert!(counts.checkouts > LANES * CHECKOUTS / 10, "{counts:#?}");
        assert!(counts.abandoned > 0 && counts.timed_out > 0, "{counts:#?}");
        return status.idle;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn abandoned_checkouts_of_resources_leak_nothing() {
    let ledger = Arc::new(Ledger::default());
    let counting = ledger.clone();
    let make = move || {
        let counted = Counted::new(counting.clone(), SIZE + MAX_OVERFLOW);
        async move { Ok::<_, Infallible>(counted) }
    };
    let system = System::new("storm");
    let alive = ledger.clone();
    let storm = async move {
        let idle = storm(Pool::builder(make)).await;
        assert_eq!(alive.alive.load(Ordering::SeqCst), idle);
    };
    timeout(HANG, system.enter(storm)).await.expect("it hangs");
    assert_eq!(ledger.faults.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn abandoned_checkouts_of_processes_leak_nothing() {
    let system = System::new("storm");
    let storm = async {
        let workers = Pool::processes(sample_worker::child_spec());
        let idle = storm(workers).await;
        // A process may be told that another is down before it is not counted.
        let system = System::current();
        // This one, the pool's supervisor, its server, that of the workers.
        while system.process_count() > 4 + idle {
            yield_now().await;
        }
        assert_eq!(system.process_count(), 4 + idle);
    };
    timeout(HANG, system.enter(storm)).await.expect("it hangs");
}
