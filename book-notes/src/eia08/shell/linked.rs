//! Version 2: everybody is linked.

use std::path::PathBuf;

use actor_core::{Mailbox, process};

use super::super::kill::{kill, process_count};
use super::super::v2_todo_links::{cache, database, system};
use crate::{Finished, say, show};

pub(super) async fn everybody(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) -> Finished {
    say!("Version 2. Whoever starts a process is linked to it:");
    let system = system::start_link(&folder).await?;
    let mut bob = cache::server_process("bob").await?;
    show!("{} processes", process_count());

    for name in [cache::NAME, database::NAME] {
        say!(
            "{name} is killed, and all end. All but bob's server start again:"
        );
        let victim =
            process::whereis(name).ok_or("there is no such process")?;
        kill(&mut mailbox, victim).await;
        system.count_children().await?;
        show!("is {} alive? {}", bob.process(), bob.process().is_alive());
        bob = cache::server_process("bob").await?;
        show!("bob's server is {}", bob.process());
        show!("{} processes", process_count());
    }
    Ok(())
}
