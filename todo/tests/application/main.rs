//! What steps 16 to 19 add: the application, the pool, the web, and what can be
//! set.
//!
//! Clocks are paused where nobody waits for a socket.

mod ask;

mod config;
mod pool;
mod starting;
mod web;

use std::path::PathBuf;

use actor_core::application::Mode;
use actor_core::{Application, Mailbox, System, process};
use jiff::civil::{Date, date};
use todo::s01_list::Entry;

const DATE: Date = date(2018, 12, 19);

fn dentist() -> Entry {
    Entry::new(DATE, "Dentist")
}

/// Runs a test as the first process of a system, with a folder, and ends
/// whoever is left.
async fn in_a_system<B, F>(test: B)
where
    B: FnOnce(Mailbox<()>, PathBuf) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let system = System::new("test");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    system.enter_with(|mailbox| test(mailbox, path)).await;
    system.shutdown().await;
    assert_eq!(system.processes(), []);
}

/// Starts an application whose end is nobody else's.
async fn start(application: Application) {
    let system = System::current();
    system.start_application(application, Mode::Temporary).await.unwrap();
}

/// Waits until a process that is restarted has its name again.
async fn is_back(name: &str, before: actor_core::Pid) {
    while process::whereis(name).is_none_or(|now| now == before) {
        tokio::task::yield_now().await;
    }
}
