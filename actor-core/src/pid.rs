//! Who is who: process identifiers, references and names.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::etf;

/// Identifies a process of a [`System`](crate::System) or of another node of
/// its cluster, also after its end.
///
/// A pid is a slot in the process table and the generation of its use, the
/// shape of Erlang's `NEW_PID_EXT`, so it is never used twice; and the number
/// that this system gave the node, which is 0 for its own processes.
/// It prints as Erlang prints it: `<0.17.2>`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pid {
    node: u32,
    id: u32,
    serial: u32,
}

impl Pid {
    /// A pid that no process ever has: what a name that nobody has resolves
    /// to, and the sender of signals that come from outside of all processes.
    ///
    /// It behaves as the pid of a dead process.
    pub const NOBODY: Pid = Pid::new(0, 0);

    /// The number of nodes that are too many to have one each.
    pub(crate) const UNKNOWN_NODE: u32 = u32::MAX;

    pub(crate) const fn new(id: u32, serial: u32) -> Self {
        Self { node: 0, id, serial }
    }

    /// Returns the pid of a process of the node with this number.
    pub(crate) const fn remote(node: u32, id: u32, serial: u32) -> Self {
        Self { node, id, serial }
    }

    /// Returns the slot in the process table of its node.
    pub const fn id(self) -> u32 {
        self.id
    }

    /// Returns how many processes had this slot before.
    pub const fn serial(self) -> u32 {
        self.serial
    }

    /// Returns whether it is of a process of the own system, and not of
    /// another node.
    pub const fn is_local(self) -> bool {
        self.node == 0
    }

    /// Returns the number of its node; 0 is the own one.
    pub(crate) const fn node_number(self) -> u32 {
        self.node
    }
}

/// A pid of this system, in one word: control blocks and calls have no room
/// and no time for more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct LocalPid(u64);

impl LocalPid {
    pub(crate) const NOBODY: Self = Self(0);

    /// Who is asked, when the question has gone to another node: no process
    /// whose end here would say that nobody answers.
    pub(crate) const ELSEWHERE: Self = Self(u64::MAX);

    /// Returns the pid without its node, which is this one.
    pub(crate) const fn of(pid: Pid) -> Self {
        Self((pid.id as u64) << 32 | pid.serial as u64)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
    #[inline]
    pub(crate) const fn pid(self) -> Pid {
        Pid::new((self.0 >> 32) as u32, self.0 as u32)
    }
}

/// In a message to another node: the pid. Elsewhere: its three numbers.
impl Serialize for Pid {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let numbers = (self.node, self.id, self.serial);
        to.serialize_newtype_struct(etf::PID, &numbers)
    }
}

impl<'de> Deserialize<'de> for Pid {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(etf::PID, Numbers)
    }
}

struct Numbers;

impl<'de> Visitor<'de> for Numbers {
    type Value = Pid;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pid")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        from: D,
    ) -> Result<Pid, D::Error> {
        let (node, id, serial) = Deserialize::deserialize(from)?;
        Ok(Pid { node, id, serial })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, numbers: A) -> Result<Pid, A::Error> {
        let numbers = SeqAccessDeserializer::new(numbers);
        self.visit_newtype_struct(numbers)
    }
}

impl fmt::Display for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}.{}.{}>", self.node, self.id, self.serial)
    }
}

impl fmt::Debug for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Identifies a monitor, unique within a [`System`](crate::System).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference(u64);

impl Reference {
    pub(crate) const fn new(number: u64) -> Self {
        Self(number)
    }

    pub(crate) const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#Ref<{}>", self.0)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A name that a process is registered under; cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<str>);

impl Name {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Arc<str>>> From<T> for Name {
    fn from(name: T) -> Self {
        Self(name.into())
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
