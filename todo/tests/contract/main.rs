//! What the steps promise, from the first that has a server to the last.
//!
//! `cargo test -p todo --test contract s12` runs all that step 12 promises.
//! Clocks are paused, except where several threads are what it is about.

mod step;

mod promises;

use std::future::Future;
use std::path::{Path, PathBuf};

use actor_core::{Mailbox, System};

/// Runs a test as the first process of a system, with a mailbox and a folder,
/// and ends whoever is left.
async fn in_a_system<B, F>(folder: &Path, test: B)
where
    B: FnOnce(Mailbox<()>, PathBuf) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let system = System::new("test");
    let folder = folder.to_owned();
    system.enter_with(|mailbox| test(mailbox, folder)).await;
    system.shutdown().await;
}
