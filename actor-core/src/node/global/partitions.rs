//! Keeping partitions from overlapping: when two nodes lose each other, all
//! others choose a side.
//!
//! Names are shared within a set of nodes that are all connected to each
//! other. So who loses a connection tells all, and all end their connection to
//! the node that was lost. This ends more connections than must be; but each
//! node comes to the same end by itself, and at once. (Of two that lose each
//! other, one that is asked to leave before it knows of the loss has nobody to
//! tell any more, so that only this one ends up alone.)

use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::Instant;

use super::membership::Left;
use super::message::{Message, NodeAtom};
use super::server::Server;
use crate::node::NodeName;

/// For how long it is remembered which losses were heard of.
const MEMORY: Duration = Duration::from_hours(1);

/// How many losses are remembered, so that a node that makes them up does
/// little harm.
const MOST: usize = 100_000;

/// The losses that were told and heard of.
pub(super) struct Losses {
    /// Tells this life of this server from all others.
    life: i64,
    heard: FxHashMap<(NodeName, NodeName), Heard>,
}

/// The last loss of one node by another.
struct Heard {
    life: i64,
    number: i64,
    at: Instant,
}

impl Losses {
    pub(super) fn new(creation: u32) -> Self {
        let random = getrandom::u32().expect("the system gives random numbers");
        let life = i64::from(random >> 4) << 32 | i64::from(creation);
        Self { life, heard: FxHashMap::default() }
    }

    /// Returns whether this is news, and remembers it.
    fn hear(
        &mut self,
        nodes: (NodeName, NodeName),
        life: i64,
        number: i64,
    ) -> bool {
        let now = Instant::now();
        let known = self.heard.get(&nodes);
        if known.is_some_and(|it| it.life == life && number <= it.number) {
            return false;
        }
        self.heard.retain(|_, heard| now - heard.at < MEMORY);
        if self.heard.len() >= MOST {
            return false;
        }
        self.heard.insert(nodes, Heard { life, number, at: now });
        true
    }
}

impl Server {
    /// Tells all that this node has lost another.
    pub(super) fn tell_loss(&self, node: &NodeName) {
        let kernel = &self.servers.node.system.kernel;
        // A node that stops loses all others, who lose nobody but it.
        if !self.prevents_overlaps() || kernel.nodes.own().is_none() {
            return;
        }
        let number = kernel.number();
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let (own, life) = (self.servers.own(), self.losses.life);
        self.tell_all(own, life, number, node);
    }

    /// Another node has lost one, or has heard of it.
    pub(super) fn lost_connection(
        &mut self,
        from: NodeName,
        life: i64,
        number: i64,
        to: NodeName,
    ) {
        if !self.prevents_overlaps()
            || !self.losses.hear((from.clone(), to.clone()), life, number)
        {
            return;
        }
        // Whoever told may not have reached all.
        self.tell_all(&from, life, number, &to);
        // This node may be the one that was lost.
        let lost = if to == *self.servers.own() { from } else { to };
        if self.known.contains_or_pending(&lost) {
            tracing::warn!(
                node = %lost,
                "a node that others have lost is asked to disconnect, so that \
                 partitions do not overlap"
            );
            let remove = Message::RemoveConnection(self.own());
            self.servers.send(&lost, remove);
            self.nodedown(&lost, Left::Removed);
        }
    }

    /// Another node asks for the end of the connection.
    pub(super) fn remove_connection(&mut self, node: &NodeName) {
        if self.known.contains_or_pending(node) {
            tracing::warn!(
                %node,
                "a node is disconnected, so that partitions do not overlap"
            );
            self.nodedown(node, Left::Removed);
            self.servers.node.disconnect(node);
        }
    }

    fn tell_all(&self, from: &NodeName, life: i64, number: i64, to: &NodeName) {
        for node in self.known.with_pending() {
            if node != from {
                let [from, to] = [from, to].map(|it| NodeAtom(it.clone()));
                let loss = Message::LostConnection(from, life, number, to);
                self.servers.send(node, loss);
            }
        }
    }

    fn prevents_overlaps(&self) -> bool {
        !self.servers.node.own.limits.overlapping_partitions
    }
}
