//! Names of the cluster.

use std::sync::Arc;
use std::time::Duration;

use actor_core::etf::Term;
use actor_core::node::{Global, NodeEvent, global};
use actor_core::{
    ExitReason, Mailbox, Node, Pid, ProcessRef, RegisterError, System,
};
use tokio::time::timeout;

use crate::cluster::Cluster;

/// How long anything here may take on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// Starts nodes that share their names.
pub(crate) async fn nodes<const N: usize>(
    cluster: &Cluster,
    names: [&str; N],
) -> [(System, Node); N] {
    let mut nodes = Vec::new();
    for name in names {
        let system = System::new(name);
        let options = cluster.options(name).visible();
        let node = options.start(&system).await.unwrap();
        if let Some((_, first)) = nodes.first() {
            let first: &Node = first;
            node.connect(first.name()).await.unwrap();
            sync(&system).await;
        }
        nodes.push((system, node));
    }
    for (system, node) in &nodes {
        meets(system, node, N - 1).await;
    }
    nodes.try_into().unwrap()
}

/// Waits until all nodes that are connected share their names.
pub(crate) async fn sync(system: &System) {
    timeout(DEADLINE, system.enter(global::sync())).await.unwrap();
}

/// Waits until a node is connected to so many, and shares its names with them.
pub(crate) async fn meets(system: &System, node: &Node, count: usize) {
    eventually(system, || node.nodes().len() == count).await;
    sync(system).await;
}

