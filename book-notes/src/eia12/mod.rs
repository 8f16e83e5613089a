mod communicating;
mod discovery;
mod failures;
mod network;
mod starting;

use actor_core::Mailbox;

use crate::cluster::Cluster;
use crate::{Finished, log, page};

/// Runs the programs of chapter 12's first and third part: three nodes in this
/// program, and what goes on between them.
///
/// # Errors
///
/// If a node cannot be started, or does not do what it should.
pub async fn run(_: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 12: nodes of a cluster");
    // What nodes report of each other comes in any order.
    let _silence = log::silence();
    let cluster = Cluster::new().await?;
    let one = cluster.start("node1@localhost").await?;
    let two = cluster.start("node2@localhost").await?;
    let three = cluster.start("node3@localhost").await?;
    starting::nodes_meet(&one, &two, &three).await?;
    communicating::between(&one, &two).await?;
    discovery::by_global_names(&one, &two, &three).await?;
    discovery::by_groups(&one, &two).await?;
    failures::are_told(&one, &two, &three).await?;
    network::considered(&cluster, &one).await?;
    for member in [two, one] {
        member.stop().await;
    }
    Ok(())
}
