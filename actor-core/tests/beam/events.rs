//! What a node of ours is told of others.

use std::time::Duration;

use actor_core::node::NodeEvent;
use actor_core::{Mailbox, Node, NodeName, System};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Longer than a node can be silent in any test.
const PATIENCE: Duration = Duration::from_mins(1);

/// The events of a node, in order.
pub(crate) struct Events(UnboundedReceiver<NodeEvent>);

impl Events {
    /// Listens from now on.
    pub(crate) async fn of(system: &System, node: &Node) -> Self {
        let (sender, events) = unbounded_channel();
        let (ready, is_ready) = oneshot::channel();
        let node = node.clone();
        system.spawn(async move |mut mailbox: Mailbox<NodeEvent>| {
            node.monitor_nodes(|event| event);
            ready.send(()).unwrap();
            while sender.send(mailbox.receive().await).is_ok() {}
        });
        is_ready.await.unwrap();
        Self(events)
    }

    /// Waits for the next event, which must be this.
    pub(crate) async fn up(&mut self, node: &NodeName, visible: bool) {
        let up = NodeEvent::Up { node: node.clone(), visible };
        assert_eq!(self.next().await, up);
    }

    /// Waits for the next event, which must be this.
    pub(crate) async fn down(&mut self, node: &NodeName, visible: bool) {
        let down = NodeEvent::Down { node: node.clone(), visible };
        assert_eq!(self.next().await, down);
    }

    async fn next(&mut self) -> NodeEvent {
        let next = timeout(PATIENCE, self.0.recv()).await;
        next.expect("something happens in time").expect("the node is there")
    }
}
