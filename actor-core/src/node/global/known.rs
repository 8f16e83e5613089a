//! Which nodes this one shares its names with.

use std::collections::{BTreeMap, BTreeSet};

use super::message::NodeAtom;
use crate::node::NodeName;

/// How many nodes are known, so that one that makes them up does little harm.
const MOST: usize = 10_000;

/// The nodes of this partition, and those it is about to be joined to.
#[derive(Default)]
pub(super) struct Known {
    /// The version that each speaks; 0 if that was not told.
    nodes: BTreeMap<NodeName, i64>,
    /// Those that have begun to meet this one.
    pending: BTreeMap<NodeName, i64>,
    /// Those that were told to end the connection.
    removing: BTreeSet<NodeName>,
}

impl Known {
    pub(super) fn contains(&self, node: &NodeName) -> bool {
        self.nodes.contains_key(node)
    }

    pub(super) fn is_pending(&self, node: &NodeName) -> bool {
        self.pending.contains_key(node)
    }

    pub(super) fn contains_or_pending(&self, node: &NodeName) -> bool {
        self.contains(node) || self.is_pending(node)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &NodeName> {
        self.nodes.keys()
    }

    /// Returns the nodes that are to be told of a connection that was lost.
    pub(super) fn with_pending(&self) -> impl Iterator<Item = &NodeName> {
        self.nodes.keys().chain(self.pending.keys())
    }

    /// Returns the nodes and their versions, as another is told of them.
    pub(super) fn to_list(&self) -> Vec<(NodeAtom, i64)> {
        let nodes = self.nodes.iter();
        nodes.map(|(node, vsn)| (NodeAtom(node.clone()), *vsn)).collect()
    }

    pub(super) fn insert_pending(&mut self, node: NodeName, version: i64) {
        self.pending.insert(node, version);
    }

    pub(super) fn remove_pending(&mut self, node: &NodeName) {
        self.pending.remove(node);
    }

    /// Adds nodes, and returns those that were not known.
    pub(super) fn add(
        &mut self,
        nodes: impl IntoIterator<Item = (NodeName, i64)>,
    ) -> Vec<NodeName> {
        let mut added = Vec::new();
        for (node, version) in nodes {
            if let Some(known) = self.nodes.get_mut(&node) {
                *known = (*known).max(version);
            } else if self.nodes.len() < MOST {
                self.nodes.insert(node.clone(), version);
                added.push(node);
            }
        }
        added
    }

    /// Forgets a node that is connected no more. Returns whether the
    /// connection was lost, and not ended by agreement.
    pub(super) fn lose(&mut self, node: &NodeName) -> bool {
        self.forget(node);
        !self.removing.remove(node)
    }

    /// Forgets a node, the connection to which is about to end.
    pub(super) fn remove(&mut self, node: NodeName) {
        self.forget(&node);
        self.removing.insert(node);
    }

    fn forget(&mut self, node: &NodeName) {
        self.pending.remove(node);
        self.nodes.remove(node);
    }
}
