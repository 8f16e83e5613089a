//! Version 4: the database as a supervisor of its workers.

use std::path::PathBuf;

use actor_core::{Mailbox, SupervisorRef, process};

use super::super::v4_pool_supervision::process_registry::{Key, registry};
use super::super::v4_pool_supervision::{cache, database, system};
use crate::eia08::kill::kill;
use crate::todo_list::{Date, Entry};
use crate::{Finished, say, show};

const DATE: Date = Date::new(2018, 12, 19);

pub(super) async fn a_worker(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) -> Finished {
    say!(
        "Version 4. The database is a supervisor, and a registry has its workers:"
    );
    system::start_link(&folder).await?;
    show_workers();

    say!("The second is killed. Another registers itself in its place:");
    let worker = registry().whereis(&Key::DatabaseWorker(2));
    kill(&mut mailbox, worker.ok_or("there is no worker 2")?).await;
    let workers = SupervisorRef::named(database::NAME);
    workers.count_children().await?;
    show_workers();

    say!("It is stopped for a while. What it is told is lost; who asks, ends:");
    let bob = cache::server_process("bob").await?;
    workers.terminate_child("database worker 2").await?;
    show_workers();
    bob.add_entry(Entry::new(DATE, "Dentist"));
    show!("bob's server knows {}", titles(&bob.entries(DATE).await?));
    let asks = async |_: Mailbox<()>| drop(database::get("bob").await);
    let (_, end_of_asker) = process::spawn_monitor(asks);
    let down = mailbox.down(end_of_asker).await;
    show!("who asks for bob's list is down: {}", down.reason);

    say!("It is back, and knows nothing of that. The next entry writes both:");
    workers.restart_child("database worker 2").await?;
    show!("on the disk: {}", on_the_disk("bob").await);
    bob.add_entry(Entry::new(DATE, "Movies"));
    bob.entries(DATE).await?;
    show!("on the disk: {}", on_the_disk("bob").await);
    Ok(())
}

async fn on_the_disk(key: &str) -> String {
    let list = database::get(key).await;
    list.map_or_else(|| "no list".to_owned(), |l| titles(&l.entries(DATE)))
}

fn titles(entries: &[(u64, Entry)]) -> String {
    let titles = entries.iter().map(|(_, entry)| entry.title.as_str());
    titles.collect::<Vec<_>>().join(", ")
}

fn show_workers() {
    for id in 1..=database::WORKERS {
        match registry().whereis(&Key::DatabaseWorker(id)) {
            Some(pid) => show!("worker {id} is {pid}"),
            None => show!("there is no worker {id}"),
        }
    }
}
