//! The meeting of this node with another, from `nodeup` until both share
//! their names.
//!
//! Two messages may come in either order twice: that the lock is set here and
//! the names of the other node, and what this node and the other want done.

use super::message::{Entry, LockId, Op, Tag};
use crate::node::NodeName;
use crate::process::ProcessRef;

pub(super) struct Session {
    /// Tells this meeting from those before, here.
    pub(super) tag: Tag,
    /// What tells it there, once the other node has said so.
    pub(super) theirs: Option<Theirs>,
    /// Under which lock they meet.
    pub(super) lock: Option<LockId>,
    pub(super) names: Names,
    pub(super) ops: Ops,
    /// Who compares the names.
    pub(super) resolver: Option<ProcessRef<()>>,
}

/// What the other node has said of itself.
#[derive(Clone, Copy)]
pub(super) struct Theirs {
    pub(super) tag: Tag,
    pub(super) version: i64,
}

/// Where the exchange of names stands.
#[derive(Default)]
pub(super) enum Names {
    #[default]
    Nothing,
    /// The lock is set here, and the names of this node are sent.
    LockSet,
    /// The names of the other node have come.
    Received(Vec<Entry>),
    /// They are compared.
    Comparing,
}

/// Where the exchange of results stands.
#[derive(Default)]
pub(super) enum Ops {
    #[default]
    Nothing,
    /// What this node has found is to be done.
    Ours(Vec<Op>),
    /// What the other has, and whom it knows.
    Theirs(Vec<Op>, Vec<(NodeName, i64)>),
}

impl Session {
    pub(super) fn new(tag: Tag) -> Self {
        Self {
            tag,
            theirs: None,
            lock: None,
            names: Names::default(),
            ops: Ops::default(),
            resolver: None,
        }
    }
}
