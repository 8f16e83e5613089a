//! The state of an application that nodes share, in the eyes of one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use super::message::{Record, Verdict, atom, ranks_term};
use super::runner::Order;
use super::{Distributed, Rank, Rule};
use crate::application::ApplicationError;
use crate::call::Reply;
use crate::etf::{Atom, Term};
use crate::node::{NodeAtom, NodeName};
use crate::process::ProcessRef;

/// An application that this node shares with others.
pub(super) struct Shared {
    pub(super) spec: Distributed,
    pub(super) state: State,
    /// Whether it was started on this node, so that it can run here.
    pub(super) is_started: bool,
    /// Which nodes may run it, of those that are there.
    pub(super) permitted: BTreeMap<NodeName, bool>,
    /// Somebody waits until it is known where it runs.
    pub(super) decision: Option<Decision>,
    pub(super) weights: Weights,
    /// Starts and stops it here, one after the other.
    pub(super) runner: ProcessRef<Order>,
    /// Tells the delay of one loss from that of another.
    pub(super) losses: u64,
    /// Who waits until it has moved here.
    pub(super) takers: Vec<Reply<Result<(), ApplicationError>>>,
}

/// Where an application is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// On no node, as far as is known.
    Undefined,
    Here,
    On(NodeName),
    /// It ran on this node, which is lost; the delay goes on.
    Lost(NodeName),
    /// It is being moved here.
    Moving,
    /// It is being started here.
    Starting,
    /// This node is connected to too few others to run it, or to know.
    NoMajority,
}

/// For whom a decision is made.
pub(super) enum Decision {
    /// Somebody starts the application.
    Asked(Reply<Verdict>),
    /// The node that ran it is lost.
    Unasked,
}

/// How much runs on the nodes that have to choose one of them.
#[derive(Default)]
pub(super) struct Weights {
    /// What this node says: the same to all.
    pub(super) own: Option<(Instant, i64)>,
    /// The nodes that were told in this round: since when, and how often.
    pub(super) told: BTreeMap<NodeName, (Instant, u8)>,
    /// What others have said in this round.
    pub(super) heard: BTreeMap<NodeName, i64>,
}

impl Weights {
    /// Returns whether a node is to be told again: not without end, if both
    /// take the answer of the other for a question.
    pub(super) fn may_tell(&self, node: &NodeName) -> bool {
        let told = self.told.get(node);
        told.is_none_or(|(since, count)| *count < MOST || is_long_ago(*since))
    }

    pub(super) fn note_told(&mut self, node: &NodeName) {
        let now = Instant::now();
        let told = self.told.entry(node.clone()).or_insert((now, 0));
        if is_long_ago(told.0) {
            *told = (now, 0);
        }
        told.1 = told.1.saturating_add(1);
    }
}

/// How often a node is told how much runs here, in a second.
const MOST: u8 = 3;

fn is_long_ago(since: Instant) -> bool {
    since.elapsed() > Duration::from_secs(1)
}

impl Shared {
    pub(super) fn new(spec: Distributed, runner: ProcessRef<Order>) -> Self {
        Self {
            spec,
            state: State::Undefined,
            is_started: false,
            permitted: BTreeMap::new(),
            decision: None,
            weights: Weights::default(),
            runner,
            losses: 0,
            takers: Vec::new(),
        }
    }

    /// Returns the nodes of its list.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &NodeName> {
        self.spec.ranks.iter().flat_map(Rank::nodes)
    }

    /// Returns the nodes that may run it, in the order of the list.
    pub(super) fn candidates(&self) -> Vec<NodeName> {
        let nodes = self.nodes().filter(|node| self.is_permitted(node));
        nodes.cloned().collect()
    }

    /// Notes whether a node may run it, if it is one of the list.
    pub(super) fn permit(&mut self, node: &NodeName, may: bool) {
        if self.has_node(node) {
            self.permitted.insert(node.clone(), may);
        }
    }

    /// Returns whether a node is in its list.
    pub(super) fn has_node(&self, node: &NodeName) -> bool {
        self.nodes().any(|it| it == node)
    }

    pub(super) fn is_permitted(&self, node: &NodeName) -> bool {
        self.permitted.get(node).copied().unwrap_or_default()
    }

    /// Returns whether these nodes are enough to run it.
    pub(super) fn can_run_among(&self, connected: &BTreeSet<NodeName>) -> bool {
        if self.spec.rule == Rule::Anywhere {
            return true;
        }
        let all: BTreeSet<_> = self.nodes().collect();
        let there = all.iter().filter(|node| connected.contains(**node));
        there.count() * 2 > all.len()
    }

    /// Returns whether it is up to this node to start it, as far as this one
    /// knows.
    pub(super) fn waits_for(&self, node: &NodeName) -> bool {
        match &self.state {
            State::On(runs_on) => runs_on == node,
            State::Undefined | State::Lost(_) => true,
            State::Here
            | State::Moving
            | State::Starting
            | State::NoMajority => false,
        }
    }

    /// Ends a round of weights.
    pub(super) fn forget_weights(&mut self) {
        self.weights.own = None;
        self.weights.told.clear();
        self.weights.heard.clear();
    }

    /// Forgets all about a node that is lost.
    pub(super) fn lose(&mut self, node: &NodeName) {
        self.permitted.remove(node);
        self.weights.told.remove(node);
        self.weights.heard.remove(node);
    }

    /// Returns it as another node is told of it.
    pub(super) fn record(&self) -> Option<Record> {
        let name = Atom::new(self.spec.application.as_str()).ok()?;
        let permitted = self.permitted.iter();
        let run = permitted
            .map(|(node, may)| (NodeAtom(node.clone()), Term::from(*may)));
        let delay = match self.spec.restart_after {
            Duration::MAX => Term::atom("infinity"),
            delay => Term::from(u64::try_from(delay.as_millis()).ok()?),
        };
        let nodes = ranks_term(&self.spec.ranks);
        Some(Record::Appl(name, self.state.term(), delay, nodes, run.collect()))
    }
}

impl State {
    fn term(&self) -> Term {
        let of = |what, node: &NodeName| {
            Term::tuple([Term::atom(what), atom(node.as_str())])
        };
        match self {
            Self::Undefined | Self::NoMajority => Term::atom("undefined"),
            Self::Here => Term::atom("local"),
            Self::On(node) => of("distributed", node),
            Self::Lost(node) => of("failover", node),
            Self::Moving => Term::atom("takeover"),
            Self::Starting => Term::atom("run_waiting"),
        }
    }
}
