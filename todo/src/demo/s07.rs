//! Step 7: three processes read and write the files.

use actor_core::Mailbox;
use jiff::civil::{Date, date};

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s06_database::disk;
use crate::s07_database_workers::cache::TodoCache;
use crate::s07_database_workers::database;

const DATE: Date = date(2018, 12, 19);

/// Shows step 7.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s07<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    stage.say(
        "Step 7. The database says which of its workers is to be asked,\n\
               for a name always the same:",
    );
    let cache = TodoCache::start(stage.folder()).await?;
    who_looks_after_whom(&mut stage).await;
    a_worker_dies(&mut stage, &cache).await?;
    stage.clear().await;
    Ok(())
}

async fn who_looks_after_whom<P: Page>(stage: &mut Stage<'_, P>) {
    for name in ["bob", "alice", "john", "bob"] {
        let worker = database::choose_worker(name).await;
        stage.show(format_args!("{name}'s worker is {worker}"));
    }
}

async fn a_worker_dies<P: Page>(
    stage: &mut Stage<'_, P>,
    cache: &TodoCache,
) -> Finished {
    stage.say(
        "Bob's worker dies. What he adds is not kept, and he is not told:",
    );
    let bob = cache.server_process("bob").await?;
    let worker = database::choose_worker("bob").await;
    stage.kill_pid(worker.pid()).await;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    stage.show_entries(bob.entries(DATE).await?);
    let is_kept = disk::read(stage.folder(), "bob").is_some();
    stage.show(format_args!("is it kept? {is_kept}"));
    let now = database::choose_worker("bob").await;
    let is_alive = now.is_alive();
    stage.show(format_args!("is his worker {now} alive? {is_alive}"));

    stage.say("Two thirds of the lists have another worker, and lose nothing:");
    let alice = cache.server_process("alice").await?;
    alice.add_entry(Entry::new(DATE, "Dentist"));
    alice.entries(DATE).await?;
    let list = database::get("alice").await.ok_or("alice has a list")?;
    stage.show(format_args!("alice's file has {} entry", list.size()));
    Ok(())
}
