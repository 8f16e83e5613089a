//! Agents: functions in another process, and what they cannot do.

use std::collections::BTreeMap;
use std::path::PathBuf;

use actor_core::{Agent, AgentRef, Mailbox, process};

use super::super::v7_agent::{cache, system};
use crate::todo_list::{Date, Entry};
use crate::{Finished, say, show};

const DATE: Date = Date::new(2018, 12, 19);

type Orders = BTreeMap<&'static str, u32>;

pub(super) async fn functions() -> Finished {
    say!("An agent keeps a state. What is done with it, its callers say:");
    let start = || Orders::from([("Pizza", 1)]);
    let orders: AgentRef<Orders> = Agent::start_link(start).await?;
    orders.update(|orders| _ = orders.insert("Tea", 2)).await?;
    orders.cast_update(|orders| _ = orders.insert("Pizza", 3));
    show!("{:?}", orders.get(Orders::clone).await?);

    say!("Their functions run in the agent, one after the other:");
    show!("we are {}, and the agent is {orders}", process::id());
    let ran_in = orders.get(|_| process::id()).await?;
    show!("a function ran in {ran_in}");

    say!("An agent receives nothing else. A plain message comes to nothing:");
    process::send(&orders, "performing cleanup...")?;
    show!("{:?}", orders.get(Orders::clone).await?);
    Ok(())
}

pub(super) async fn a_todo_server(_: Mailbox<()>, folder: PathBuf) -> Finished {
    say!("Version 7. A to-do server is an agent, and nobody notices:");
    system::start_link(&folder).await?;
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    for (id, entry) in bob.entries(DATE).await? {
        show!("{id}: {}", entry.title);
    }
    Ok(())
}
