//! Who is who: process identifiers, references and names.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// Identifies a process of a [`System`](crate::System), also after its end.
///
/// A pid is a slot in the process table and the generation of its use, the
/// shape of Erlang's `NEW_PID_EXT`, so it is never used twice.
/// It prints as Erlang prints it: `<0.17.2>`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pid {
    /// The id above the serial, in one word, because pids are compared often.
    bits: u64,
}

impl Pid {
    /// A pid that no process ever has: what a name that nobody has resolves
    /// to, and the sender of signals that come from outside of all processes.
    ///
    /// It behaves as the pid of a dead process.
    pub const NOBODY: Pid = Pid { bits: 0 };

    pub(crate) const fn new(id: u32, serial: u32) -> Self {
        Self { bits: (id as u64) << 32 | serial as u64 }
    }

    /// Returns the slot in the process table.
    pub const fn id(self) -> u32 {
        (self.bits >> 32) as u32
    }

    /// Returns how many processes had this slot before.
    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
    pub const fn serial(self) -> u32 {
        self.bits as u32
    }
}

impl fmt::Display for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<0.{}.{}>", self.id(), self.serial())
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
