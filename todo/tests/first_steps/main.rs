//! Steps 1 to 7, which are chapters 4 to 7 of Elixir in Action: what they do,
//! and what they do wrong, on a clock that is paused.

mod cache;
mod database;
mod database_workers;
mod exercises;
mod forms_of_a_list;
mod gen_server;
mod server_by_hand;
mod server_process;
mod todo_list;

use std::path::PathBuf;
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, Pid, System, process};
use jiff::civil::{Date, date};
use tempfile::tempdir;
use todo::s01_list::Entry;
use tokio::time::Instant;

const TODAY: Date = date(2018, 12, 19);
const TOMORROW: Date = date(2018, 12, 20);

fn dentist() -> Entry {
    Entry::new(TODAY, "Dentist")
}

fn shopping() -> Entry {
    Entry::new(TOMORROW, "Shopping")
}

fn movies() -> Entry {
    Entry::new(TODAY, "Movies")
}

/// Runs `body` with a folder, which is removed afterwards.
async fn with_a_folder<B, F>(body: B)
where
    B: FnOnce(Mailbox<()>, PathBuf) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let folder = tempdir().unwrap();
    let path = folder.path().to_owned();
    let system = System::new("test");
    system.enter_with(|mailbox| body(mailbox, path)).await;
    system.shutdown().await;
}

/// Kills a process, and waits until it has ended.
async fn kill<M: Send + 'static>(mailbox: &mut Mailbox<M>, victim: Pid) {
    let monitor = process::monitor(victim);
    process::exit(victim, ExitReason::Kill);
    mailbox.down(monitor).await;
}

/// Returns how many whole seconds have passed on the paused clock.
fn seconds_since(start: Instant, second: Duration) -> u128 {
    start.elapsed().as_nanos() / second.as_nanos()
}
