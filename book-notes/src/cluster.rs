//! Clusters for the chapters: several systems of this program, each a node.

use std::io;
use std::net::Ipv4Addr;

use actor_core::node::{NodeError, NodeEvent, NodeOptions, PortMapper};
use actor_core::{Mailbox, Node, NodeName, System};
use tokio::task::JoinSet;

/// Nodes that find each other by a port mapper of their own, so that they
/// meet nobody of the reader's.
pub(crate) struct Cluster {
    epmd_port: u16,
    _port_mapper: JoinSet<()>,
}

impl Cluster {
    pub(crate) async fn new() -> io::Result<Self> {
        let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await?;
        let epmd_port = port_mapper.port();
        let port_mapper = JoinSet::from_iter([port_mapper.serve()]);
        Ok(Self { epmd_port, _port_mapper: port_mapper })
    }

    /// Returns how a node would be that can find the others.
    pub(crate) fn options(&self, name: &str) -> NodeOptions {
        Node::named(name).epmd_port(self.epmd_port)
    }

    /// Starts a node.
    pub(crate) async fn start(&self, name: &str) -> Result<Member, NodeError> {
        let cookie = "pizza".parse().expect("a word is a cookie");
        Member::start(self.options(name).cookie(cookie)).await
    }
}

/// A node of this program, and the system that it is.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) system: System,
    pub(crate) node: Node,
}

impl Member {
    pub(crate) async fn start(options: NodeOptions) -> Result<Self, NodeError> {
        let system = System::new("node");
        let node = options.start(&system).await?;
        Ok(Self { system, node })
    }

    pub(crate) fn name(&self) -> NodeName {
        self.node.name().clone()
    }

    /// Waits until exactly these are connected: what one node knows, another
    /// learns a moment later.
    pub(crate) async fn sees(&self, others: &[&Member]) {
        let node = self.node.clone();
        let mut expected: Vec<_> = others.iter().map(|it| it.name()).collect();
        expected.sort_unstable();
        let wait = async move |mut mailbox: Mailbox<NodeEvent>| {
            node.monitor_nodes(|event| event);
            while node.nodes() != expected {
                mailbox.receive().await;
            }
        };
        self.system.enter_with(wait).await;
    }

    /// Ends the node and all its processes.
    pub(crate) async fn stop(&self) {
        self.node.stop().await;
        self.system.shutdown().await;
    }
}

/// Waits until all of them are connected to all others.
pub(crate) async fn are_meshed(members: &[&Member]) {
    for member in members {
        let is_other = |it: &&&Member| it.name() != member.name();
        let others: Vec<_> = members.iter().filter(is_other).copied().collect();
        member.sees(&others).await;
    }
}
