//! Version 8: a server that is not needed any more.

use std::path::PathBuf;
use std::time::Instant;

use actor_core::{Mailbox, process};

use super::super::v8_expiry::{cache, system};
use crate::todo_list::{Date, Entry};
use crate::{Finished, say, show};

const DATE: Date = Date::new(2018, 12, 19);

pub(super) async fn an_idle_server(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) -> Finished {
    say!("Version 8. Ten seconds after the last message a to-do server stops:");
    system::start_link(&folder).await?;
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    bob.entries(DATE).await?;
    let start = Instant::now();
    let monitor = process::monitor(bob.process());
    let down = mailbox.down(monitor).await;
    show!("after {:.0?} it is down: {}", start.elapsed(), down.reason);

    say!("Whoever still refers to it asks nobody, until the cache is asked:");
    if let Err(error) = bob.entries(DATE).await {
        show!("bob's list: {error}");
    }
    cache::server_process("bob").await?;
    for (id, entry) in bob.entries(DATE).await? {
        show!("{id}: {}", entry.title);
    }
    Ok(())
}
