//! Which node runs an application. All nodes that can run it come to the same
//! result.

use super::Rank;
use super::controller::Controller;
use super::shared::{Shared, State};
use crate::node::NodeName;
use crate::pid::Name;

/// Where an application is to run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Here,
    /// It runs there, and stays.
    Runs(NodeName),
    /// That node will start it.
    Starts(NodeName),
    /// Some node will start it, but not this one.
    Unknown,
    /// It is not known until these nodes are told how much runs here.
    Tell(Vec<NodeName>),
    /// It is not known until all have said how much runs there.
    NotYet,
    /// No node may run it.
    Nobody,
}

/// The node of a group on which the least runs.
enum Weighed {
    Lightest(NodeName),
    /// None of them is known.
    Nobody,
    /// These were not told how much runs here.
    Untold(Vec<NodeName>),
    /// Not all have said how much runs there.
    Silent,
}

impl Controller {
    /// Returns where an application is to run.
    pub(super) fn choose(&self, name: &Name, shared: &Shared) -> Choice {
        let candidates = shared.candidates();
        let runs = match &shared.state {
            State::On(node) => Some(node),
            _ => self.remote.get(name),
        };
        if !candidates.contains(&self.own) {
            return match runs {
                Some(node) => Choice::Runs(node.clone()),
                None if candidates.is_empty() => Choice::Nobody,
                None => Choice::Unknown,
            };
        }
        for rank in &shared.spec.ranks {
            let nodes = rank.nodes().iter().filter(|n| candidates.contains(n));
            let nodes: Vec<_> = nodes.collect();
            if nodes.is_empty() {
                continue;
            }
            if let Some(runs) = runs.filter(|runs| nodes.contains(runs)) {
                return Choice::Runs(runs.clone());
            }
            let chosen = match rank {
                Rank::One(node) => Some(node.clone()),
                Rank::Any(_) => match self.weigh(shared, &candidates, &nodes) {
                    Weighed::Lightest(node) => Some(node),
                    Weighed::Nobody => None,
                    Weighed::Untold(nodes) => return Choice::Tell(nodes),
                    Weighed::Silent => return Choice::NotYet,
                },
            };
            match chosen {
                Some(node) if node == self.own => return Choice::Here,
                Some(node) => return Choice::Starts(node),
                None => {}
            }
        }
        Choice::Unknown
    }

    /// Returns the node of a group on which the least runs.
    fn weigh(
        &self,
        shared: &Shared,
        candidates: &[NodeName],
        group: &[&NodeName],
    ) -> Weighed {
        let weights = &shared.weights;
        let (heard, told) = (&weights.heard, &weights.told);
        let others = candidates.iter().filter(|node| **node != self.own);
        let untold = others.clone().filter(|node| !told.contains_key(*node));
        let untold: Vec<_> = untold.cloned().collect();
        if !untold.is_empty() {
            return Weighed::Untold(untold);
        }
        if !others.clone().all(|node| heard.contains_key(node)) {
            return Weighed::Silent;
        }
        let own = weights.own.map_or_else(|| self.weight(), |own| own.1);
        let group = group.iter().filter(|node| self.known.contains(**node));
        let weighed =
            group.map(|node| (heard.get(*node).copied().unwrap_or(own), *node));
        match weighed.min() {
            Some((_, node)) => Weighed::Lightest(node.clone()),
            None => Weighed::Nobody,
        }
    }

    /// Returns how much runs on this node.
    ///
    /// On a node of Erlang at least `kernel` and `stdlib` do, which counts here
    /// too, so that the two are compared fairly, and because nothing is what
    /// the node says that has been chosen.
    pub(super) fn weight(&self) -> i64 {
        let count = self.node.system().applications().len() + 2;
        i64::try_from(count).unwrap_or(i64::MAX)
    }
}
