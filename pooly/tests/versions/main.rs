//! The four versions of Pooly: what all promise, and what each does for itself,
//! right or wrong.
//!
//! `cargo test -p pooly --test versions v2` runs all that is about version 2.
//! Clocks are paused: time passes only when nobody has anything left to do.

mod caught;
mod consumer;
mod version;

mod contract;

mod v1;
mod v2;
mod v3;
mod v4;

mod exercises;
mod one_process_dies;

use std::time::Duration;

use actor_core::{ExitReason, Pid, System, process};
use tokio::time::{Instant, sleep, timeout};

/// Runs a test as the first process of a system, and ends whoever is left.
///
/// A test that waits for what never comes fails: the clock moves on.
async fn in_a_system<F>(test: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let system = System::new("test");
    let month = Duration::from_hours(30 * 24);
    let test = timeout(month, system.enter(test)).await;
    test.expect("what a test waits for comes within a month");
    let start = Instant::now();
    system.shutdown().await;
    let ended = start.elapsed() < Duration::from_secs(5);
    assert!(ended, "whoever is left had to be killed");
}

/// Waits until everybody waits.
///
/// A paused clock moves on when no process can run, and not before. So all that
/// follows from what was done is done, however many processes it takes.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

/// Ends a process by an exit signal, and waits until everybody has dealt with
/// that.
async fn end(victim: Pid, reason: impl Into<ExitReason>) {
    assert!(process::is_alive(victim), "{victim} is dead already");
    process::exit(victim, reason);
    settle().await;
    assert!(!process::is_alive(victim), "{victim} is still alive");
}

/// Kills a process, and waits until everybody has dealt with that.
async fn kill(victim: Pid) {
    end(victim, ExitReason::Kill).await;
}

/// Counts the processes, when everybody waits.
async fn process_count() -> usize {
    settle().await;
    System::current().process_count()
}

/// Returns who has a name.
fn whereis(name: &str) -> Pid {
    process::whereis(name).expect("the name is taken")
}
