//! Version 1: only the cache is supervised.

use std::path::PathBuf;

use actor_core::{Mailbox, process};

use super::super::kill::{kill, process_count};
use super::super::v1_supervised_cache::{cache, database, system};
use crate::todo_list::{Date, Entry};
use crate::{Finished, say, show};

const DATE: Date = Date::new(2018, 12, 19);

pub(super) async fn cache(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) -> Finished {
    say!(
        "Version 1. A supervisor starts the cache, and the cache the database:"
    );
    let system = system::start_link(&folder).await?;
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    bob.entries(DATE).await?;
    show!("bob's server is {}", bob.process());
    show!("{} processes", process_count());

    say!("The cache is killed. The next one knows nothing of bob's server:");
    for _ in 1..=2 {
        let cache = process::whereis(cache::NAME);
        kill(&mut mailbox, cache.ok_or("there is no cache")?).await;
        system.count_children().await?;
        let another = cache::server_process("bob").await?;
        for (_, entry) in another.entries(DATE).await? {
            show!("bob's server is {}: {}", another.process(), entry.title);
        }
        show!("{} processes", process_count());
    }
    show!("is the first one alive? {}", bob.process().is_alive());
    Ok(())
}

pub(super) async fn database(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) -> Finished {
    say!("Once more, and the database is killed. Bob does not notice:");
    let system = system::start_link(&folder).await?;
    let bob = cache::server_process("bob").await?;
    show!("{} processes", process_count());
    let database = process::whereis(database::NAME);
    kill(&mut mailbox, database.ok_or("there is no database")?).await;
    show!("bob has {} entries", bob.entries(DATE).await?.len());
    let is_there = process::whereis(database::NAME).is_some();
    show!("is there a database? {is_there}");

    say!(
        "Alice has no list. Her server needs the database; the cache crashes:"
    );
    let alice = cache::server_process("alice").await;
    system.count_children().await?;
    if let Err(error) = alice {
        show!("alice's list: {error}");
    }
    let alice = cache::server_process("alice").await?;
    show!("alice has {} entries", alice.entries(DATE).await?.len());
    show!("{} processes", process_count());
    Ok(())
}
