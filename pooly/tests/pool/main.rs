//! What [`pooly::Pool`] promises.
//!
//! `cargo test -p pooly --test pool queue` runs all that is about the queue.
//! Clocks are paused: time passes only when nobody has anything left to do.

mod caller;
mod craftsman;
mod workshop;

mod age;
mod backoff;
mod building;
mod checkin;
mod checkout;
mod checks;
mod closing;
mod draining;
mod ending_workers;
mod failing_starts;
mod neighbours;
mod overflow;
mod patience;
mod queue;
mod resets;
mod resizing;
mod starts;
mod statistics;
mod stopping;
mod storm;
mod supervision;
mod transactions;

use std::time::Duration;

use actor_core::{ExitReason, Pid, SupervisorRef, System, gen_server, process};
use pooly::Pool;
use pooly::pool::{Manage, Status};

/// Runs a test as the first process of a system, and ends whoever is left.
async fn in_a_system<F>(test: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let system = System::new("test");
    system.enter(test).await;
    system.shutdown().await;
}

/// Waits until everybody waits.
///
/// A paused clock moves on when no process can run, and not before. So all that
/// follows from what was done is done, however many processes it takes.
async fn settle() {
    pass(Duration::from_millis(1)).await;
}

/// Lets time pass.
async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Starts a pool, and waits until it is filled.
async fn start<W: Manage>(pool: &Pool<W>) {
    pool.start_link().await.unwrap();
    pool.ready().await.unwrap();
}

/// Stops a tree, and waits for it.
async fn stop(tree: &SupervisorRef) {
    let forever = Duration::MAX;
    gen_server::stop(tree, ExitReason::Normal, forever).await.unwrap();
}

/// Returns what the workers do when everybody waits.
async fn status<W: Manage>(pool: &Pool<W>) -> Status {
    settle().await;
    pool.status().await.unwrap()
}

/// Kills a process, and waits until everybody has dealt with that.
async fn kill(victim: Pid) {
    assert!(process::is_alive(victim), "{victim} is dead already");
    process::exit(victim, ExitReason::Kill);
    settle().await;
    assert!(!process::is_alive(victim), "{victim} is still alive");
}

/// Counts the processes, when everybody waits.
async fn process_count() -> usize {
    settle().await;
    System::current().process_count()
}
