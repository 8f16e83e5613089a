//! Locks of the cluster.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actor_core::node::global::{self, Aborted, Lock};
use actor_core::{ExitReason, Mailbox, System};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::cluster::Cluster;
use crate::global::{DEADLINE, nodes};

/// Starts a process that sets a lock, and keeps it until it ends.
async fn keeper(system: &System, lock: Lock) -> actor_core::ProcessRef<()> {
    let (set, is_set) = oneshot::channel();
    let keeper = system.spawn(async move |mut mailbox: Mailbox<()>| {
        set.send(global::set_lock(&lock).await).unwrap();
        mailbox.receive().await;
    });
    assert!(is_set.await.unwrap());
    keeper
}

fn oven() -> Lock {
    Lock::new("oven").retries(0)
}

async fn is_free(system: &System) -> bool {
    let taken = system.enter(async {
        let lock = oven();
        let taken = global::set_lock(&lock).await;
        if taken {
            global::del_lock(&lock).await;
        }
        taken
    });
    timeout(DEADLINE, taken).await.unwrap()
}

async fn until_free(system: &System) {
    timeout(DEADLINE, async { while !is_free(system).await {} }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_at_a_time_has_a_lock() {
    let cluster = Cluster::new().await;
    let all = nodes(&cluster, ["a", "b", "c"]).await;
    let inside = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(AtomicUsize::new(0));
    let runs: Vec<_> = all
        .iter()
        .map(|(system, _)| {
            let (inside, done) = (inside.clone(), done.clone());
            let system = system.clone();
            tokio::spawn(async move {
                let loops = async move {
                    for _ in 0..10 {
                        let alone = async || {
                            assert_eq!(
                                inside.fetch_add(1, Ordering::SeqCst),
                                0
                            );
                            tokio::task::yield_now().await;
                            inside.fetch_sub(1, Ordering::SeqCst);
                            done.fetch_add(1, Ordering::SeqCst);
                        };
                        let lock = Lock::new("oven");
                        global::trans(&lock, alone).await.unwrap();
                    }
                };
                system.enter(loops).await;
            })
        })
        .collect();
    for run in runs {
        timeout(DEADLINE, run).await.unwrap().unwrap();
    }
    assert_eq!(done.load(Ordering::SeqCst), 30);
}

#[tokio::test]
async fn a_lock_is_free_when_who_has_it_ends() {
    let cluster = Cluster::new().await;
    let [(a, _), (b, node_b), (c, _)] = nodes(&cluster, ["a", "b", "c"]).await;
    let first = keeper(&a, oven()).await;
    assert!(!is_free(&a).await);
    assert!(!is_free(&b).await);
    first.exit(ExitReason::Kill);
    until_free(&b).await;
    // And when its node does.
    keeper(&b, oven()).await;
    assert!(!is_free(&c).await);
    node_b.stop().await;
    until_free(&c).await;
    until_free(&a).await;
}

#[tokio::test]
async fn who_sets_a_lock_for_the_same_requester_has_it_too() {
    let cluster = Cluster::new().await;
    let [(a, _), (b, _)] = nodes(&cluster, ["a", "b"]).await;
    let ours = || oven().requester("bakers");
    let first = keeper(&a, ours()).await;
    let second = keeper(&b, ours()).await;
    assert!(!is_free(&a).await);
    first.send(());
    first.down().await;
    // The other one has it still.
    assert!(!is_free(&a).await);
    second.send(());
    until_free(&a).await;
}

#[tokio::test]
async fn a_lock_concerns_the_nodes_on_which_it_is_set() {
    let cluster = Cluster::new().await;
    let [(a, node_a), (b, node_b)] = nodes(&cluster, ["a", "b"]).await;
    let on = |node: &actor_core::Node| oven().nodes([node.name().clone()]);
    keeper(&a, on(&node_b)).await;
    keeper(&b, on(&node_a)).await;
    assert!(!is_free(&a).await);
}

#[tokio::test]
async fn who_gives_up_has_no_lock() {
    let cluster = Cluster::new().await;
    let [(a, _), (b, _)] = nodes(&cluster, ["a", "b"]).await;
    let first = keeper(&a, oven()).await;
    let refused =
        b.enter(async { global::trans(&oven().retries(1), async || ()).await });
    assert_eq!(refused.await, Err(Aborted));
    // What is dropped within the lock removes it.
    first.exit(ExitReason::Kill);
    until_free(&b).await;
    b.enter_with(async move |_: Mailbox<()>| {
        let (inside, is_inside) = oneshot::channel();
        let lock = oven();
        let long = global::trans(&lock, async || {
            inside.send(()).unwrap();
            pending::<()>().await;
        });
        tokio::select! {
            _ = long => unreachable!(),
            inside = is_inside => inside.unwrap(),
        }
        let free = async { while !is_free(&a).await {} };
        timeout(DEADLINE, free).await.unwrap();
    })
    .await;
}
