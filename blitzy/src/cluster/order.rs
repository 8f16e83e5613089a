//! What a node is asked to do, and why it does not.

use actor_core::{Pid, ProcessRef};
use serde::{Deserialize, Serialize};

use super::coordinator::Told;
use crate::engine::Settings;
use crate::plan::Plan;
use crate::target::Shape;

/// What a node is asked to do.
#[derive(Serialize, Deserialize)]
pub(super) struct Order {
    /// The version of the program that asks.
    pub(super) version: String,
    /// The node that asks.
    pub(super) from: String,
    /// The number of this share, by which the node tells of it.
    pub(super) shift: u64,
    pub(super) plan: Plan,
    pub(super) shape: Shape,
    pub(super) engine: Settings,
    pub(super) coordinator: ProcessRef<Told>,
}

/// What a node says that does it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Accepted {
    /// The process that does it.
    pub(super) shift: Pid,
    /// The name of the machine.
    pub(super) host: String,
}

/// Why a node does not take part in a run.
#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize,
)]
pub enum Refusal {
    /// It takes part in another.
    #[error("it works for {0}; try again when that run is over")]
    Busy(String),
    /// It is a program of another version, which may count otherwise.
    #[error("it is blitzy {node}, and this is blitzy {asks}; use the same")]
    Version {
        /// That of the node.
        node: String,
        /// That of whoever asked.
        asks: String,
    },
    /// It may not ask this target as much as that.
    #[error(
        "{0} is another machine than its own, and it was not started with \
         --allow-remote"
    )]
    Remote(String),
    /// It cannot send what it is to send.
    #[error("{0}")]
    Impossible(String),
}
