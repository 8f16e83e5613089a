//! Clusters in one program: several systems, each a node.

use std::net::Ipv4Addr;
use std::sync::Arc;

use actor_core::node::PortMapper;
use actor_core::{Mailbox, Node, NodeName, System};
use blitzy::cluster;
use blitzy::target::safety::Permission;
use parking_lot::Mutex;

/// Nodes that use a port mapper of their own.
pub(crate) struct Cluster {
    port: u16,
    /// The node that begins runs.
    pub(crate) system: System,
    pub(crate) workers: Vec<Worker>,
}

/// A node that takes part in runs.
pub(crate) struct Worker {
    pub(crate) system: System,
    pub(crate) node: Node,
    /// What it said of its runs.
    pub(crate) said: Arc<Mutex<Vec<String>>>,
}

/// Starts a port mapper, and returns its port.
pub(crate) async fn port_mapper() -> u16 {
    let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await.unwrap();
    let port = port_mapper.port();
    tokio::spawn(port_mapper.serve());
    port
}

impl Cluster {
    /// Starts a coordinator and so many workers: `b1@127.0.0.1` and so on.
    pub(crate) async fn new(workers: usize) -> Self {
        let port = port_mapper().await;
        let (system, _) = node("a@127.0.0.1", port, "pizza").await;
        let mut cluster = Self { port, system, workers: Vec::new() };
        for number in 1..=workers {
            let worker = cluster.worker(&format!("b{number}")).await;
            cluster.workers.push(worker);
        }
        cluster
    }

    /// Starts another worker.
    pub(crate) async fn worker(&self, alive: &str) -> Worker {
        let name = format!("{alive}@127.0.0.1");
        let (system, node) = node(&name, self.port, "pizza").await;
        let said = Arc::new(Mutex::new(Vec::new()));
        let notice = said.clone();
        let (ready, is_ready) = tokio::sync::oneshot::channel();
        system.spawn(async move |_: Mailbox<()>| {
            let notice = Arc::new(move |line| notice.lock().push(line));
            let permission = Permission::LoopbackOnly;
            cluster::serve(permission, notice).await.unwrap();
            ready.send(()).unwrap();
            std::future::pending::<()>().await;
        });
        is_ready.await.unwrap();
        Worker { system, node, said }
    }

    /// Starts another node that could begin runs.
    pub(crate) async fn another(&self, alive: &str, cookie: &str) -> System {
        node(&format!("{alive}@127.0.0.1"), self.port, cookie).await.0
    }

    pub(crate) fn names(&self) -> Vec<NodeName> {
        let names = self.workers.iter().map(|it| it.node.name().clone());
        names.collect()
    }
}

async fn node(name: &str, port: u16, cookie: &str) -> (System, Node) {
    let system = System::new(name);
    let node = Node::named(name)
        .cookie(cookie.parse().unwrap())
        .epmd_port(port)
        .hidden()
        .start(&system)
        .await;
    (system, node.unwrap())
}
