//! Step 12: the cache as a supervisor of to-do servers.

use std::collections::BTreeSet;
use std::fs;

use actor_core::{DynamicSupervisorRef, Mailbox, SupervisorRef, process};
use jiff::civil::{Date, date};
use tokio::sync::mpsc;

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s06_database::disk;
use crate::s12_dynamic_servers::{cache, database, system};

const DATE: Date = date(2018, 12, 19);

/// Shows step 12.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s12<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    many_callers(Stage::new(page, mailbox)?).await?;
    a_bad_file(Stage::new(page, mailbox)?).await
}

async fn many_callers<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say(
        "Step 12. The cache is a supervisor. A hundred ask for bob at once:",
    );
    let system = system::start_link(stage.folder()).await?;
    let (found, mut servers) = mpsc::unbounded_channel();
    for _ in 1..=100 {
        let found = found.clone();
        process::spawn_link(async move |_: Mailbox<()>| {
            let bob = cache::server_process("bob").await?;
            found.send(bob.process().pid())?;
            Finished::Ok(())
        });
    }
    drop(found);
    let mut pids = BTreeSet::new();
    while let Some(pid) = servers.recv().await {
        pids.insert(pid);
    }
    stage.show(format_args!("bob's servers are {pids:?}"));

    stage.say(
        "It is killed. That is nobody else's concern, and nobody starts it:",
    );
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    bob.entries(DATE).await?;
    stage.kill_pid(bob.process().pid()).await;
    let cache = DynamicSupervisorRef::named(cache::NAME);
    let children = cache.count_children().await?.active;
    stage.show(format_args!("the cache has {children} children"));

    stage.say("Until it is asked for. It has its list from the database:");
    let bob = cache::server_process("bob").await?;
    for (_, entry) in bob.entries(DATE).await? {
        let (server, title) = (bob.process().pid(), entry.title);
        stage.show(format_args!("bob's server is {server}: {title}"));
    }
    stage.stop(&system).await
}

async fn a_bad_file<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say(
        "Alice's file is not there, as is expected of a new list. Bob's is there\n\
         and no list, which is not expected, and crashes the worker:",
    );
    let system = system::start_link(stage.folder()).await?;
    let alice = cache::server_process("alice").await?;
    alice.add_entry(Entry::new(DATE, "Dentist"));
    let file = disk::path(stage.folder(), "bob");
    fs::write(&file, "no list\n")?;
    let bob = cache::server_process("bob").await;
    SupervisorRef::named(database::NAME).count_children().await?;
    if let Err(error) = bob {
        stage.show(format_args!("bob's list: {error}"));
    }
    let entries = alice.entries(DATE).await?.len();
    stage.show(format_args!("alice has {entries} entry"));

    stage
        .say("The file is removed by hand. Nothing needs to be started again:");
    fs::remove_file(&file)?;
    let bob = cache::server_process("bob").await?;
    let entries = bob.entries(DATE).await?.len();
    stage.show(format_args!("bob has {entries} entries"));
    stage.stop(&system).await
}
