//! What becomes of the to-do system when something in it ends, in steps 8 to
//! 15, on a clock that is paused.

mod only_the_cache_is_supervised;

mod everybody_is_linked;

mod a_supervised_database;

mod a_supervised_pool;

mod a_supervisor_of_servers;

mod metrics;

mod an_agent;

mod an_idle_server;

use std::path::PathBuf;

use actor_core::{Mailbox, Pid, System, process};
use jiff::civil::{Date, date};
use tempfile::tempdir;

const DATE: Date = date(2018, 12, 19);

/// Runs a test in a system and a folder of its own.
async fn with_a_folder<M, B, F>(body: B)
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>, PathBuf) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let folder = tempdir().unwrap();
    let path = folder.path().to_owned();
    let system = System::new("test");
    system.enter_with(|mailbox| body(mailbox, path)).await;
    system.shutdown().await;
}

fn whereis(name: &str) -> Pid {
    process::whereis(name).unwrap()
}
