//! Consumers that do whatever they like, many at a time.

use std::collections::HashSet;
use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actor_core::supervisor::ChildSpec;
use actor_core::{ExitReason, GenServer, Mailbox, Pid, process};
use fastrand::Rng;
use pooly::sample_worker::{self, SampleWorker, Worker};
use pooly::v4::{self, PoolConfig, Wait};
use tokio::time::{sleep, timeout};

use super::{assert_status, checkout};
use crate::{in_a_system, process_count, whereis};

const SIZE: usize = 3;
const MAX_OVERFLOW: usize = 2;
const SEEDS: u64 = 30;

/// The workers that somebody has.
type Out = Arc<Mutex<HashSet<Pid>>>;

/// A worker that is out for as long as this is there.
struct Held {
    worker: Worker,
    out: Out,
}

impl Held {
    fn new(worker: Worker, out: &Out) -> Self {
        let mut all = out.lock().unwrap();
        assert!(all.insert(worker.pid()), "{worker} has two consumers");
        // Not those whose worker has died, which is replaced.
        let alive = all.iter().filter(|pid| process::is_alive(**pid));
        assert!(alive.count() <= SIZE + MAX_OVERFLOW);
        Self { worker, out: out.clone() }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.out.lock().unwrap().remove(&self.worker.pid());
    }
}

fn some_time(random: &mut Rng) -> Duration {
    Duration::from_millis(random.u64(0..20))
}

fn some_wait(random: &mut Rng) -> Wait {
    match random.u8(0..4) {
        0 => Wait::No,
        1 => Wait::Forever,
        _ => Wait::For(some_time(random)),
    }
}

/// Describes a pool whose workers take some time to start.
fn pool(seed: u64) -> PoolConfig {
    let mut pool = PoolConfig::new("Pool1", SIZE).max_overflow(MAX_OVERFLOW);
    let started = Arc::new(AtomicU64::new(seed << 32));
    pool.worker = ChildSpec::new("Worker", move || {
        let number = started.fetch_add(1, Ordering::Relaxed);
        async move {
            sleep(some_time(&mut Rng::with_seed(number))).await;
            SampleWorker::start_link(()).await
        }
    });
    pool
}

/// Checks out and in, in all the ways there are to do that, and to fail.
async fn consumer(mut random: Rng, out: Out) {
    let mut last: Option<Worker> = None;
    for _ in 0..20 {
        sleep(some_time(&mut random)).await;
        if let Some(last) = &last
            && random.bool()
        {
            // It may be with another consumer now.
            v4::checkin("Pool1", last);
        }
        let wait = some_wait(&mut random);
        let time = some_time(&mut random);
        if random.u8(0..4) == 0 {
            let job = async |worker: &Worker| {
                let _held = Held::new(worker.clone(), &out);
                sleep(time).await;
            };
            let transaction = v4::transaction("Pool1", wait, job);
            // Refused, done or cancelled.
            let _ = timeout(some_time(&mut random), transaction).await;
            continue;
        }
        let patience = some_time(&mut random);
        let checkout = v4::checkout("Pool1", wait);
        let Ok(Ok(worker)) = timeout(patience, checkout).await else {
            continue;
        };
        let held = Held::new(worker.clone(), &out);
        sleep(time).await;
        match random.u8(0..10) {
            0 => process::exit(&worker, ExitReason::Kill),
            1 => drop(sample_worker::stop(&worker).await),
            2 => sample_worker::work_for(&worker, time),
            3 => return,
            4 => process::exit_self("crash"),
            5 => pending().await,
            _ => {}
        }
        drop(held);
        v4::checkin("Pool1", &worker);
        last = Some(worker);
    }
}

/// Whatever they did, the pool is as it was.
#[tokio::test(start_paused = true)]
async fn v4_is_whole_after_any_storm() {
    for seed in 0..SEEDS {
        in_a_system(async move {
            v4::start_pools(vec![pool(seed)]).await.unwrap();
            assert_status("{:ready, 3, 0}").await;
            let (server, before) =
                (whereis("Pool1Server"), process_count().await);
            let mut random = Rng::with_seed(seed);
            let out = Out::default();
            let consumers: Vec<_> = (0..12)
                .map(|_| {
                    let (random, out) = (random.fork(), out.clone());
                    process::spawn(async |_: Mailbox<()>| {
                        consumer(random, out).await;
                    })
                })
                .collect();
            for _ in 0..10 {
                sleep(some_time(&mut random)).await;
                let victim = &consumers[random.usize(..consumers.len())];
                process::exit(victim, ExitReason::Kill);
            }
            sleep(Duration::from_secs(10)).await;
            for consumer in consumers {
                process::exit(&consumer, ExitReason::Kill);
            }
            // Those that start, start.
            sleep(Duration::from_secs(1)).await;

            assert!(out.lock().unwrap().is_empty());
            assert_eq!(whereis("Pool1Server"), server, "seed {seed}");
            assert_eq!(process_count().await, before, "seed {seed}");
            assert_status("{:ready, 3, 0}").await;
            let server = process::info(server).unwrap();
            assert!(server.monitors.is_empty(), "seed {seed}");
            for _ in 0..SIZE + MAX_OVERFLOW {
                assert!(checkout().await.is_alive(), "seed {seed}");
            }
            assert_status("{:full, 0, 5}").await;
        })
        .await;
    }
}
