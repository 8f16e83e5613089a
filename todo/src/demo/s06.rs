//! Step 6: lists are kept in files.

use std::fs;

use actor_core::Mailbox;
use jiff::civil::{Date, date};

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s06_database::cache::TodoCache;
use crate::s06_database::{database, disk};

const DATE: Date = date(2018, 12, 19);

/// Shows step 6.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s06<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    a_file(&mut stage).await?;
    no_database(&mut stage).await?;
    stage.clear().await;
    Ok(())
}

async fn a_file<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("Step 6. Bob's server has its list stored with each entry:");
    let cache = TodoCache::start(stage.folder()).await?;
    let bob = cache.server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    stage.show_entries(bob.entries(DATE).await?);
    // Who asks the database is behind all that it was told before.
    database::get("bob").await;
    let file = disk::path(stage.folder(), "bob");
    stage.show(fs::read_to_string(file)?);

    stage.say("All processes die. Others find the list, by its name:");
    for pid in [bob.process().pid(), cache.process().pid()] {
        stage.kill_pid(pid).await;
    }
    stage.kill(database::NAME).await?;
    let cache = TodoCache::start(stage.folder()).await?;
    let bob = cache.server_process("bob").await?;
    stage.show_entries(bob.entries(DATE).await?);
    Ok(())
}

async fn no_database<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say(
        "The database dies. Bob goes on, and does not know that what he\n\
               adds is not kept:",
    );
    let cache = TodoCache::start(stage.folder()).await?;
    let bob = cache.server_process("bob").await?;
    stage.kill(database::NAME).await?;
    bob.add_entry(Entry::new(DATE, "Shopping"));
    let entries = bob.entries(DATE).await?.len();
    stage.show(format_args!("bob has {entries} entries"));
    let kept = disk::read(stage.folder(), "bob").ok_or("there is a file")?;
    stage.show(format_args!("his file has {}", kept.size()));

    stage.say("A new list needs the database. Its server dies, the cache too:");
    let error = cache.server_process("alice").await.err();
    let error = error.ok_or("there is no database")?;
    stage.show(format_args!("alice's list: {error}"));
    let error = cache.server_process("bob").await.err();
    let error = error.ok_or("there is no cache")?;
    stage.show(format_args!("bob's list: {error}"));
    Ok(())
}
