//! Version 3: the database beside the cache.

use std::path::PathBuf;

use actor_core::{Mailbox, process};

use super::super::v3_supervised_database::{cache, database, system};
use crate::eia08::kill::{kill, process_count};
use crate::{Finished, say, show};

pub(super) async fn database(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) -> Finished {
    say!("Version 3. The database is supervised beside the cache:");
    let system = system::start_link(&folder).await?;
    let bob = cache::server_process("bob").await?;
    show!("{} processes", process_count());

    say!(
        "The database is killed. It takes its workers along, and nobody else:"
    );
    let database = process::whereis(database::NAME);
    kill(&mut mailbox, database.ok_or("there is no database")?).await;
    system.count_children().await?;
    show!("is bob's server alive? {}", bob.process().is_alive());
    show!("{} processes", process_count());
    Ok(())
}
