//! Agents: functions in another process, and what they cannot do.

use std::collections::BTreeMap;

use actor_core::{Agent, AgentRef, process};

use crate::{Finished, say, show};

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
