//! Step 5: many lists, each with a server.

use actor_core::Mailbox;
use jiff::civil::{Date, date};

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s05_cache::cache::TodoCache;
use crate::s05_cache::load_test::LoadTest;

const DATE: Date = date(2018, 12, 19);

/// Shows step 5.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s05<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    let cache = TodoCache::start().await?;
    names_and_servers(&mut stage, &cache).await?;
    what_dies(&mut stage, &cache).await?;
    stage.clear().await;
    Ok(())
}

async fn names_and_servers<P: Page>(
    stage: &mut Stage<'_, P>,
    cache: &TodoCache,
) -> Finished {
    stage.say("Step 5. The cache knows the servers by their names:");
    let bob = cache.server_process("bob").await?;
    let again = cache.server_process("bob").await?;
    let alice = cache.server_process("alice").await?;
    stage.show(format_args!("bob's server is {}", bob.process()));
    stage.show(format_args!("bob's server is {}", again.process()));
    stage.show(format_args!("alice's server is {}", alice.process()));
    bob.add_entry(Entry::new(DATE, "Dentist"));
    stage.show_entries(again.entries(DATE).await?);

    stage.say("There may be many, because a server is not much:");
    stage.show_processes();
    LoadTest { lists: 10_000, intervals: 1 }.run(cache).await?;
    stage.show_processes();
    Ok(())
}

async fn what_dies<P: Page>(
    stage: &mut Stage<'_, P>,
    cache: &TodoCache,
) -> Finished {
    stage.say("Bob's server dies. It stays in the cache, and bob has no list:");
    let bob = cache.server_process("bob").await?;
    stage.kill_pid(bob.process().pid()).await;
    let dead = cache.server_process("bob").await?;
    stage.show(format_args!("bob's server is {}", dead.process()));
    let error = dead.entries(DATE).await.err();
    stage.show(error.ok_or("the dead do not answer")?);

    stage.say("The cache dies. The servers go on, and nobody finds them:");
    let alice = cache.server_process("alice").await?;
    stage.kill_pid(cache.process().pid()).await;
    let is_alive = alice.process().is_alive();
    stage.show(format_args!("is alice's server alive? {is_alive}"));
    let error = cache.server_process("alice").await.err();
    let error = error.ok_or("the dead do not answer")?;
    stage.show(format_args!("the cache: {error}"));
    Ok(())
}
