//! An error that is expected, and one that is not.

use std::fs;
use std::path::PathBuf;

use actor_core::{Mailbox, SupervisorRef};

use super::super::v5_dynamic_workers::{cache, database, system};
use crate::eia08::disk;
use crate::todo_list::{Date, Entry};
use crate::{Finished, say, show};

const DATE: Date = Date::new(2018, 12, 19);

pub(super) async fn a_bad_file(_: Mailbox<()>, folder: PathBuf) -> Finished {
    say!(
        "Alice's file is not there, as is expected of a new list. Bob's is there\n\
         and no list, which is not expected, and crashes the worker:"
    );
    system::start_link(&folder).await?;
    let alice = cache::server_process("alice").await?;
    alice.add_entry(Entry::new(DATE, "Dentist"));
    let file = disk::path(&folder, "bob");
    fs::write(&file, "no list\n")?;
    let bob = cache::server_process("bob").await;
    SupervisorRef::named(database::NAME).count_children().await?;
    if let Err(error) = bob {
        show!("bob's list: {error}");
    }
    show!("alice has {} entry", alice.entries(DATE).await?.len());

    say!("The file is removed by hand. Nothing needs to be started again:");
    fs::remove_file(&file)?;
    let bob = cache::server_process("bob").await?;
    show!("bob has {} entries", bob.entries(DATE).await?.len());
    Ok(())
}
