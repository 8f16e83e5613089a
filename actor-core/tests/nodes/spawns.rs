//! Processes that one node starts on another.

use std::future::poll_fn;
use std::sync::Mutex;
use std::task::Poll;

use actor_core::etf::Term;
use actor_core::node::SpawnError;
use actor_core::{ExitReason, Mailbox, Pid, ProcessRef, System, process};
use tokio::sync::mpsc;

use crate::cluster::Cluster;

const COUNTER: &str = "Elixir.Counter";

/// Exports a process that adds what it is sent, and sends the sum to whom it
/// was told, until the sum is 10; and what ends at once.
fn export_all(system: &System) {
    let count = async |mut mailbox: Mailbox<u64>, (to, start): (Pid, u64)| {
        let to = ProcessRef::<u64>::across(to);
        let mut sum = start;
        while sum < 10 {
            sum += mailbox.receive().await;
            to.send(sum);
        }
        ExitReason::other("enough")
    };
    system.export_process(COUNTER, "count", count);
    system.export(COUNTER, "stop", async |(): ()| -> () {
        process::exit_self("at once");
    });
    system.export(COUNTER, "wait", async |(): ()| {
        std::future::pending::<()>().await;
    });
}

#[tokio::test]
async fn a_process_of_another_node_counts() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    export_all(&a);
    let a = node_a.name().clone();
    b.enter_with(async move |mut mailbox: Mailbox<u64>| {
        mailbox.open();
        let arguments = (process::id(), 1);
        let (pid, monitor) = node_b
            .spawn_monitor(&a, COUNTER, "count", arguments)
            .await
            .unwrap();
        let counter = ProcessRef::<u64>::across(pid);
        counter.send(2);
        assert_eq!(mailbox.receive().await, 3);
        counter.send(7);
        assert_eq!(mailbox.receive().await, 10);
        let down = mailbox.down(monitor).await;
        assert_eq!(down.pid, pid);
        assert_eq!(down.reason, ExitReason::other("enough"));
    })
    .await;
}

#[tokio::test]
async fn the_first_end_of_a_process_is_not_missed() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    export_all(&a);
    export_all(&b);
    let nodes = [node_a.name().clone(), node_b.name().clone()];
    b.enter_with(async move |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        for on in &nodes {
            let monitored = node_b.spawn_monitor(on, COUNTER, "stop", ());
            let (pid, monitor) = monitored.await.unwrap();
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::other("at once"));
            assert_eq!(down.pid, pid);
            let linked = node_b.spawn_link(on, COUNTER, "stop", ());
            let exit = mailbox.exit(linked.await.unwrap()).await;
            assert_eq!(exit.reason, ExitReason::other("at once"));
            let missing = node_b.spawn_monitor(on, COUNTER, "missing", ("x",));
            let (_, monitor) = missing.await.unwrap();
            let ExitReason::Term(why) = mailbox.down(monitor).await.reason
            else {
                panic!("there is no such function");
            };
            assert_eq!(
                why.to_string(),
                "{undef,[{'Elixir.Counter',missing,[<<\"x\">>],[]}]}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_linked_process_ends_with_the_one_that_started_it() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let (alive, mut ended) = mpsc::channel::<()>(1);
    let alive = Mutex::new(Some(alive));
    a.export(COUNTER, "linger", move |(): ()| {
        let alive = alive.lock().unwrap().take();
        async move {
            std::future::pending::<()>().await;
            drop(alive);
        }
    });
    let name = node_a.name().clone();
    let starter = b.spawn(async move |_: Mailbox<()>| {
        let linked = node_b.spawn_link(&name, COUNTER, "linger", ());
        linked.await.unwrap();
        process::exit_self("done")
    });
    assert_eq!(starter.down().await.reason, ExitReason::other("done"));
    assert_eq!(ended.recv().await, None);
}

#[tokio::test]
async fn a_process_that_nobody_waits_for_any_more_ends() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let (alive, mut ended) = mpsc::channel::<()>(1);
    let alive = Mutex::new(Some(alive));
    a.export(COUNTER, "linger", move |(): ()| {
        let alive = alive.lock().unwrap().take();
        async move {
            std::future::pending::<()>().await;
            drop(alive);
        }
    });
    let name = node_a.name().clone();
    b.enter(async move {
        let linked = node_b.spawn_link(&name, COUNTER, "linger", ());
        let mut linked = Box::pin(linked);
        // It is asked for, and given up before anything can have come back.
        let first = poll_fn(|cx| Poll::Ready(linked.as_mut().poll(cx)));
        assert_eq!(first.await, Poll::Pending);
        drop(linked);
        assert_eq!(ended.recv().await, None);
    })
    .await;
}

#[tokio::test]
async fn a_closure_is_not_started() {
    let cluster = Cluster::new().await;
    let (_a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let name = node_a.name().clone();
    b.enter(async move {
        // Nothing that Rust has is a closure to another node.
        let arguments = (Term::from(1), Vec::<Term>::new());
        let refused = node_b.spawn(&name, "erlang", "apply", arguments).await;
        assert_eq!(refused, Err(SpawnError::Refused("notsup".into())));
        node_a.stop().await;
        let gone = node_b.spawn(&name, COUNTER, "wait", ()).await;
        assert_eq!(gone, Err(SpawnError::NodeDown));
    })
    .await;
}
