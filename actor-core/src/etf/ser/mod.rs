//! Writes Rust's types as terms.
//!
//! Longer than other files, because serde knows so many kinds of values.

mod compound;

use bytes::Bytes;
use serde::Serialize;
use serde::ser;

use super::binary::{self, BINARY};
use super::error::Error;
use super::identities::Identities;
use super::pieces::Pieces;
use super::raw::TERM;
use super::{PID, Place, REPLY, de, write};
use compound::{Entries, Fields, List};

/// How deep the types of a message may be nested; terms in it may be deeper.
pub(super) const MAX_DEPTH: usize = 256;

/// What was met while a message was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Whether the message holds the address of an answer: it is a call.
    pub(crate) reply: bool,
}

/// Writes a value as a term, without the byte for the format's version.
///
/// On an error `out` is as it was.
pub(crate) fn serialize_into<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
    identities: &dyn Identities,
) -> Result<Written, Error> {
    run(value, out, identities, None).map(|(written, _)| written)
}

/// As [`serialize_into`], with long binaries kept apart.
pub(crate) fn serialize_message<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Pieces,
    identities: &dyn Identities,
) -> Result<Written, Error> {
    let apart = Some(Vec::new());
    let (written, apart) = run(value, &mut out.bytes, identities, apart)?;
    for (at, bytes) in apart.unwrap_or_default() {
        out.insert_apart(at, bytes);
    }
    Ok(written)
}

/// What is kept apart, and where in the rest it belongs.
type Apart = Vec<(usize, Bytes)>;

fn run<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
    identities: &dyn Identities,
    apart: Option<Apart>,
) -> Result<(Written, Option<Apart>), Error> {
    let start = out.len();
    let mut serializer = Serializer {
        out,
        apart,
        identities,
        place: Place::Message,
        reply: false,
        raw: false,
        unit: None,
        depth: 0,
    };
    match value.serialize(&mut serializer) {
        Ok(()) => {
            let Serializer { reply, apart, .. } = serializer;
            Ok((Written { reply }, apart))
        }
        Err(error) => {
            out.truncate(start);
            Err(error)
        }
    }
}

struct Serializer<'a> {
    out: &'a mut Vec<u8>,
    /// Long binaries, where they may be kept apart.
    apart: Option<Apart>,
    identities: &'a dyn Identities,
    /// Where the value stands that is written next.
    place: Place,
    /// Whether the address of an answer has been met.
    reply: bool,
    /// Whether the bytes that come next are a term.
    raw: bool,
    /// Where the last `()` was written.
    unit: Option<usize>,
    depth: usize,
}

impl Serializer<'_> {
    /// Writes a value that stands in another.
    fn inner<T: Serialize + ?Sized>(
        &mut self,
        place: Place,
        value: &T,
    ) -> Result<(), Error> {
        self.place = place;
        value.serialize(self)
    }

    fn deeper(&mut self) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            return Err(Error::TooDeep { at: self.out.len() });
        }
        self.depth += 1;
        Ok(())
    }

    /// Writes the atom of a variant.
    fn variant(&mut self, name: &str, variant: &str) -> Result<(), Error> {
        if (name, variant) == ("Result", "Err") {
            return write::atom(self.out, "error");
        }
        write::variant(self.out, variant)
    }

    /// Writes the pid that stands for three numbers of this program.
    fn pid<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let start = self.out.len();
        self.inner(Place::Inside, value)?;
        let (node, id, serial) = de::numbers(&self.out[start..])?;
        self.out.truncate(start);
        let pid = self.identities.external(node, id, serial);
        let what = "a pid of a node that is not known";
        let pid = pid.ok_or(Error::Invalid { what, at: start })?;
        write::pid(self.out, &pid)
    }

    /// Writes a binary, of which the bytes may be kept apart.
    fn binary<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
    ) -> Result<(), Error> {
        if self.apart.is_none() {
            return value.serialize(self);
        }
        let (result, bytes) = binary::taking(|| value.serialize(&mut *self));
        result?;
        if let (Some(apart), Some(bytes)) = (&mut self.apart, bytes) {
            let length = write::length(self.out, bytes.len())?.to_be_bytes();
            // An empty one was written in its place.
            let end = self.out.len();
            self.out[end - length.len()..].copy_from_slice(&length);
            apart.push((end, bytes));
        }
        Ok(())
    }

    /// Meets the address of an answer, which is no part of the message.
    fn reply(&mut self) -> Result<(), Error> {
        if self.reply {
            let what = "a message with the addresses of two answers";
            return Err(Error::Reply { what });
        }
        self.reply = true;
        match self.place {
            Place::Message => write::atom(self.out, "call"),
            Place::Field => Ok(()),
            Place::Inside => Err(Error::Reply {
                what: "the address of an answer stands where it is no field \
                       of a message",
            }),
        }
    }
}

