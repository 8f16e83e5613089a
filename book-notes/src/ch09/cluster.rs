//! The three nodes of the chapter, and what can be asked of each.

use std::time::Duration;

use actor_core::application::{Distributed, Mode, SyncNodes};
use actor_core::node::{NodeOptions, global};
use actor_core::{NodeName, Pid};
use chucky::application::{self, application};
use chucky::{Facts, server};
use tokio::task::yield_now;

use crate::Finished;
use crate::cluster::{Cluster, Member};

/// How long the others wait for a node that is lost; in the book, for five
/// seconds.
pub(super) const DELAY: Duration = Duration::from_millis(200);

/// Returns the names of the chapter's nodes.
pub(super) fn names() -> [NodeName; 3] {
    ["a@localhost", "b@localhost", "c@localhost"]
        .map(|name| name.parse().expect("it is the name of a node"))
}

/// Starts a node as the configuration of the book has it: Chucky is for a
/// first, then for b or c, and none of them starts without the others.
pub(super) async fn start(
    cluster: &Cluster,
    name: &NodeName,
) -> Result<Member, Box<dyn std::error::Error + Send + Sync>> {
    let member = Member::start(options(cluster, name)).await?;
    // Each node has a fact of its own here, so that one sees who tells it.
    let fact = format!("Chuck Norris is on {name}.");
    let facts = Facts::of(&fact).ok_or("there is no fact")?;
    let start = application(facts);
    member.system.start_application(start, Mode::Permanent).await?;
    Ok(member)
}

fn options(cluster: &Cluster, name: &NodeName) -> NodeOptions {
    let [a, b, c] = names();
    let others = names().into_iter().filter(|other| other != name);
    let sync = SyncNodes::within(Duration::from_secs(30)).mandatory(others);
    let distributed = Distributed::new(application::NAME)
        .restart_after(DELAY)
        .on(a)
        .on_any([b, c]);
    let cookie = "pizza".parse().expect("a word is a cookie");
    let node = cluster.options(name.as_str()).cookie(cookie);
    node.distributed(distributed).sync_nodes(sync)
}

/// Asks on a node for a fact, until there is one.
pub(super) async fn fact(member: &Member) -> String {
    let ask = async {
        loop {
            if let Ok(fact) = server::fact().await {
                return fact;
            }
            yield_now().await;
        }
    };
    member.system.enter(ask).await
}

/// Waits until a node knows that Chucky runs on another one.
pub(super) async fn knows(member: &Member, runs_on: &NodeName) {
    let found = || member.system.application_node(application::NAME);
    while found().as_ref() != Some(runs_on) {
        yield_now().await;
    }
}

/// Returns who has the server's name, as a node knows it.
pub(super) async fn whereis(member: &Member) -> Option<Pid> {
    let whereis = async { global::whereis(server::NAME) };
    member.system.enter(whereis).await
}

/// Waits until Chucky has stopped on a node, and has said so.
pub(super) async fn has_stopped(member: &Member) -> Finished {
    let name = Some(application::NAME.into());
    while member.system.processes().iter().any(|it| it.label == name) {
        yield_now().await;
    }
    Ok(())
}
