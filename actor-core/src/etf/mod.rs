//! Erlang's external term format, and serde's types in it.
//!
//! A [`Term`] is any term of Erlang or Elixir; [`to_vec`] and [`from_slice`]
//! write and read a type of your own as the term that programs there use for
//! the same thing:
//!
//! | Rust | Erlang |
//! |---|---|
//! | `ResetStats`, a variant | `reset_stats` |
//! | `Put(key, 1)`, a variant | `{put, Key, 1}` |
//! | `Report { city }`, a variant | `{report, #{city => City}}` |
//! | a struct | a map whose keys are atoms; others are ignored |
//! | `(1, 2)`, `Point(1, 2)`, `[1, 2]` | `{1, 2}` |
//! | `vec![1, 2]` | `[1, 2]` |
//! | `Ok(1)`, `Err(reason)`, `Ok(())` | `{ok, 1}`, `{error, Reason}`, `ok` |
//! | `Some(1)`, `None` | `1`, `nil` (or `undefined`) |
//! | `()` | `ok` |
//! | [`Binary`] | a binary |
//! | text | a binary (or an atom, or a list of characters) |
//! | integers of any width, floats | the same (an integer may be a float) |
//!
//! What is in brackets is read, but never written.
//!
//! Bytes may come from anybody: lengths are checked against the bytes that are
//! there, terms are nested 512 deep at most and types 256, and there is no
//! table of atoms that could be filled.
//!
//! # Left out
//! Atom caches, because no connection here agrees on them; compressed terms are
//! read, never written. A key that stands twice in a map is not noticed, while
//! BEAM refuses the map. Inside of types that serde must buffer, such as
//! untagged enums, enums have serde's form and not this one.
//!
//! # Source
//! Erlang's documentation, [External Term Format].
//!
//! [External Term Format]: https://www.erlang.org/doc/apps/erts/erl_ext_dist.html

mod atom;
mod binary;
mod compressed;
mod de;
mod decode;
mod display;
mod encode;
mod equality;
mod error;
mod from;
mod identifier;
mod identities;
mod inspect;
mod integer;
mod parse;
mod pieces;
mod raw;
mod reader;
mod ser;
mod skip;
mod snake_case;
pub(crate) mod tag;
mod term;
mod typed;
pub(crate) mod write;

pub(crate) use de::{MessageKind, deserialize};
pub(crate) use decode::decode;
pub(crate) use encode::encode;
pub(crate) use identifier::PidRef;
pub(crate) use identities::Identities;
pub(crate) use pieces::{LARGE, Pieces};
pub(crate) use ser::{Written, serialize_into, serialize_message};
pub(crate) use skip::skip;

pub use atom::Atom;
pub use binary::Binary;
pub use error::Error;
pub use identifier::{ExternalPid, ExternalPort, ExternalReference};
pub use inspect::Inspect;
pub use integer::BigInteger;
pub use parse::{ParseError, Syntax, TermReader};
pub use term::{BitString, Export, Term};
pub use typed::{from_slice, to_vec};

/// The newtype by which a pid of this program passes through serde, as a tuple
/// of three `u32`: its node, id and serial.
pub(crate) const PID: &str = "$actor_core::Pid";

/// The newtype of `()` by which the address of an answer passes through serde.
pub(crate) const REPLY: &str = "$actor_core::Reply";

/// Where a value stands, as to the address of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It is the whole message; an address alone is the atom `call`.
    Message,
    /// It is a field of a variant or a struct, or an element of the whole
    /// message; an address is left out.
    Field,
    /// It is anywhere else, where no address can be.
    Inside,
}

#[cfg(test)]
mod tests;
