//! Which nodes can run an application, and which of them does.
//!
//! `controller.rs` is the process that decides, together with those of the
//! other nodes; `choice.rs` is how.

mod choice;
mod controller;
mod decision;
mod hand_over;
mod introduction;
mod message;
mod news;
mod places;
mod runner;
mod shared;
mod sync_nodes;

use std::time::Duration;

use tokio::sync::oneshot;

use super::{ApplicationError, Mode};
use crate::node::NodeName;
use crate::node::global::{self, Lock};
use crate::pid::Name;
use crate::process::Mailbox;
use crate::system::System;

pub(crate) use controller::child_spec;
pub(super) use hand_over::{HandOver, Takeover, Takeovers};
use message::CONTROLLER;
pub(super) use message::{Message, Verdict};
pub(super) use places::Places;
pub use sync_nodes::SyncNodes;

/// On which nodes an application can run: an entry of kernel's `distributed`.
///
/// It runs on one of them, the first of the list that is there. When that node
/// is lost, the next one starts it after a [delay](Self::restart_after); when a
/// node comes that stands before the one where it runs, and the application is
/// [started](crate::System::start_application) there, it moves to that node.
///
/// All nodes of the list must be given the same list, and start the
/// application; those of Erlang can be among them. See
/// [Distributed applications](super#distributed-applications).
///
/// ```
/// use std::time::Duration;
///
/// use actor_core::application::Distributed;
///
/// # fn main() -> Result<(), actor_core::node::NodeNameError> {
/// // {chucky, 5000, ['a@127.0.0.1', {'b@127.0.0.1', 'c@127.0.0.1'}]}
/// let chucky = Distributed::new("chucky")
///     .restart_after(Duration::from_secs(5))
///     .on("a@127.0.0.1".parse()?)
///     .on_any(["b@127.0.0.1".parse()?, "c@127.0.0.1".parse()?]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a node is told by `NodeOptions::distributed`"]
pub struct Distributed {
    pub(super) application: Name,
    pub(super) restart_after: Duration,
    pub(super) ranks: Vec<Rank>,
    pub(super) rule: Rule,
}

/// Nodes of the same rank. A single one is written in another way than a group
/// of one, and is not equal to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    One(NodeName),
    Any(Vec<NodeName>),
}

/// Where an application may run at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Anywhere,
    InMajority,
}

impl Distributed {
    /// Makes the entry of an application that can run nowhere yet.
    pub fn new(application: impl Into<Name>) -> Self {
        Self {
            application: application.into(),
            restart_after: Duration::ZERO,
            ranks: Vec::new(),
            rule: Rule::Anywhere,
        }
    }

    /// Waits for so long after a node is lost before another one starts what
    /// ran there, so that a node that starts anew may do so itself; by default
    /// not at all.
    pub fn restart_after(mut self, delay: Duration) -> Self {
        self.restart_after = delay;
        self
    }

    /// Adds a node that runs it only if none of those before can.
    pub fn on(mut self, node: NodeName) -> Self {
        self.ranks.push(Rank::One(node));
        self
    }

    /// Adds nodes of which any may run it if none of those before can: the one
    /// where the fewest applications run and, of several such, the one whose
    /// name comes first. It does not move from one of them to another.
    pub fn on_any(mut self, nodes: impl IntoIterator<Item = NodeName>) -> Self {
        self.ranks.push(Rank::Any(nodes.into_iter().collect()));
        self
    }

    /// Has it run only on a node that is connected, itself counted, to more
    /// than half of the nodes of the list, and stops it on one that is not any
    /// more, at once.
    ///
    /// So no two parts of a cluster run it. Give a [delay](Self::restart_after)
    /// that is longer than the [tick time] and the time that it needs to stop:
    /// the part that was cut off may learn of that so much later.
    ///
    /// OTP has no such rule. All nodes of the list must be told the same, so
    /// they must be programs on this library.
    ///
    /// [tick time]: crate::node::NodeOptions::tick_time
    pub fn only_in_majority(mut self) -> Self {
        self.rule = Rule::InMajority;
        self
    }
}

impl Rank {
    pub(super) fn nodes(&self) -> &[NodeName] {
        match self {
            Self::One(node) => std::slice::from_ref(node),
            Self::Any(nodes) => nodes,
        }
    }
}

impl Distributed {
    /// Returns whether another node has it run on the same nodes.
    fn is_as(&self, theirs: &[Rank]) -> bool {
        let are_same = |(one, other): (&Rank, &Rank)| match (one, other) {
            (Rank::One(one), Rank::One(other)) => one == other,
            (Rank::Any(one), Rank::Any(other)) => {
                let (mut one, mut other) = (one.clone(), other.clone());
                one.sort_unstable();
                other.sort_unstable();
                one == other
            }
            _ => false,
        };
        self.ranks.len() == theirs.len()
            && self.ranks.iter().zip(theirs).all(are_same)
    }
}

/// Says that the nodes are there that this one waits for when it starts.
pub(crate) fn all_are_there(system: &System) {
    if let Some(places) = Places::of(system) {
        places.controller.send(Message::Go);
    }
}

/// Moves an application to this node from the one that runs it.
pub(super) async fn take_over(
    system: &System,
    name: Name,
    mode: Mode,
) -> Result<(), ApplicationError> {
    let places = Places::of(system).filter(|it| it.contain(&name));
    let Some(places) = places else {
        return Err(ApplicationError::NotStarted(name));
    };
    system.kernel.applications.set_mode(&name, mode);
    let (sender, receiver) = oneshot::channel();
    // In a process of its own, so that it is done also if nobody waits.
    system.spawn(async move |_: Mailbox<()>| {
        let lock = Lock::new(CONTROLLER);
        let moved = global::trans(&lock, async || {
            let take = |reply| Message::TakeOver(name, reply);
            places.controller.call(take).forever().await
        })
        .await;
        // Without a node there is no lock, and without a controller no answer.
        let moved = match moved {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => Err(ApplicationError::Stopping),
        };
        // Whoever waited may have given up.
        let _ = sender.send(moved);
    });
    receiver.await.unwrap_or(Err(ApplicationError::Stopping))
}
