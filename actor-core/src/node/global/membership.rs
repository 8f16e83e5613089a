//! Which nodes are in the part of the cluster that shares its names with this
//! one: how they come, and how they leave.

use std::mem;

use super::locker;
use super::message::{LockId, Message, NodeAtom, Op};
use super::server::{Server, Waiting};
use crate::call::Reply;
use crate::etf::Term;
use crate::node::NodeName;
use crate::process::{self, Mailbox, ProcessRef};

/// How often it is tried to connect to a node that others know.
const TRIES: usize = 6;

/// How a node has left.
#[derive(Clone, Copy)]
pub(super) enum Left {
    /// The connection was lost.
    Lost,
    /// It is about to be ended, so that partitions do not overlap.
    Removed,
}

impl Server {
    /// A node of this part has met one of another.
    pub(super) fn new_nodes(
        &mut self,
        ops: Vec<Op>,
        nodes: Vec<(NodeAtom, i64)>,
        extra: &[Term],
    ) {
        let added = self.add_known(names(nodes));
        self.connect(added);
        self.apply(ops, lock(extra).as_ref());
    }

    /// Another node knows this one.
    pub(super) fn in_sync(&mut self, node: &NodeName) {
        self.synced.insert(node.clone());
        self.tell_synced(node);
        self.known.remove_pending(node);
        self.cancel(node);
    }

    /// A node is not connected any more, or will not be.
    pub(super) fn nodedown(&mut self, node: &NodeName, left: Left) {
        self.cancel(node);
        self.locker.send(locker::Message::RemoveKnown(node.clone()));
        let was_lost = match left {
            Left::Lost => self.known.lose(node),
            Left::Removed => {
                self.known.remove(node.clone());
                false
            }
        };
        if was_lost {
            self.tell_loss(node);
        }
        self.synced.remove(node);
        self.tell_synced(node);
    }

    /// Has `reply` wait until all nodes that are connected know this one.
    pub(super) fn sync(&mut self, reply: Reply<()>) {
        let connected = self.servers.node.nodes().into_iter();
        let nodes = connected.filter(|node| !self.synced.contains(node));
        self.waiting.push(Waiting { nodes: nodes.collect(), reply });
        self.answer_synced();
    }

    pub(super) fn tell_synced(&mut self, node: &NodeName) {
        for waiting in &mut self.waiting {
            waiting.nodes.remove(node);
        }
        self.answer_synced();
    }

    fn answer_synced(&mut self) {
        let all = mem::take(&mut self.waiting).into_iter();
        let (done, waiting) = all.partition(|it| it.nodes.is_empty());
        self.waiting = waiting;
        let done: Vec<Waiting> = done;
        for waiting in done {
            waiting.reply.send(());
        }
    }

    /// Adds nodes to this part, and returns those that were not in it.
    pub(super) fn add_known(
        &mut self,
        nodes: Vec<(NodeName, i64)>,
    ) -> Vec<NodeName> {
        let own = self.servers.own();
        let nodes = nodes.into_iter().filter(|(node, _)| node != own);
        let added = self.known.add(nodes);
        self.locker.send(locker::Message::AddKnown(added.clone()));
        added
    }

    /// Connects to nodes of another part, and tells them that they are known.
    pub(super) fn connect(&self, nodes: Vec<NodeName>) {
        for node in nodes {
            if node == *self.servers.own() {
                continue;
            }
            let (servers, own) = (self.servers.clone(), self.own());
            let server: ProcessRef<Message> = process::this();
            process::spawn(async move |_: Mailbox<()>| {
                process::set_label("global connects");
                for _ in 0..TRIES {
                    if servers.node.connect(&node).await.is_ok() {
                        servers.cast(&node, Message::InSync(own, true));
                        return;
                    }
                }
                tracing::warn!(%node, "a node that others know is not reached");
                server.send(Message::Unreachable(node));
            });
        }
    }

    pub(super) fn own(&self) -> NodeAtom {
        NodeAtom(self.servers.own().clone())
    }
}

pub(super) fn names(nodes: Vec<(NodeAtom, i64)>) -> Vec<(NodeName, i64)> {
    nodes.into_iter().map(|(node, version)| (node.0, version)).collect()
}

/// Returns under which lock two nodes have met.
fn lock(extra: &[Term]) -> Option<LockId> {
    extra.iter().find_map(|it| match it.as_tuple()? {
        [word, lock] if word.as_atom() == Some("lock") => {
            match lock.as_tuple()? {
                [what, whose] => Some(LockId(what.clone(), whose.clone())),
                _ => None,
            }
        }
        _ => None,
    })
}
