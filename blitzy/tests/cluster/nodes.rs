//! Clusters in one program: several systems, each a node.

use std::net::TcpListener;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use actor_core::{Mailbox, Node, NodeName, System};
use blitzy::cluster;
use blitzy::target::safety::Permission;
use parking_lot::Mutex;

/// Nodes that use a port mapper of their own, which the first one starts.
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

/// Returns a port for a port mapper that was free a moment ago, and is none of
/// those that the kernel gives to the many connections of a load test.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(process::id() % 10_000).unwrap();
    loop {
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 20_000 + start.wrapping_add(next) % 10_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl Cluster {
    /// Starts a coordinator and so many workers: `b1@127.0.0.1` and so on.
    pub(crate) async fn new(workers: usize) -> Self {
        let port = free_port();
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
