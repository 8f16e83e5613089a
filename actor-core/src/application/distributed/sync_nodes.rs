//! Nodes that a node waits for when it starts.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time;

use crate::node::{Node, NodeEvent, NodeName};
use crate::process::{self, Mailbox};
use crate::system::System;

/// How long until nodes that were not there are called again. They call too
/// when they come, so this is for calls that were lost.
const AGAIN: Duration = Duration::from_millis(500);

/// Which nodes a node waits for when it starts, so that all of them find each
/// other before any of them starts an application: kernel's `sync_nodes_*`.
///
/// Nodes that wait for each other have to be started at about the same time.
///
/// ```no_run
/// use std::time::Duration;
///
/// use actor_core::application::SyncNodes;
/// use actor_core::{Node, System};
///
/// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let others = ["b@127.0.0.1".parse()?, "c@127.0.0.1".parse()?];
/// let node = Node::named("a@127.0.0.1")
///     .sync_nodes(SyncNodes::within(Duration::from_secs(30)).mandatory(others))
///     .start(&System::new("a"))
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a node is told by `NodeOptions::sync_nodes`"]
pub struct SyncNodes {
    timeout: Duration,
    mandatory: BTreeSet<NodeName>,
    optional: BTreeSet<NodeName>,
}

impl SyncNodes {
    /// Waits for so long at most: `sync_nodes_timeout`.
    pub fn within(timeout: Duration) -> Self {
        Self { timeout, mandatory: BTreeSet::new(), optional: BTreeSet::new() }
    }

    /// Adds nodes without which the node does not start:
    /// `sync_nodes_mandatory`.
    pub fn mandatory(
        mut self,
        nodes: impl IntoIterator<Item = NodeName>,
    ) -> Self {
        self.mandatory.extend(nodes);
        self
    }

    /// Adds nodes that are waited for, and without which the node starts when
    /// the time is over: `sync_nodes_optional`.
    pub fn optional(
        mut self,
        nodes: impl IntoIterator<Item = NodeName>,
    ) -> Self {
        self.optional.extend(nodes);
        self
    }

    /// Waits for the nodes.
    ///
    /// # Errors
    ///
    /// The mandatory ones that did not come.
    pub(crate) async fn wait(
        mut self,
        system: &System,
        node: &Node,
    ) -> Result<(), Vec<NodeName>> {
        let node = node.clone();
        let all: Vec<_> = self.mandatory.iter().cloned().collect();
        let (sender, receiver) = oneshot::channel();
        // Of nodes that come processes are told.
        system.spawn(async move |mut mailbox: Mailbox<NodeEvent>| {
            process::set_label("sync_nodes");
            node.monitor_nodes(std::convert::identity);
            for up in node.nodes().into_iter().chain(node.hidden_nodes()) {
                self.came(&up);
            }
            let within = self.timeout;
            let all = self.wait_for_all(&node, &mut mailbox);
            // Who is missing is known without it.
            let _ = time::timeout(within, all).await;
            // Whoever starts the node may have given up.
            let _ = sender.send(self.mandatory.into_iter().collect());
        });
        // If the system stops they do not come any more.
        match receiver.await.unwrap_or(all) {
            missing if missing.is_empty() => Ok(()),
            missing => Err(missing),
        }
    }

    async fn wait_for_all(
        &mut self,
        node: &Node,
        mailbox: &mut Mailbox<NodeEvent>,
    ) {
        while !self.is_complete() {
            for missing in self.mandatory.iter().chain(&self.optional) {
                node.dial(missing);
            }
            while !self.is_complete()
                && let Some(event) = mailbox.receive().within(AGAIN).await
            {
                if let NodeEvent::Up { node, .. } = event {
                    self.came(&node);
                }
            }
        }
    }

    fn is_complete(&self) -> bool {
        self.mandatory.is_empty() && self.optional.is_empty()
    }

    fn came(&mut self, node: &NodeName) {
        self.mandatory.remove(node);
        self.optional.remove(node);
    }
}
