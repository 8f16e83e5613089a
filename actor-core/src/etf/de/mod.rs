//! Reads Rust's types from terms.

mod absent;
mod fields;
mod list;
mod map;
mod value;
mod variant;

use serde::de::{Deserialize, Error as _};

use super::error::Error;
use super::identities::{Identities, NoNode};
use super::reader::Reader;
use super::ser::MAX_DEPTH;
use super::{PID, Place, REPLY};
use value::Value;

/// How many elements a type may make room for before they are read: nested
/// lists that lie about their lengths must not cost much.
const ROOM: usize = 256;

/// Whether whoever sent a message waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// It does, so the message has a place for the answer's address.
    Call,
    /// It does not.
    Cast,
}

/// Reads a value from a term without the byte for the format's version.
///
/// # Errors
/// If the bytes are not one whole term of this type, and if it is a call that
/// has no place for the address of its answer.
pub(crate) fn deserialize<'de, T: Deserialize<'de>>(
    bytes: &'de [u8],
    identities: &dyn Identities,
    kind: MessageKind,
) -> Result<T, Error> {
    let mut decoder = Decoder::new(bytes, identities, kind);
    let error = match decoder.message() {
        Err(error) if decoder.reply == Reply::Wanted => error,
        result => return result,
    };
    let Error::MissingField { field, at: Some(at) } = error else {
        return Err(error);
    };
    // A field that has no key may be the address of the answer. Types do not
    // say so before, and fields with a default must not be asked.
    let mut decoder = Decoder::new(bytes, identities, kind);
    decoder.reply_field = Some((field, at));
    let result = decoder.message();
    if decoder.reply == Reply::Given { result } else { Err(error) }
}

/// Reads three numbers, as which a pid of this program passes.
pub(super) fn numbers(bytes: &[u8]) -> Result<(u32, u32, u32), Error> {
    Decoder::new(bytes, &NoNode, MessageKind::Cast).message()
}

/// What has become of the address of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reply {
    /// The message is no call.
    None,
    /// No field has asked for it.
    Wanted,
    /// A field has it.
    Given,
}

/// Reads values one after the other.
struct Decoder<'i, 'de> {
    reader: Reader<'de>,
    identities: &'i dyn Identities,
    reply: Reply,
    /// The field that the address is for, and where its struct's map stands.
    reply_field: Option<(&'static str, usize)>,
    depth: usize,
}

impl<'i, 'de> Decoder<'i, 'de> {
    fn new(
        bytes: &'de [u8],
        identities: &'i dyn Identities,
        kind: MessageKind,
    ) -> Self {
        let reply = match kind {
            MessageKind::Call => Reply::Wanted,
            MessageKind::Cast => Reply::None,
        };
        let reader = Reader::new(bytes);
        Self { reader, identities, reply, reply_field: None, depth: 0 }
    }

    fn message<T: Deserialize<'de>>(&mut self) -> Result<T, Error> {
        let value = Value { from: &mut *self, place: Place::Message };
        let message = T::deserialize(value).map_err(|error| error.or_at(0))?;
        self.reader.end()?;
        if self.reply == Reply::Wanted {
            let what = "a call, but the message has no place for an answer";
            return Err(Error::Reply { what });
        }
        Ok(message)
    }

    /// Gives the address of the answer to the field that asks for it.
    fn take_reply(&mut self) -> Result<(), Error> {
        let what = match self.reply {
            Reply::Wanted => {
                self.reply = Reply::Given;
                return Ok(());
            }
            Reply::None => "nobody waits for the answer to this message",
            Reply::Given => "a message with the addresses of two answers",
        };
        Err(Error::Reply { what })
    }

    /// Reads what is inside of a term.
    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.depth == MAX_DEPTH {
            return Err(Error::TooDeep { at: self.reader.at() });
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }
}

/// The error of a tuple that has too many or too few elements.
fn wrong_arity(found: usize, wanted: usize) -> Error {
    Error::custom(format_args!("{found} fields where {wanted} belong"))
}