impl<'b, 'a> ser::Serializer for &'b mut Serializer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = List<'b, 'a>;
    type SerializeTuple = Fields<'b, 'a>;
    type SerializeTupleStruct = Fields<'b, 'a>;
    type SerializeTupleVariant = Fields<'b, 'a>;
    type SerializeMap = Entries<'b, 'a>;
    type SerializeStruct = Entries<'b, 'a>;
    type SerializeStructVariant = Entries<'b, 'a>;

    fn serialize_bool(self, truth: bool) -> Result<(), Error> {
        write::atom(self.out, if truth { "true" } else { "false" })
    }

    fn serialize_i8(self, integer: i8) -> Result<(), Error> {
        self.serialize_i64(integer.into())
    }

    fn serialize_i16(self, integer: i16) -> Result<(), Error> {
        self.serialize_i64(integer.into())
    }

    fn serialize_i32(self, integer: i32) -> Result<(), Error> {
        self.serialize_i64(integer.into())
    }

    fn serialize_i64(self, integer: i64) -> Result<(), Error> {
        write::integer(self.out, integer);
        Ok(())
    }

    fn serialize_i128(self, integer: i128) -> Result<(), Error> {
        write::signed(self.out, integer);
        Ok(())
    }

    fn serialize_u8(self, integer: u8) -> Result<(), Error> {
        self.serialize_i64(integer.into())
    }

    fn serialize_u16(self, integer: u16) -> Result<(), Error> {
        self.serialize_i64(integer.into())
    }

    fn serialize_u32(self, integer: u32) -> Result<(), Error> {
        self.serialize_i64(integer.into())
    }

    fn serialize_u64(self, integer: u64) -> Result<(), Error> {
        self.serialize_u128(integer.into())
    }

    fn serialize_u128(self, integer: u128) -> Result<(), Error> {
        write::unsigned(self.out, integer);
        Ok(())
    }

    fn serialize_f32(self, float: f32) -> Result<(), Error> {
        self.serialize_f64(float.into())
    }

    fn serialize_f64(self, float: f64) -> Result<(), Error> {
        write::float(self.out, float)
    }

    fn serialize_char(self, character: char) -> Result<(), Error> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        write::binary(self.out, text.as_bytes())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Error> {
        if std::mem::take(&mut self.raw) {
            self.out.extend_from_slice(bytes);
            return Ok(());
        }
        write::binary(self.out, bytes)
    }

    fn serialize_none(self) -> Result<(), Error> {
        write::atom(self.out, "nil")
    }

    fn serialize_some<T: Serialize + ?Sized>(
        self,
        value: &T,
    ) -> Result<(), Error> {
        self.inner(Place::Inside, value)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.unit = Some(self.out.len());
        write::atom(self.out, "ok")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.variant(name, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        match name {
            TERM => {
                self.raw = true;
                value.serialize(self)
            }
            PID => self.pid(value),
            REPLY => self.reply(),
            BINARY => self.binary(value),
            _ => value.serialize(self),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.deeper()?;
        let start = self.out.len();
        write::tuple(self.out, 2)?;
        let header = self.out.len() - start;
        self.variant(name, variant)?;
        let before = self.out.len();
        self.unit = None;
        self.inner(Place::Field, value)?;
        if name == "Result" && self.unit == Some(before) {
            // `ok` alone is what functions that have nothing to say return.
            self.out.truncate(before);
        }
        if self.out.len() == before {
            self.out.drain(start..start + header);
        }
        self.depth -= 1;
        Ok(())
    }

    fn serialize_seq(
        self,
        _: Option<usize>,
    ) -> Result<Self::SerializeSeq, Error> {
        List::start(self)
    }

    fn serialize_tuple(
        self,
        length: usize,
    ) -> Result<Self::SerializeTuple, Error> {
        let inside = match self.place {
            Place::Message => Place::Field,
            Place::Field | Place::Inside => Place::Inside,
        };
        Fields::start(self, length, inside)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        self.serialize_tuple(length)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Fields::start_variant(self, name, variant, length)
    }

    fn serialize_map(
        self,
        _: Option<usize>,
    ) -> Result<Self::SerializeMap, Error> {
        Entries::start(self)
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, Error> {
        Entries::start(self)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        write::tuple(self.out, 2)?;
        self.variant(name, variant)?;
        Entries::start(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}
