//! Clusters for tests: several systems in one program, each a node.

use std::net::TcpListener;

use actor_core::node::NodeOptions;
use actor_core::{Node, System};

/// Nodes that use a port mapper of their own, which the first one starts.
pub(crate) struct Cluster {
    port: u16,
}

impl Cluster {
    pub(crate) fn new() -> Self {
        // A port that was free a moment ago.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self { port: listener.local_addr().unwrap().port() }
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
