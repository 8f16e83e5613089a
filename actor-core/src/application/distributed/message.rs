//! What a controller is told: by its own node, and by those of others in the
//! words of OTP's `dist_ac`.

use serde::{Deserialize, Serialize};

use super::Rank;
use crate::application::{ApplicationError, StartType};
use crate::call::Reply;
use crate::etf::{Atom, Term};
use crate::node::{NodeAtom, NodeEvent, NodeName};
use crate::pid::Name;

/// The name under which each node has its controller.
pub(super) const CONTROLLER: &str = "dist_ac";

/// The version that is spoken.
pub(super) const VERSION: i64 = 1;

/// A message to a controller.
#[derive(Serialize, Deserialize)]
pub(in crate::application) enum Message {
    /// Introduces a node, or answers that: its version, its name, what it
    /// shares, and what of that runs there.
    DistAcNewNode(i64, NodeAtom, Vec<Record>, Vec<(NodeAtom, Atom)>),
    /// A node has loaded an application: on which nodes it can run in the eyes
    /// of that node, whether that node may run it, and whether it knows that
    /// this node has loaded it.
    DistAcAppLoaded(NodeAtom, Atom, Term, Term, bool),
    DistAcAppUnloaded(NodeAtom, Atom),
    /// A node has started an application, or could not.
    DistAcAppStarted(NodeAtom, Atom, Outcome),
    /// An application was stopped, or has ended, where it ran.
    DistAcAppStopped(Atom),
    /// How much runs on a node that has to choose one for an application.
    DistAcWeight(Atom, i64, NodeAtom),
    /// Whether a node may run an application from now on, and whether it runs
    /// there.
    DistAcNewPermission(NodeAtom, Atom, bool, bool),

    /// An application is to be started, by whoever the nodes choose.
    #[serde(skip)]
    Start(Name, Reply<Verdict>),
    /// It was started here, or could not be.
    #[serde(skip)]
    Ran(Name, Result<(), String>),
    /// It was stopped here, or has ended.
    #[serde(skip)]
    Stopped(Name),
    /// An application is to move here.
    #[serde(skip)]
    TakeOver(Name, Reply<Result<(), ApplicationError>>),
    /// The time is over after which it is started again.
    #[serde(skip)]
    Restart(Name, u64),
    /// It is time to look for what may have been missed.
    #[serde(skip)]
    Renew,
    #[serde(skip)]
    Node(NodeEvent),
    /// The other nodes that this one waits for are there.
    #[serde(skip)]
    Go,
    /// The lock is set under which nodes introduce themselves. Answered when
    /// all have.
    #[serde(skip)]
    Introduce(Reply<()>),
    /// The lock is free again.
    #[serde(skip)]
    Introduced,
}

/// An application in the eyes of a node: its name, where it is, after how many
/// milliseconds it is started again, on which nodes it can run, and which of
/// them may run it.
#[derive(Serialize, Deserialize)]
pub(in crate::application) enum Record {
    Appl(Atom, Term, Term, Term, Vec<(NodeAtom, Term)>),
}

/// What came of a start.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::application) enum Outcome {
    Ok,
    Error(Term),
}

/// What the nodes have decided about a start.
pub(in crate::application) enum Verdict {
    /// It is started here.
    Run(StartType),
    /// It is not, for now.
    StandBy,
    /// It was to be started on another node, and could not be.
    Failed { node: NodeName, reason: String },
}

impl Message {
    pub(in crate::application) fn ran(
        name: Name,
        outcome: &Result<(), ApplicationError>,
    ) -> Self {
        let outcome = outcome.as_ref().map_err(ToString::to_string);
        Self::Ran(name, outcome.copied())
    }
}

/// Returns ranks as a term: `[Node | {Node, ...}]`.
pub(super) fn ranks_term(ranks: &[Rank]) -> Term {
    Term::list(ranks.iter().map(|rank| match rank {
        Rank::One(node) => atom(node.as_str()),
        Rank::Any(nodes) => {
            Term::tuple(nodes.iter().map(|node| atom(node.as_str())))
        }
    }))
}

/// Returns the ranks that a term has, if it has any.
pub(super) fn ranks_of(term: &Term) -> Option<Vec<Rank>> {
    let node = |term: &Term| term.as_atom()?.parse().ok();
    let ranks = term.as_list()?.iter().map(|rank| match rank.as_tuple() {
        None => node(rank).map(Rank::One),
        Some(group) => {
            let nodes = group.iter().map(node).collect::<Option<_>>();
            nodes.map(Rank::Any)
        }
    });
    ranks.collect()
}

/// Returns an atom of a text that is one elsewhere.
pub(super) fn atom(text: &str) -> Term {
    Atom::new(text).map_or(Term::atom("undefined"), Term::Atom)
}
