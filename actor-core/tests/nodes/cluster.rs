//! Clusters for tests: several systems in one program, each a node.

use std::net::Ipv4Addr;

use actor_core::node::{NodeOptions, PortMapper};
use actor_core::{Node, System};

/// Nodes that use a port mapper of their own.
pub(crate) struct Cluster {
    port: u16,
}

impl Cluster {
    pub(crate) async fn new() -> Self {
        let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await;
        let port_mapper = port_mapper.unwrap();
        let port = port_mapper.port();
        tokio::spawn(port_mapper.serve());
        Self { port }
    }

    /// Returns how a node of this cluster would be: hidden, unless it is told
    /// otherwise.
    pub(crate) fn options(&self, name: &str) -> NodeOptions {
        Node::named(format!("{name}@127.0.0.1"))
            .cookie("pizza".parse().unwrap())
            .epmd_port(self.port)
            .hidden()
    }

    /// Starts a node.
    pub(crate) async fn node(&self, name: &str) -> (System, Node) {
        let system = System::new(name);
        let node = self.options(name).start(&system).await.unwrap();
        (system, node)
    }
}
