//! Terms of Rust's own types.

use super::atom::Atom;
use super::identifier::{ExternalPid, ExternalPort, ExternalReference};
use super::term::Term;

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Term {
            fn from(integer: $integer) -> Self {
                Self::Integer(i64::from(integer))
            }
        }
    )*};
}

from_integers!(u8 u16 u32 i8 i16 i32 i64);

impl From<u64> for Term {
    fn from(integer: u64) -> Self {
        Self::big(false, &integer.to_le_bytes())
    }
}

impl From<i128> for Term {
    fn from(integer: i128) -> Self {
        Self::big(integer < 0, &integer.unsigned_abs().to_le_bytes())
    }
}

impl From<u128> for Term {
    fn from(integer: u128) -> Self {
        Self::big(false, &integer.to_le_bytes())
    }
}

impl From<f64> for Term {
    fn from(float: f64) -> Self {
        Self::Float(float)
    }
}

impl From<bool> for Term {
    fn from(truth: bool) -> Self {
        Self::atom(if truth { "true" } else { "false" })
    }
}

impl From<Atom> for Term {
    fn from(atom: Atom) -> Self {
        Self::Atom(atom)
    }
}

impl From<&str> for Term {
    /// Creates a binary, which is what Elixir calls a string.
    fn from(text: &str) -> Self {
        Self::binary(text.as_bytes().to_vec())
    }
}

impl From<String> for Term {
    /// Creates a binary, which is what Elixir calls a string.
    fn from(text: String) -> Self {
        Self::binary(text.into_bytes())
    }
}

impl From<Vec<Term>> for Term {
    fn from(elements: Vec<Term>) -> Self {
        Self::List(elements)
    }
}

impl From<ExternalPid> for Term {
    fn from(pid: ExternalPid) -> Self {
        Self::Pid(pid)
    }
}

impl From<ExternalPort> for Term {
    fn from(port: ExternalPort) -> Self {
        Self::Port(port)
    }
}

impl From<ExternalReference> for Term {
    fn from(reference: ExternalReference) -> Self {
        Self::Reference(Box::new(reference))
    }
}
