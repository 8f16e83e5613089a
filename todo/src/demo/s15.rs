//! Step 15: a server that is not needed any more.

use std::time::Instant;

use actor_core::{Mailbox, process};
use jiff::civil::{Date, date};

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s15_expiry::{cache, system};

const DATE: Date = date(2018, 12, 19);

/// Shows step 15.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s15<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    stage.say(
        "Step 15. Ten seconds after the last message a to-do server stops:",
    );
    let system = system::start_link(stage.folder()).await?;
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    bob.entries(DATE).await?;
    let start = Instant::now();
    let monitor = process::monitor(bob.process());
    let reason = stage.down(monitor).await.reason;
    let waited = start.elapsed();
    stage.show(format_args!("after {waited:.0?} it is down: {reason}"));

    stage.say(
        "Whoever still refers to it asks nobody, until the cache is asked:",
    );
    if let Err(error) = bob.entries(DATE).await {
        stage.show(format_args!("bob's list: {error}"));
    }
    cache::server_process("bob").await?;
    for (id, entry) in bob.entries(DATE).await? {
        stage.show(format_args!("{id}: {}", entry.title));
    }
    stage.stop(&system).await
}
