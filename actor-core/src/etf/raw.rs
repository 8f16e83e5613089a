//! Terms in the middle of typed messages.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::atom::Atom;
use super::encode;
use super::identifier::{ExternalPid, ExternalPort, ExternalReference};
use super::term::Term;

/// The newtype by which a term passes through serde: its bytes, which are
/// written and read as they are.
pub(super) const TERM: &str = "$etf::Term";

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(self.0)
    }
}

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::new();
        encode::encode(self, &mut bytes).map_err(serde::ser::Error::custom)?;
        to.serialize_newtype_struct(TERM, &Bytes(&bytes))
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(TERM, TermVisitor)
    }
}

struct TermVisitor;

impl<'de> Visitor<'de> for TermVisitor {
    type Value = Term;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of a term")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        from: D,
    ) -> Result<Term, D::Error> {
        from.deserialize_bytes(self)
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Term, E> {
        Term::read(bytes).map_err(E::custom)
    }

    /// A format without bytes has written a sequence of numbers.
    fn visit_seq<A: SeqAccess<'de>>(
        self,
        mut sequence: A,
    ) -> Result<Term, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = sequence.next_element()? {
            bytes.push(byte);
        }
        self.visit_bytes(&bytes)
    }
}

macro_rules! through_term {
    ($($type:ty: $term:pat => $value:expr, $expected:literal;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(
                &self,
                to: S,
            ) -> Result<S::Ok, S::Error> {
                Term::from(self.clone()).serialize(to)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(
                from: D,
            ) -> Result<Self, D::Error> {
                match Term::deserialize(from)? {
                    $term => Ok($value),
                    other => Err(de::Error::custom(format_args!(
                        "invalid type: {other}, expected {}",
                        $expected
                    ))),
                }
            }
        }
    )*};
}

through_term! {
    Atom: Term::Atom(atom) => atom, "an atom";
    ExternalPid: Term::Pid(pid) => pid, "a pid";
    ExternalPort: Term::Port(port) => port, "a port";
    ExternalReference: Term::Reference(it) => *it, "a reference";
}
