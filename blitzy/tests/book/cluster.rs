//! Step 4: what it does on several nodes.

use std::net::TcpListener;

use actor_core::{ExitReason, Mailbox, Node, NodeName, System};
use blitzy::book::cluster::{self, connect, run, run_shares};
use blitzy::book::{Failure, Report, defects, supervised};
use blitzy::serve::{self, Config, Server};
use blitzy::target::safety::Permission;
use reqwest::Url;
use tokio::sync::oneshot;

/// Nodes a, b, c, .., each with the tree of the book; a is who commands.
struct Nodes {
    systems: Vec<System>,
    nodes: Vec<Node>,
}

impl Nodes {
    async fn start(count: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut all = Self { systems: Vec::new(), nodes: Vec::new() };
        for name in ["a", "b", "c", "d"].into_iter().take(count) {
            let system = System::new(name);
            let node = Node::named(format!("{name}@127.0.0.1"))
                .cookie("pizza".parse().unwrap())
                .epmd_port(port);
            let node = node.start(&system).await.unwrap();
            cluster::export(&system, Permission::LoopbackOnly);
            let (tell, told) = oneshot::channel();
            system.spawn(async move |_: Mailbox<()>| {
                supervised::tree().start_link().await.unwrap();
                tell.send(()).unwrap();
                std::future::pending::<()>().await;
            });
            told.await.unwrap();
            all.systems.push(system);
            all.nodes.push(node);
        }
        all
    }

    fn slaves(&self) -> Vec<NodeName> {
        self.nodes[1..].iter().map(|node| node.name().clone()).collect()
    }

    /// Runs a command on the first node, when it is connected to the others.
    async fn command<T, F>(
        &self,
        command: impl FnOnce(Vec<NodeName>) -> F + Send + 'static,
    ) -> T
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let nodes = connect(&self.nodes[0], &self.slaves()).await;
        self.systems[0].enter(command(nodes)).await
    }
}

async fn target() -> (Server, Url) {
    let server = serve::start(Config::default()).await.unwrap();
    let url = server.url().parse().unwrap();
    (server, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_node_sends_its_share() {
    let (server, url) = target().await;
    let cluster = Nodes::start(4).await;
    let mut before = 0;
    for n in [0, 1, 3, 10, 100] {
        let url = url.clone();
        let command = async move |nodes: Vec<_>| run(n, &url, &nodes).await;
        let outcomes = cluster.command(command).await;
        let report = Report::of(&outcomes);
        assert_eq!((report.workers, report.successful), (n, n));
        assert_eq!(server.requests() - before, n as u64);
        before = server.requests();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_book_sends_less_or_more_than_it_should() {
    let (server, url) = target().await;
    let cluster = Nodes::start(4).await;
    let mut before = 0;
    for (n, sent) in [(100, 100), (10, 8), (3, 8), (0, 8)] {
        let url = url.clone();
        let command = async move |nodes: Vec<_>| {
            let shares = defects::share(n, nodes.len());
            run_shares(&url, &nodes, &shares).await
        };
        let outcomes = cluster.command(command).await;
        assert_eq!(outcomes.len(), sent);
        assert_eq!(server.requests() - before, sent as u64);
        before = server.requests();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_there_is_left_out() {
    let cluster = Nodes::start(3).await;
    cluster.nodes[1].stop().await;
    let nobody = "nobody@127.0.0.1".parse().unwrap();
    let mut slaves = cluster.slaves();
    slaves.push(nobody);
    let nodes = connect(&cluster.nodes[0], &slaves).await;
    let names: Vec<_> = nodes.iter().map(NodeName::as_str).collect();
    assert_eq!(names, ["a@127.0.0.1", "c@127.0.0.1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_on_another_node_is_told_here() {
    let (_server, url) = target().await;
    let cluster = Nodes::start(2).await;
    let missing = url.join("status/404").unwrap();
    let command = async move |nodes: Vec<_>| run(2, &missing, &nodes).await;
    let outcomes = cluster.command(command).await;
    assert_eq!(outcomes, [Err(Failure::Unknown), Err(Failure::Unknown)]);
    // Another machine than theirs.
    let elsewhere: Url = "http://192.0.2.1/".parse().unwrap();
    let command = async move |nodes: Vec<_>| run(2, &elsewhere, &nodes).await;
    for outcome in cluster.command(command).await {
        let Err(Failure::Transport(why)) = outcome else {
            panic!("{outcome:?}");
        };
        assert!(why.contains("is another machine"), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_lost_takes_the_run_along() {
    let (server, url) = target().await;
    let cluster = Nodes::start(3).await;
    let slow = url.join("hang").unwrap();
    let nodes = connect(&cluster.nodes[0], &cluster.slaves()).await;
    let caller = cluster.systems[0].spawn(async move |_: Mailbox<()>| {
        run(6, &slow, &nodes).await;
    });
    // As soon as all have asked.
    while server.requests() < 6 {
        tokio::task::yield_now().await;
    }
    let down = caller.down();
    let (down, ()) = tokio::join!(down, cluster.nodes[1].stop());
    assert_eq!(down.reason, ExitReason::NoConnection);
}
