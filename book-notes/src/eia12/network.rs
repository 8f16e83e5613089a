//! Network considerations: names, cookies, hidden nodes and ports.

use actor_core::node::Cookie;

use crate::cluster::{Cluster, Member};
use crate::{Finished, say, show};

pub(super) async fn considered(cluster: &Cluster, one: &Member) -> Finished {
    let cookie: Cookie = "pizza".parse()?;
    say!("A node with a long name cannot meet those with short ones:");
    let long = cluster.start("long@127.0.0.1").await?;
    if let Err(error) = long.node.connect(&one.name()).await {
        show!("{error}");
    }
    long.stop().await;

    say!("A node with another cookie is not let in:");
    let other = cluster.options("other@localhost").cookie("pasta".parse()?);
    let other = Member::start(other).await?;
    if let Err(error) = other.node.connect(&one.name()).await {
        show!("{error}");
    }
    say!("If both know that cookie for each other, it is:");
    one.node.set_cookie(other.name(), "pasta".parse()?);
    other.node.connect(&one.name()).await?;
    show!("connected to {:?}", other.node.nodes());
    other.stop().await;

    say!("A hidden node is connected to nobody but who it connects to:");
    let hidden = cluster.options("hidden@localhost").hidden().cookie(cookie);
    let hidden = Member::start(hidden).await?;
    hidden.node.ping(&one.name()).await?;
    show!("{}: {:?}", one.name(), one.node.nodes());
    show!("hidden: {:?}", one.node.hidden_nodes());

    say!("The port mapper knows the nodes of its machine, whoever they are:");
    let mut names = one.node.names_on("localhost").await?;
    names.sort_unstable();
    show!("{}", names.join(", "));
    hidden.stop().await;
    Ok(())
}
