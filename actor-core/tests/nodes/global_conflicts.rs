//! What becomes of names when a cluster falls apart, and when its parts meet
//! again.

use std::sync::atomic::{AtomicUsize, Ordering};

use actor_core::etf::Term;
use actor_core::node::global::{self, Resolve};
use actor_core::{Mailbox, Node, Pid, ProcessRef, System};
use tokio::time::timeout;

use crate::cluster::Cluster;
use crate::global::{
    DEADLINE, eventually, meets, nodes, register, somebody, sync, until_named,
    whereis,
};

/// Two nodes that have both given away a name while they were not connected.
async fn conflict(
    cluster: &Cluster,
    resolve: fn() -> Resolve,
) -> [(System, ProcessRef<Term>, tokio::sync::mpsc::UnboundedReceiver<Term>); 2]
{
    let mut parts = Vec::new();
    let mut first = None;
    for name in ["a", "b"] {
        let system = System::new(name);
        let options = cluster.options(name).visible();
        let node = options.start(&system).await.unwrap();
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        let owner = system.spawn(async move |mut mailbox: Mailbox<Term>| {
            loop {
                let _ = sender.send(mailbox.receive().await);
            }
        });
        let named = global::register_by("chucky", owner.pid(), resolve());
        system.enter(named).await.unwrap();
        if let Some(first) = &first {
            node.connect(first).await.unwrap();
        }
        first = Some(node.name().clone());
        parts.push((system, owner, receiver));
    }
    for (system, ..) in &parts {
        sync(system).await;
    }
    parts.try_into().unwrap_or_else(|_| unreachable!())
}

#[tokio::test]
async fn of_two_processes_with_a_name_one_is_killed() {
    let cluster = Cluster::new().await;
    let [(a, first, _), (b, second, _)] =
        conflict(&cluster, Resolve::default).await;
    // The one of the node with the lesser name stays.
    assert_eq!(second.down().await.pid, second.pid());
    assert!(first.is_alive());
    until_named(&a, "chucky", |pid| pid == Some(first.pid())).await;
    until_named(&b, "chucky", |pid| pid.is_some_and(|it| !it.is_local())).await;
}

#[tokio::test]
async fn of_two_processes_with_a_name_one_can_be_told() {
    let cluster = Cluster::new().await;
    let [(a, first, _), (b, second, mut told)] =
        conflict(&cluster, || Resolve::RandomNotifyName).await;
    let told = timeout(DEADLINE, told.recv()).await.unwrap().unwrap();
    assert_eq!(told.to_string(), "{global_name_conflict,chucky}");
    assert!(first.is_alive() && second.is_alive());
    until_named(&a, "chucky", |pid| pid == Some(first.pid())).await;
    until_named(&b, "chucky", |pid| pid.is_some_and(|it| !it.is_local())).await;
}

#[tokio::test]
async fn of_two_processes_with_a_name_both_can_lose_it() {
    let cluster = Cluster::new().await;
    let parts = conflict(&cluster, || Resolve::NotifyAllName).await;
    for (system, owner, mut told) in parts {
        let told = timeout(DEADLINE, told.recv()).await.unwrap().unwrap();
        let [word, name, _other] = told.as_tuple().unwrap() else {
            panic!("{told}");
        };
        assert_eq!(word.as_atom(), Some("global_name_conflict"));
        assert_eq!(name.as_atom(), Some("chucky"));
        assert!(owner.is_alive());
        until_named(&system, "chucky", |pid| pid.is_none()).await;
    }
}

#[tokio::test]
async fn a_function_can_choose_between_two_processes_with_a_name() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let cluster = Cluster::new().await;
    let [(a, first, _), (b, second, _)] = conflict(&cluster, || {
        Resolve::own("the_other", |name, theirs, _| {
            assert_eq!(name.as_atom(), Some("chucky"));
            CALLS.fetch_add(1, Ordering::SeqCst);
            Some(theirs)
        })
    })
    .await;
    until_named(&b, "chucky", |pid| pid == Some(second.pid())).await;
    until_named(&a, "chucky", |pid| pid.is_some_and(|it| !it.is_local())).await;
    assert!(first.is_alive() && second.is_alive());
    assert_eq!(CALLS.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_function_of_a_third_node_can_choose() {
    let cluster = Cluster::new().await;
    let [(a, node_a), (c, _)] = nodes(&cluster, ["a", "c"]).await;
    let [(b, node_b)] = nodes(&cluster, ["b"]).await;
    let (first, second) = (somebody(&c), somebody(&b));
    let the_other = Resolve::own("the_other", |_, theirs, _| Some(theirs));
    let named = global::register_by("chucky", first.pid(), the_other);
    c.enter(named).await.unwrap();
    register(&b, "chucky", second.pid()).await.unwrap();
    // The first one decides, which has neither the process nor the function.
    node_a.connect(node_b.name()).await.unwrap();
    sync(&a).await;
    until_named(&b, "chucky", |pid| pid == Some(second.pid())).await;
    until_named(&c, "chucky", |pid| pid.is_some_and(|it| !it.is_local())).await;
    assert!(first.is_alive() && second.is_alive());
}

#[tokio::test]
async fn a_cluster_that_was_cut_has_one_of_each_name_again() {
    let cluster = Cluster::new().await;
    let all = nodes(&cluster, ["a", "b", "c"]).await;
    let [(a, node_a), (b, node_b), (c, node_c)] = &all;
    // Who loses one loses all who have not lost it.
    node_a.disconnect(node_c.name());
    eventually(a, || node_a.nodes().is_empty()).await;
    eventually(b, || node_b.nodes().is_empty()).await;
    eventually(c, || node_c.nodes().is_empty()).await;
    let owners = [a, b, c].map(somebody);
    for (system, owner) in [a, b, c].into_iter().zip(&owners) {
        register(system, "chucky", owner.pid()).await.unwrap();
    }
    node_b.connect(node_a.name()).await.unwrap();
    node_c.connect(node_a.name()).await.unwrap();
    for (system, node) in &all {
        meets(system, node, 2).await;
    }
    for (system, node) in &all {
        let is_home = node.name() == node_a.name();
        let is_it = move |pid: Option<Pid>| {
            pid.is_some_and(|pid| pid.is_local() == is_home)
        };
        until_named(system, "chucky", is_it).await;
    }
    for (at, owner) in owners.iter().enumerate() {
        if at > 0 {
            owner.down().await;
        }
        assert_eq!(owner.is_alive(), at == 0);
    }
}

#[tokio::test]
async fn overlapping_partitions_can_be_allowed() {
    let cluster = Cluster::new().await;
    let mut all = Vec::new();
    for name in ["a", "b", "c"] {
        let system = System::new(name);
        let options = cluster.options(name).visible();
        let options = options.allow_overlapping_partitions();
        let node = options.start(&system).await.unwrap();
        if let Some((_, first)) = all.first() {
            let first: &Node = first;
            node.connect(first.name()).await.unwrap();
        }
        all.push((system, node));
    }
    for (system, node) in &all {
        meets(system, node, 2).await;
    }
    let [(a, node_a), (b, node_b), (c, node_c)] = &all[..] else { panic!() };
    node_a.disconnect(node_c.name());
    eventually(a, || node_a.nodes().len() == 1).await;
    eventually(c, || node_c.nodes().len() == 1).await;
    // What the others have said is heard by now.
    register(b, "chucky", somebody(b).pid()).await.unwrap();
    assert_eq!(node_b.nodes().len(), 2);
    assert!(whereis(a, "chucky").await.is_some());
    assert!(whereis(c, "chucky").await.is_some());
}