/// Asks until it is so.
pub(crate) async fn eventually(system: &System, is_so: impl Fn() -> bool) {
    let asked = async {
        while !is_so() {
            sync(system).await;
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, asked).await.unwrap();
}

pub(crate) async fn whereis(
    system: &System,
    name: &'static str,
) -> Option<Pid> {
    system.enter(async move { global::whereis(name) }).await
}

/// Waits until a name belongs to somebody, or is free.
pub(crate) async fn until_named(
    system: &System,
    name: &'static str,
    is_it: impl Fn(Option<Pid>) -> bool,
) {
    let asked = async {
        while !is_it(whereis(system, name).await) {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, asked).await.unwrap();
}

/// Starts a process that waits until it is told to end.
pub(crate) fn somebody(system: &System) -> ProcessRef<()> {
    system.spawn(async |mut mailbox: Mailbox<()>| {
        mailbox.receive().await;
    })
}

pub(crate) async fn register(
    system: &System,
    name: &'static str,
    pid: Pid,
) -> Result<(), RegisterError> {
    system.enter(global::register(name, pid)).await
}

#[tokio::test]
async fn a_name_is_known_on_every_node() {
    let cluster = Cluster::new().await;
    let [(a, _), (b, _), (c, node_c)] = nodes(&cluster, ["a", "b", "c"]).await;
    let (done, is_done) = tokio::sync::oneshot::channel();
    let chucky = a.spawn(async |mut mailbox: Mailbox<Term>| {
        done.send(mailbox.receive().await).unwrap();
        mailbox.receive().await;
    });
    register(&a, "chucky", chucky.pid()).await.unwrap();
    for system in [&b, &c] {
        let pid = whereis(system, "chucky").await.unwrap();
        assert!(!pid.is_local());
        let named = system.enter(async { global::registered() }).await;
        assert_eq!(named, [Global::new("chucky")]);
        let taken = register(system, "chucky", somebody(system).pid()).await;
        assert_eq!(taken, Err(RegisterError::Taken(pid)));
    }
    assert_eq!(whereis(&a, "chucky").await, Some(chucky.pid()));
    c.enter(async { global::send("chucky", Term::atom("hello")).unwrap() })
        .await;
    assert_eq!(is_done.await.unwrap(), Term::atom("hello"));
    // All are connected to all, though two have only called the first one.
    assert_eq!(node_c.nodes().len(), 2);
    b.enter(async { global::unregister("chucky").await }).await;
    for system in [&a, &b, &c] {
        assert_eq!(whereis(system, "chucky").await, None);
    }
}

#[tokio::test]
async fn a_process_has_one_name_and_can_be_given_that_of_another() {
    let cluster = Cluster::new().await;
    let [(a, _), (b, _)] = nodes(&cluster, ["a", "b"]).await;
    let (one, two) = (somebody(&a), somebody(&b));
    register(&a, "one", one.pid()).await.unwrap();
    let named = register(&a, "two", one.pid()).await;
    assert_eq!(named, Err(RegisterError::Named("one".into())));
    b.enter(global::re_register("one", two.pid())).await.unwrap();
    assert_eq!(whereis(&b, "one").await, Some(two.pid()));
    let there = whereis(&a, "one").await.unwrap();
    assert!(!there.is_local());
    // Its own end frees nothing any more.
    one.exit(ExitReason::Kill);
    one.down().await;
    sync(&a).await;
    assert_eq!(whereis(&a, "one").await, Some(there));
    let dead = register(&a, "dead", one.pid()).await;
    assert_eq!(dead, Err(RegisterError::NoProc));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_nodes_that_want_a_name_one_gets_it() {
    let cluster = Cluster::new().await;
    let all = nodes(&cluster, ["a", "b", "c", "d", "e"]).await;
    for name in ["pizza", "pasta", "soup"] {
        let wanted: Vec<_> = all
            .iter()
            .map(|(system, _)| {
                let (pid, system) = (somebody(system).pid(), system.clone());
                tokio::spawn(async move {
                    register(&system, name, pid).await.is_ok()
                })
            })
            .collect();
        let mut winners = 0;
        for wanted in wanted {
            let won = timeout(DEADLINE, wanted).await.unwrap().unwrap();
            winners += usize::from(won);
        }
        assert_eq!(winners, 1);
        let mut owners = 0;
        for (system, _) in &all {
            let pid = whereis(system, name).await.unwrap();
            owners += usize::from(pid.is_local());
        }
        assert_eq!(owners, 1);
    }
}

#[tokio::test]
async fn a_name_is_free_when_its_process_or_its_node_has_ended() {
    let cluster = Cluster::new().await;
    let [(a, _), (b, node_b), (c, _)] = nodes(&cluster, ["a", "b", "c"]).await;
    let one = somebody(&a);
    register(&a, "one", one.pid()).await.unwrap();
    register(&b, "two", somebody(&b).pid()).await.unwrap();
    one.send(());
    one.down().await;
    // At once where it was, and elsewhere when they are told.
    assert_eq!(whereis(&a, "one").await, None);
    until_named(&c, "one", |pid| pid.is_none()).await;
    register(&c, "one", somebody(&c).pid()).await.unwrap();
    assert!(whereis(&c, "two").await.is_some());
    node_b.stop().await;
    until_named(&c, "two", |pid| pid.is_none()).await;
    until_named(&a, "two", |pid| pid.is_none()).await;
    // The others have not lost each other.
    register(&c, "three", somebody(&c).pid()).await.unwrap();
    assert!(whereis(&a, "three").await.is_some());
}

#[tokio::test]
async fn nodes_join_while_names_come_and_go() {
    let cluster = Cluster::new().await;
    let [(a, node_a)] = nodes(&cluster, ["a"]).await;
    let names = ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7"];
    let registering = {
        let a = a.clone();
        tokio::spawn(async move {
            for name in names {
                register(&a, name, somebody(&a).pid()).await.unwrap();
                if name != "n7" {
                    a.enter(global::unregister(name)).await;
                    register(&a, name, somebody(&a).pid()).await.unwrap();
                }
            }
        })
    };
    let mut joined = Vec::new();
    for (at, name) in ["b", "c", "d"].into_iter().enumerate() {
        let system = System::new(name);
        let options = cluster.options(name).visible();
        let node = options.start(&system).await.unwrap();
        node.connect(node_a.name()).await.unwrap();
        let own = ["o0", "o1", "o2"][at];
        register(&system, own, somebody(&system).pid()).await.unwrap();
        joined.push((system, node));
    }
    timeout(DEADLINE, registering).await.unwrap().unwrap();
    joined.push((a, node_a));
    for (system, node) in &joined {
        meets(system, node, 3).await;
    }
    for (system, _) in &joined {
        for name in names.into_iter().chain(["o0", "o1", "o2"]) {
            until_named(system, name, |pid| pid.is_some()).await;
        }
    }
}

#[tokio::test]
async fn a_hidden_node_has_names_of_its_own() {
    let cluster = Cluster::new().await;
    let [(a, node_a)] = nodes(&cluster, ["a"]).await;
    let (hidden, node) = {
        let system = System::new("h");
        let options = cluster.options("h").hidden();
        let node = options.start(&system).await.unwrap();
        (system, node)
    };
    node.connect(node_a.name()).await.unwrap();
    register(&a, "chucky", somebody(&a).pid()).await.unwrap();
    let own = somebody(&hidden);
    register(&hidden, "chucky", own.pid()).await.unwrap();
    sync(&hidden).await;
    assert_eq!(whereis(&hidden, "chucky").await, Some(own.pid()));
    assert!(whereis(&a, "chucky").await.unwrap().is_local());
}

#[tokio::test]
async fn a_name_server_that_crashed_meets_all_nodes_again() {
    let cluster = Cluster::new().await;
    let [(a, node_a), (b, node_b)] = nodes(&cluster, ["a", "b"]).await;
    register(&b, "chucky", somebody(&b).pid()).await.unwrap();
    let server = a.whereis("global_name_server").unwrap();
    let lost = Arc::new(tokio::sync::Notify::new());
    let (tell, other) = (lost.clone(), node_b.name().clone());
    let watching = node_a.clone();
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    a.spawn(async move |mut mailbox: Mailbox<NodeEvent>| {
        watching.monitor_nodes(|event| event);
        ready.send(()).unwrap();
        let down = NodeEvent::Down { node: other, visible: true };
        while mailbox.receive().await != down {}
        tell.notify_one();
    });
    is_ready.await.unwrap();
    a.exit(server, ExitReason::Kill);
    timeout(DEADLINE, lost.notified()).await.unwrap();
    eventually(&b, || node_b.nodes().is_empty()).await;
    node_a.connect(node_b.name()).await.unwrap();
    meets(&a, &node_a, 1).await;
    meets(&b, &node_b, 1).await;
    assert!(whereis(&a, "chucky").await.is_some());
}
