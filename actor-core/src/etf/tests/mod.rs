//! What only this crate can see of the format.

mod binaries;
mod calls;
mod identities;
mod limits;
mod parse;
mod skips;
mod values;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::identities::NoNode;
use super::{
    Error, MessageKind, PID, REPLY, Term, Written, deserialize, serialize_into,
};

/// The address of an answer, as far as serde sees it.
#[derive(Debug, PartialEq)]
struct Reply;

impl Serialize for Reply {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_newtype_struct(REPLY, &())
    }
}

impl<'de> Deserialize<'de> for Reply {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Reply;
            fn expecting(
                &self,
                f: &mut std::fmt::Formatter<'_>,
            ) -> std::fmt::Result {
                f.write_str("the address of an answer")
            }
            fn visit_unit<E>(self) -> Result<Reply, E> {
                Ok(Reply)
            }
        }
        from.deserialize_newtype_struct(REPLY, Visitor)
    }
}

/// A pid of this program, as far as serde sees it.
#[derive(Debug, PartialEq)]
struct Pid(u32, u32, u32);

impl Serialize for Pid {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_newtype_struct(PID, &(self.0, self.1, self.2))
    }
}

impl<'de> Deserialize<'de> for Pid {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Pid;
            fn expecting(
                &self,
                f: &mut std::fmt::Formatter<'_>,
            ) -> std::fmt::Result {
                f.write_str("a pid")
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut numbers: A,
            ) -> Result<Pid, A::Error> {
                let mut next = || Ok(numbers.next_element()?.unwrap_or(0));
                Ok(Pid(next()?, next()?, next()?))
            }
        }
        from.deserialize_newtype_struct(PID, Visitor)
    }
}

/// Writes a message, and shows it as Erlang does.
fn written<T: Serialize>(message: &T) -> Result<(String, Written), Error> {
    let mut out = b"before".to_vec();
    match serialize_into(message, &mut out, &NoNode) {
        Ok(written) => {
            let term = Term::read(&out["before".len()..]).unwrap();
            Ok((term.to_string(), written))
        }
        Err(error) => {
            assert_eq!(out, b"before");
            Err(error)
        }
    }
}

/// Reads a message from a term.
fn read<T: for<'de> Deserialize<'de>>(
    term: &Term,
    kind: MessageKind,
) -> Result<T, Error> {
    let mut bytes = Vec::new();
    super::encode(term, &mut bytes).unwrap();
    deserialize(&bytes, &NoNode, kind)
}

fn atom(text: &'static str) -> Term {
    Term::atom(text)
}

fn tuple<const N: usize>(elements: [Term; N]) -> Term {
    Term::tuple(elements)
}
