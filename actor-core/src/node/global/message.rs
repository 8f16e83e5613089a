//! What a global name server is asked and told, by its own node and others:
//! version 8 of the protocol, that of OTP 25 to 27.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::call::Reply;
use crate::etf::{Atom, Term};
use crate::node::{NodeEvent, NodeName};
use crate::pid::Pid;

/// The version that is spoken.
pub(super) const VERSION: i64 = 8;

/// The name under which each node has its server.
pub(super) const SERVER: &str = "global_name_server";

/// Tells one attempt to meet a node from those before.
pub(super) type Tag = i64;

/// A name, who has it, and how a conflict about it is resolved.
pub(super) type Entry = (Term, Pid, Term);

/// A message to a global name server.
#[derive(Serialize, Deserialize)]
pub(super) enum Message {
    /// Sets a lock on this node, for the process that asks.
    SetLock(LockId, Reply<bool>),
    /// Removes it.
    DelLock(LockId, Reply<bool>),
    /// Enters a name; whoever asks has the global lock.
    Register(Term, Pid, Term, Reply<Yes>),
    /// Enters the name of a process of a C node.
    RegisterExt(Term, Pid, Term, NodeAtom, Reply<Yes>),
    /// Removes a name; whoever asks has the global lock.
    Unregister(Term, Reply<()>),
    GetKnown(Reply<Vec<NodeAtom>>),
    GetSynced(Reply<Vec<NodeAtom>>),
    GetProtocolVersion(Reply<i64>),
    GetNamesExt(Reply<Vec<Term>>),

    /// Begins a meeting: the version and the tag of the other node.
    InitConnect((i64, Tag), NodeAtom, InitLocker),
    /// Both have begun the same meeting: its tag, and ours.
    InitConnectAck(NodeAtom, Tag, Tag),
    /// The meeting that has this tag here is over.
    CancelConnect(NodeAtom, Tag),
    /// The locker of the other node has set the lock, or could not.
    LockSet(Pid, bool, Term, Tag),
    /// All names that are known to the other node.
    Exchange(NodeAtom, Vec<Entry>, Term, Tag),
    /// What this node has to do, in the eyes of the other.
    Resolved(NodeAtom, Vec<Op>, Vec<(NodeAtom, i64)>, Term, Term, Tag),
    /// A node of this partition has met one of another; last, under which lock.
    NewNodes(NodeAtom, Vec<Op>, Term, Vec<(NodeAtom, i64)>, Vec<Term>),
    /// A node knows this one.
    InSync(NodeAtom, bool),
    /// Somebody has lost the connection to the last node: who, in which life,
    /// and how many such messages it sent before.
    LostConnection(NodeAtom, i64, i64, NodeAtom),
    /// The other node has removed this one.
    RemoveConnection(NodeAtom),
    /// From nodes that are older; a monitor tells the same.
    AsyncDelName(Term, Term),
    AsyncDelLock(Term, Term),

    #[serde(skip)]
    Node(NodeEvent),
    /// A node that others know cannot be connected to.
    #[serde(skip)]
    Unreachable(NodeName),
    /// The locker has set the lock in this partition.
    #[serde(skip)]
    LockIsSet {
        node: NodeName,
        tag: Tag,
        id: LockId,
    },
    /// What both have to do about the names of the other node.
    #[serde(skip)]
    Compared {
        node: NodeName,
        tag: Tag,
        ours: Vec<Op>,
        theirs: Vec<Op>,
    },
    /// Somebody waits until the nodes that are connected now know this one.
    #[serde(skip)]
    Sync(Reply<()>),
}

/// A lock: what is locked, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct LockId(pub(super) Term, pub(super) Term);

/// Where the locker of a node is.
#[derive(Serialize, Deserialize)]
pub(super) enum InitLocker {
    /// Two elements were once used.
    Locker(Term, Term, Pid),
}

/// A change of the names.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Op {
    Insert(Entry),
    Delete(Term),
}

/// The answer to a registration.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) enum Yes {
    Yes,
}

/// The name of a node as it is written: as an atom.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeAtom(pub(crate) NodeName);

impl Serialize for NodeAtom {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let atom = Atom::new(self.0.as_str()).map_err(S::Error::custom)?;
        Term::Atom(atom).serialize(to)
    }
}

impl<'de> Deserialize<'de> for NodeAtom {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let term = Term::deserialize(from)?;
        let name = term.as_atom().and_then(|name| name.parse().ok());
        name.map(Self).ok_or_else(|| D::Error::custom("not a node"))
    }
}
