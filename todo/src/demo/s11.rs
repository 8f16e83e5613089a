//! Step 11: the database as a supervisor of its workers.

use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{Mailbox, SupervisorRef, process};
use jiff::civil::{Date, date};
use tokio::sync::oneshot;

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s11_pool_supervision::process_registry::{self, Key, registry};
use crate::s11_pool_supervision::{cache, database, system};

const DATE: Date = date(2018, 12, 19);

/// Shows step 11.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s11<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    a_worker_is_killed(Stage::new(page, mailbox)?).await?;
    the_registry_is_killed(Stage::new(page, mailbox)?).await
}

async fn a_worker_is_killed<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say(
        "Step 11. The database is a supervisor, and a registry has its workers:",
    );
    let system = system::start_link(stage.folder()).await?;
    show_workers(&mut stage);

    stage.say("The second is killed. Another registers itself in its place:");
    let worker = registry().whereis(&Key::DatabaseWorker(2));
    stage.kill_pid(worker.ok_or("there is no worker 2")?).await;
    let workers = SupervisorRef::named(database::NAME);
    workers.count_children().await?;
    show_workers(&mut stage);

    stage.say(
        "It is stopped for a while. What it is told is lost; who asks, ends:",
    );
    let bob = cache::server_process("bob").await?;
    workers.terminate_child("database worker 2").await?;
    show_workers(&mut stage);
    bob.add_entry(Entry::new(DATE, "Dentist"));
    let known = titles(&bob.entries(DATE).await?);
    stage.show(format_args!("bob's server knows {known}"));
    let asks = async |_: Mailbox<()>| drop(database::get("bob").await);
    let (_, end_of_asker) = process::spawn_monitor(asks);
    let reason = stage.down(end_of_asker).await.reason;
    stage.show(format_args!("who asks for bob's list is down: {reason}"));

    stage.say(
        "It is back, and knows nothing of that. The next entry writes both:",
    );
    workers.restart_child("database worker 2").await?;
    stage.show(format_args!("on the disk: {}", on_the_disk("bob").await));
    bob.add_entry(Entry::new(DATE, "Movies"));
    bob.entries(DATE).await?;
    stage.show(format_args!("on the disk: {}", on_the_disk("bob").await));
    stage.stop(&system).await
}

async fn on_the_disk(key: &str) -> String {
    let list = database::get(key).await;
    list.map_or_else(|| "no list".to_owned(), |l| titles(&l.entries(DATE)))
}

fn titles(entries: &[(u64, Entry)]) -> String {
    let titles = entries.iter().map(|(_, entry)| entry.title.as_str());
    titles.collect::<Vec<_>>().join(", ")
}

fn show_workers<P: Page>(stage: &mut Stage<'_, P>) {
    for id in 1..=database::WORKERS {
        match registry().whereis(&Key::DatabaseWorker(id)) {
            Some(pid) => stage.show(format_args!("worker {id} is {pid}")),
            None => stage.show(format_args!("there is no worker {id}")),
        }
    }
}

async fn the_registry_is_killed<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say(
        "A registry is linked to who is registered. If it is killed, they die:",
    );
    let tree = Supervisor::new(Strategy::OneForOne).child(registry());
    let system = tree.start_link().await?;
    let (registered, is_registered) = oneshot::channel();
    let worker = async move |mut mailbox: Mailbox<()>| {
        registry().register(Key::DatabaseWorker(1), ())?;
        // We wait for it.
        let _ = registered.send(());
        mailbox.receive().await;
        Finished::Ok(())
    };
    let (worker, end_of_worker) = process::spawn_monitor(worker);
    is_registered.await?;
    stage.show(format_args!("{:?}", registry().entries()));

    stage.kill(process_registry::NAME).await?;
    let reason = stage.down(end_of_worker).await.reason;
    system.count_children().await?;
    stage.show(format_args!("{worker} is down: {reason}"));
    let entries = registry().count();
    stage.show(format_args!("the next registry has {entries} entries"));
    stage.stop(&system).await
}
