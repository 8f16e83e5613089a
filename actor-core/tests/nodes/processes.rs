//! Messages, links and monitors between processes of two nodes.

use actor_core::etf::Term;
use actor_core::node::NodeEvent;
use actor_core::{Event, ExitReason, Mailbox, Pid, ProcessRef, process};

use crate::cluster::Cluster;

#[tokio::test]
async fn messages_arrive_in_order() {
    let cluster = Cluster::new().await;
    let (a, node) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    let receiver = a.spawn(async |mut mailbox: Mailbox<Term>| {
        process::register("receiver").unwrap();
        for expected in 0..10_000 {
            assert_eq!(mailbox.receive().await, Term::from(expected));
        }
    });
    let name = node.name().clone();
    b.enter(async move {
        let to = ProcessRef::<i64>::across(("receiver", name));
        (0..10_000).for_each(|number| to.send(number));
    })
    .await;
    assert_eq!(receiver.down().await.reason, ExitReason::Normal);
}

/// Returns the pid of a process of `a` as a process of `b` knows it, and
/// whether it got there as itself.
async fn pid_across(a: &actor_core::System, pid: Pid, to: ProcessRef<Pid>) {
    a.enter(async move { to.send(pid) }).await;
}

#[tokio::test]
async fn the_end_of_a_process_is_told_to_who_watches_and_is_linked() {
    let cluster = Cluster::new().await;
    let (a, _) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let victim = a.spawn(async |mut mailbox: Mailbox<()>| {
        mailbox.receive().await;
    });
    let to = a.across::<Pid>(("watcher", node_b.name().clone()));
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    let watcher = b.spawn(async |mut mailbox: Mailbox<Pid>| {
        mailbox.open();
        process::register("watcher").unwrap();
        process::trap_exit(true);
        ready.send(()).unwrap();
        let victim = mailbox.receive().await;
        assert!(!victim.is_local());
        let monitor = process::monitor(victim);
        process::link(victim).unwrap();
        process::exit(victim, "told to");
        let exit = mailbox.exit(victim).await;
        assert_eq!(exit.reason, ExitReason::other("told to"));
        let down = mailbox.down(monitor).await;
        assert_eq!(down.reason, ExitReason::other("told to"));
        // It is dead by now.
        let monitor = process::monitor(victim);
        assert_eq!(mailbox.down(monitor).await.reason, ExitReason::NoProc);
        process::link(victim).unwrap();
        assert_eq!(mailbox.exit(victim).await.reason, ExitReason::NoProc);
    });
    is_ready.await.unwrap();
    pid_across(&a, victim.pid(), to).await;
    assert_eq!(victim.down().await.reason, ExitReason::other("told to"));
    assert_eq!(watcher.down().await.reason, ExitReason::Normal);
}

#[tokio::test]
async fn a_lost_connection_ends_links_and_monitors() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let victim = a.spawn(async |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        match mailbox.next().await {
            Event::Exit(exit) => {
                assert_eq!(exit.reason, ExitReason::NoConnection);
            }
            other => panic!("{other:?}"),
        }
    });
    let to = a.across::<Pid>(("watcher", node_b.name().clone()));
    let name = node_a.name().clone();
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    let watcher = b.spawn(async move |mut mailbox: Mailbox<Pid>| {
        mailbox.open();
        process::register("watcher").unwrap();
        process::trap_exit(true);
        ready.send(()).unwrap();
        let victim = mailbox.receive().await;
        let monitor = process::monitor(victim);
        process::link(victim).unwrap();
        // What is asked after that is answered after that.
        let here = ProcessRef::<()>::across(("nobody", name.clone()));
        let nobody = process::monitor(&here);
        assert_eq!(mailbox.down(nobody).await.reason, ExitReason::NoProc);
        assert!(node_b.disconnect(&name));
        let lost = ExitReason::NoConnection;
        assert_eq!(mailbox.exit(victim).await.reason, lost);
        assert_eq!(mailbox.down(monitor).await.reason, lost);
    });
    is_ready.await.unwrap();
    pid_across(&a, victim.pid(), to).await;
    assert_eq!(watcher.down().await.reason, ExitReason::Normal);
    assert_eq!(victim.down().await.reason, ExitReason::Normal);
}

#[tokio::test]
async fn whoever_wants_to_know_is_told_of_nodes() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (_, node_b) = cluster.node("b").await;
    let name = node_b.name().clone();
    a.enter_with(async move |mut mailbox: Mailbox<NodeEvent>| {
        node_a.monitor_nodes(|event| event);
        node_a.connect(&name).await.unwrap();
        let (node, visible) = (name.clone(), false);
        assert_eq!(mailbox.receive().await, NodeEvent::Up { node, visible });
        assert_eq!(node_a.hidden_nodes(), std::slice::from_ref(&name));
        assert_eq!(node_a.nodes(), []);
        node_b.stop().await;
        let (node, visible) = (name.clone(), false);
        assert_eq!(mailbox.receive().await, NodeEvent::Down { node, visible });
        node_a.connect(&name).await.unwrap_err();
    })
    .await;
}
