//! How often a supervisor starts a child again.

use std::path::PathBuf;

use actor_core::{Mailbox, SupervisorRef, process};

use super::super::kill::{kill, process_count};
use super::super::v2_todo_links::{cache, system};
use crate::{Finished, say, show};

pub(super) async fn four_kills(
    mut mailbox: Mailbox<SupervisorRef>,
    folder: PathBuf,
) -> Finished {
    say!("Three restarts in five seconds are well, and a fourth is too many:");
    let shell = mailbox.this();
    let starter = async move |mut mailbox: Mailbox<()>| {
        shell.send(system::start_link(&folder).await?);
        mailbox.receive().await;
        Finished::Ok(())
    };
    let (_, end_of_starter) = process::spawn_monitor(starter);
    let system = mailbox.receive().await;
    let end_of_system = process::monitor(&system);
    for kills in 1..=4 {
        let cache = process::whereis(cache::NAME);
        kill(&mut mailbox, cache.ok_or("there is no cache")?).await;
        if kills < 4 {
            let children = system.count_children().await?;
            show!("after {kills}: {} child runs", children.active);
        }
    }
    let down = mailbox.down(end_of_system).await;
    show!("after 4: the supervisor is down: {}", down.reason);
    let down = mailbox.down(end_of_starter).await;
    show!("who started it is down: {}", down.reason);
    show!("{} process is left, and that is us", process_count());
    Ok(())
}
