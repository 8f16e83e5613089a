//! The port mapper of a cluster, in this program: no member that ends takes it
//! along.

use std::net::TcpListener;

use actor_core::{Node, System};
use tokio::runtime::Runtime;

/// A hidden node that is connected to nobody, because the first node of a
/// cluster starts the port mapper.
pub(crate) struct Post {
    port: u16,
    runtime: Runtime,
    node: Node,
}

impl Post {
    pub(crate) fn start() -> Self {
        // A port that was free a moment ago.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let runtime = Runtime::new().unwrap();
        let node = runtime.block_on(async {
            let options = Node::named("post@127.0.0.1")
                .cookie("pizza".parse().unwrap())
                .epmd_port(port)
                .hidden();
            options.start(&System::new("post")).await.unwrap()
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
