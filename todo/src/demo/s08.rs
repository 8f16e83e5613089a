//! Step 8: only the cache is supervised.

use actor_core::{Mailbox, process};
use jiff::civil::{Date, date};

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s08_supervised::{cache, database, system};

const DATE: Date = date(2018, 12, 19);

/// Shows step 8.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s08<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    the_cache_is_killed(Stage::new(page, mailbox)?).await?;
    the_database_is_killed(Stage::new(page, mailbox)?).await
}

async fn the_cache_is_killed<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say(
        "Step 8. A supervisor starts the cache, and the cache the database:",
    );
    let system = system::start_link(stage.folder()).await?;
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    bob.entries(DATE).await?;
    stage.show(format_args!("bob's server is {}", bob.process()));
    stage.show_processes();

    stage.say(
        "The cache is killed. The next one knows nothing of bob's server:",
    );
    for _ in 1..=2 {
        stage.kill(cache::NAME).await?;
        system.count_children().await?;
        let another = cache::server_process("bob").await?;
        for (_, entry) in another.entries(DATE).await? {
            let (server, title) = (another.process(), entry.title);
            stage.show(format_args!("bob's server is {server}: {title}"));
        }
        stage.show_processes();
    }
    let is_alive = bob.process().is_alive();
    stage.show(format_args!("is the first one alive? {is_alive}"));
    stage.stop(&system).await
}

async fn the_database_is_killed<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say("Once more, and the database is killed. Bob does not notice:");
    let system = system::start_link(stage.folder()).await?;
    let bob = cache::server_process("bob").await?;
    stage.show_processes();
    stage.kill(database::NAME).await?;
    let entries = bob.entries(DATE).await?.len();
    stage.show(format_args!("bob has {entries} entries"));
    let is_there = process::whereis(database::NAME).is_some();
    stage.show(format_args!("is there a database? {is_there}"));

    stage.say(
        "Alice has no list. Her server needs the database; the cache crashes:",
    );
    let alice = cache::server_process("alice").await;
    system.count_children().await?;
    if let Err(error) = alice {
        stage.show(format_args!("alice's list: {error}"));
    }
    let alice = cache::server_process("alice").await?;
    let entries = alice.entries(DATE).await?.len();
    stage.show(format_args!("alice has {entries} entries"));
    stage.show_processes();
    stage.stop(&system).await
}
