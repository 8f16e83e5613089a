//! Two nodes that call each other at once: one call goes through.

use std::time::Duration;

use actor_core::node::NodeEvent;
use actor_core::{Mailbox, Node, System};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::timeout;

use crate::cluster::Cluster;

const DEADLINE: Duration = Duration::from_mins(1);

/// Returns what a node is told of others.
async fn events(system: &System, node: &Node) -> UnboundedReceiver<NodeEvent> {
    let (tell, events) = mpsc::unbounded_channel();
    let (node, ready) = (node.clone(), tokio::sync::oneshot::channel());
    system.spawn(async move |mut mailbox: Mailbox<NodeEvent>| {
        node.monitor_nodes(|event| event);
        ready.0.send(()).unwrap();
        while tell.send(mailbox.receive().await).is_ok() {}
    });
    ready.1.await.unwrap();
    events
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_connect_at_once_and_one_connection_stays() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let mut told = [events(&a, &node_a).await, events(&b, &node_b).await];
    let pairs = [(&node_a, &node_b), (&node_b, &node_a)];
    let visible = false;
    for round in 0..500 {
        let calls = pairs.map(|(from, to)| {
            let (from, to) = (from.clone(), to.name().clone());
            tokio::spawn(async move { from.connect(&to).await })
        });
        for call in calls {
            let connected = timeout(DEADLINE, call).await.unwrap().unwrap();
            assert!(connected.is_ok(), "{round}: {connected:?}");
        }
        for ((_, to), told) in pairs.iter().zip(&mut told) {
            let event = timeout(DEADLINE, told.recv()).await.unwrap();
            let up = NodeEvent::Up { node: to.name().clone(), visible };
            assert_eq!(event, Some(up), "{round}");
        }
        for (from, to) in pairs {
            timeout(DEADLINE, from.ping(to.name())).await.unwrap().unwrap();
        }
        node_a.disconnect(node_b.name());
        for ((_, to), told) in pairs.iter().zip(&mut told) {
            let event = timeout(DEADLINE, told.recv()).await.unwrap();
            let down = NodeEvent::Down { node: to.name().clone(), visible };
            assert_eq!(event, Some(down), "{round}");
        }
    }
}
