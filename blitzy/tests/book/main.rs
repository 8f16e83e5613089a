//! The steps of chapter 8: what all promise, and what each does for itself.
//!
//! Clocks are paused where no sockets are used: time passes only when nobody
//! has anything left to do.

mod requests;
mod steps;

mod contract;

mod caller;
mod cluster;
mod defects;
mod demo;
mod report;
mod supervised;
mod tasks;
mod worker;

use std::time::Duration;

use actor_core::{Down, Mailbox, System, process};
use blitzy::book::caller::Answer;
use tokio::time::{sleep, timeout};

/// Runs a test as the first process of a system, which must be alone in the
/// end.
///
/// A test that waits for what never comes fails: the clock moves on.
async fn in_a_system<F>(
    test: impl FnOnce(Mailbox<Answer>) -> F + Send + 'static,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let system = System::new("test");
    let month = Duration::from_hours(30 * 24);
    let test = timeout(month, system.enter_with(test)).await;
    test.expect("what a test waits for comes within a month");
    system.shutdown().await;
}

/// Waits until everybody waits.
///
/// A paused clock moves on when no process can run, and not before.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

/// Returns how many processes there are when everybody waits.
async fn process_count() -> usize {
    settle().await;
    System::current().process_count()
}

/// Runs `body` as a process, and returns how that ends.
async fn end_of<F>(
    body: impl FnOnce(Mailbox<Answer>) -> F + Send + 'static,
) -> Down
where
    F: Future<Output = ()> + Send + 'static,
{
    let process = process::spawn(async move |mailbox| {
        settle().await;
        body(mailbox).await;
    });
    process.down().await
}
