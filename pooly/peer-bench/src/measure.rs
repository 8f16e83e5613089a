//! The loops: a contestant does a job, and what it has done is written down.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use serde::Deserialize;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::task;

use crate::child::Job;
use crate::contestants::Contestant;
use crate::workload::{Shape, Workload};

/// What a contestant has done.
#[derive(Clone, Debug, Deserialize)]
pub struct Outcome {
    /// From the start of the first task to the end of the last.
    pub nanoseconds: u64,
    /// What all threads together have worked in that time.
    pub cpu_nanoseconds: u64,
    /// How often all tasks together have checked out.
    pub checkouts: usize,
    /// What each task has seen, where the workload asks for it.
    pub waits: Vec<Waits>,
}

/// What one task has seen.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Waits {
    /// How long each of its checkouts took.
    pub nanoseconds: Vec<u64>,
    /// The most checkouts of others during one of its own.
    pub others: usize,
}

/// Does `job` with the pool that `starting` returns.
///
/// A tenth of it runs first, unmeasured. The runtime is leaked: this process
/// ends next.
pub fn run<P: Contestant>(
    job: &Job,
    starting: impl Future<Output = P>,
) -> Outcome {
    let runtime = runtime(job.threads);
    let outcome = runtime.block_on(async {
        let pool = starting.await;
        perform(&pool, job, 10).await;
        perform(&pool, job, 1).await
    });
    std::mem::forget(runtime);
    outcome
}

/// Builds a runtime with as many threads.
///
/// One thread is a current-thread runtime: a multi-threaded one with one
/// worker would pay for a second thread that it does not have.
fn runtime(threads: usize) -> Runtime {
    let builder = match threads {
        1 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    { builder }
        .worker_threads(threads)
        .enable_all()
        .build()
        .expect("the system has threads to give")
}

async fn perform<P: Contestant>(
    pool: &P,
    job: &Job,
    divisor: usize,
) -> Outcome {
    let shape = job.workload.shape();
    if job.workload == Workload::Waits {
        let time = Duration::from_millis(job.sizes.milliseconds);
        let until = Instant::now() + time / divisor as u32;
        let served = Arc::new(AtomicUsize::new(0));
        return all_at_once(pool, shape.tasks, move |pool| {
            timed_checkouts(pool, until, served.clone())
        })
        .await;
    }
    let each = job.sizes.checkouts / divisor / shape.tasks;
    let outcome = all_at_once(pool, shape.tasks, move |pool| {
        checkouts(pool, shape, each)
    })
    .await;
    Outcome { checkouts: each * shape.tasks, ..outcome }
}

/// Checks out `times` times.
async fn checkouts<P: Contestant>(
    pool: P,
    Shape { hold, .. }: Shape,
    times: usize,
) -> Waits {
    for _ in 0..times {
        let guard = pool.checkout().await;
        if hold {
            task::yield_now().await;
        }
        drop(guard);
    }
    Waits::default()
}

/// Checks out and holds until it is late. All tasks count in `served`.
async fn timed_checkouts<P: Contestant>(
    pool: P,
    until: Instant,
    served: Arc<AtomicUsize>,
) -> Waits {
    let mut waits = Waits::default();
    waits.nanoseconds.reserve(100_000);
    loop {
        let asked = Instant::now();
        if asked >= until {
            return waits;
        }
        let before = served.load(Ordering::Relaxed);
        let guard = pool.checkout().await;
        let others = served.fetch_add(1, Ordering::Relaxed) - before;
        waits.nanoseconds.push(asked.elapsed().as_nanos() as u64);
        waits.others = waits.others.max(others);
        task::yield_now().await;
        drop(guard);
    }
}

/// Runs `work` in as many tasks.
async fn all_at_once<P: Contestant, Working>(
    pool: &P,
    tasks: usize,
    work: impl Fn(P) -> Working,
) -> Outcome
where
    Working: Future<Output = Waits> + Send + 'static,
{
    let (report, mut reports) = mpsc::unbounded_channel();
    let start = Instant::now();
    let cpu_start = ProcessTime::now();
    for _ in 0..tasks {
        let (working, report) = (work(pool.clone()), report.clone());
        pool.spawn(async move {
            report.send(working.await).expect("all reports are read");
        });
    }
    let mut waits = Vec::with_capacity(tasks);
    while waits.len() < tasks {
        waits.push(reports.recv().await.expect("one from each"));
    }
    Outcome {
        nanoseconds: start.elapsed().as_nanos() as u64,
        cpu_nanoseconds: cpu_start.elapsed().as_nanos() as u64,
        checkouts: waits.iter().map(|waits| waits.nanoseconds.len()).sum(),
        waits,
    }
}
