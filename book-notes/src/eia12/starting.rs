//! Starting a cluster: nodes, and who is connected to whom.

use crate::cluster::{Member, are_meshed};
use crate::{Finished, say, show};

pub(super) async fn nodes_meet(
    one: &Member,
    two: &Member,
    three: &Member,
) -> Finished {
    say!("Three nodes, and none of them is connected:");
    show_nodes(&[one, two, three]);
    say!("node2 connects to node1:");
    two.node.connect(&one.name()).await?;
    are_meshed(&[one, two]).await;
    show_nodes(&[one, two, three]);
    say!("node3 connects to node2, and so to all that node2 is connected to:");
    three.node.connect(&two.name()).await?;
    are_meshed(&[one, two, three]).await;
    show_nodes(&[one, two, three]);
    Ok(())
}

fn show_nodes(members: &[&Member]) {
    for member in members {
        show!("{} is connected to {:?}", member.name(), member.node.nodes());
    }
}
