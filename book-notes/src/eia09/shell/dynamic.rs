//! Version 5: the cache as a supervisor of to-do servers.

use std::collections::BTreeSet;
use std::path::PathBuf;

use actor_core::{DynamicSupervisorRef, Mailbox, Pid, process};

use super::super::v5_dynamic_workers::{cache, system};
use crate::eia08::kill::kill;
use crate::todo_list::{Date, Entry};
use crate::{Finished, say, show};

const DATE: Date = Date::new(2018, 12, 19);

pub(super) async fn many_callers(
    mut mailbox: Mailbox<Pid>,
    folder: PathBuf,
) -> Finished {
    say!(
        "Version 5. The cache is a supervisor. A hundred ask for bob at once:"
    );
    system::start_link(&folder).await?;
    for _ in 1..=100 {
        let shell = mailbox.this();
        process::spawn_link(async move |_: Mailbox<()>| {
            let bob = cache::server_process("bob").await?;
            shell.send(bob.process().pid());
            Finished::Ok(())
        });
    }
    let mut servers = BTreeSet::new();
    for _ in 1..=100 {
        servers.insert(mailbox.receive().await);
    }
    show!("bob's servers are {servers:?}");

    say!("It is killed. That is nobody else's concern, and nobody starts it:");
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    bob.entries(DATE).await?;
    kill(&mut mailbox, bob.process().pid()).await;
    let cache = DynamicSupervisorRef::named(cache::NAME);
    show!("the cache has {} children", cache.count_children().await?.active);

    say!("Until it is asked for. It has its list from the database:");
    let bob = cache::server_process("bob").await?;
    for (_, entry) in bob.entries(DATE).await? {
        show!("bob's server is {}: {}", bob.process().pid(), entry.title);
    }
    Ok(())
}
