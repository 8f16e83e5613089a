//! The port mapper of a cluster, in this program: no member that ends takes it
//! along.

use std::net::Ipv4Addr;

use actor_core::node::PortMapper;
use actor_core::{Node, System};
use tokio::runtime::Runtime;

/// The port mapper, and a hidden node that is connected to nobody and asks it.
pub(crate) struct Post {
    port: u16,
    runtime: Runtime,
    node: Node,
}

impl Post {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let (port, node) = runtime.block_on(async {
            let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await;
            let port_mapper = port_mapper.unwrap();
            let port = port_mapper.port();
            tokio::spawn(port_mapper.serve());
            let options = Node::named("post@127.0.0.1")
                .cookie("pizza".parse().unwrap())
                .epmd_port(port)
                .hidden();
            (port, options.start(&System::new("post")).await.unwrap())
        });
        Self { port, runtime, node }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Returns whether a node is registered.
    pub(crate) fn knows(&self, name: &str) -> bool {
        let names = self.runtime.block_on(self.node.names_on("127.0.0.1"));
        names.unwrap().iter().any(|it| it == name)
    }
}
