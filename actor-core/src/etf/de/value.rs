//! Reads the value that the next term is.
//!
//! Longer than other files, because serde asks for so many kinds of values in
//! one place.

use std::borrow::Cow;

use serde::de::value::SeqDeserializer;
use serde::de::{Deserializer, Error as _, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::fields::Fields;
use super::list::List;
use super::map::Map;
use super::variant::Variant;
use super::{Decoder, PID, Place, REPLY};
use crate::etf::binary::{self, BINARY};
use crate::etf::error::Error;
use crate::etf::raw::TERM;
use crate::etf::reader::Integer;
use crate::etf::{integer, tag};

/// The next term.
pub(super) struct Value<'d, 'i, 'de> {
    pub(super) from: &'d mut Decoder<'i, 'de>,
    pub(super) place: Place,
}

impl<'de> Value<'_, '_, 'de> {
    fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.from.reader.integer()? {
            Integer::Small(small) => match u64::try_from(small) {
                Ok(unsigned) => visitor.visit_u64(unsigned),
                Err(_) => visitor.visit_i64(small),
            },
            Integer::Big { negative, magnitude } => {
                let Some(magnitude) = integer::to_u128(magnitude) else {
                    let it = Unexpected::Other("an integer of over 128 bits");
                    return Err(Error::invalid_type(it, &visitor));
                };
                if negative {
                    match 0i128.checked_sub_unsigned(magnitude) {
                        Some(signed) => visitor.visit_i128(signed),
                        None => Err(Error::invalid_type(
                            Unexpected::Other("an integer of over 128 bits"),
                            &visitor,
                        )),
                    }
                } else if let Ok(unsigned) = u64::try_from(magnitude) {
                    visitor.visit_u64(unsigned)
                } else if let Ok(signed) = i128::try_from(magnitude) {
                    visitor.visit_i128(signed)
                } else {
                    visitor.visit_u128(magnitude)
                }
            }
        }
    }

    fn text<V: Visitor<'de>>(
        text: Cow<'de, str>,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match text {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn binary<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let bytes = self.from.reader.binary()?;
        match str::from_utf8(bytes) {
            Ok(text) => visitor.visit_borrowed_str(text),
            Err(_) => visitor.visit_borrowed_bytes(bytes),
        }
    }

    /// Reads an atom as what it most likely means.
    fn atom<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let atom = self.from.reader.atom()?;
        match &*atom {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            "nil" | "undefined" => visitor.visit_unit(),
            _ => Self::text(atom, visitor),
        }
    }

    fn list<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.from.nested(|from| {
            let mut list = List::start(from)?;
            let value = visitor.visit_seq(&mut list)?;
            list.end()?;
            Ok(value)
        })
    }

    fn tuple<V: Visitor<'de>>(
        self,
        length: Option<usize>,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let place = match self.place {
            Place::Message => Place::Field,
            Place::Field | Place::Inside => Place::Inside,
        };
        self.from.nested(|from| {
            let arity = from.reader.tuple()?;
            let wanted = length.unwrap_or(arity);
            Fields::read(from, arity, wanted, place, visitor)
        })
    }

    fn map<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        place: Place,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let at = self.from.reader.at();
        self.from
            .nested(|from| {
                let mut map = Map::start(from, fields, place)?;
                let value = visitor.visit_map(&mut map)?;
                map.end()?;
                Ok(value)
            })
            .map_err(|error| error.or_at(at))
    }

    /// Returns the error of a term that nothing was wanted of.
    fn unexpected<V: Visitor<'de>>(self, visitor: &V) -> Error {
        let at = self.from.reader.at();
        let it = match self.from.reader.peek() {
            Ok(tag::NEW_PID | tag::PID) => "a pid",
            Ok(tag::V4_PORT | tag::NEW_PORT | tag::PORT) => "a port",
            Ok(tag::NEWER_REFERENCE | tag::NEW_REFERENCE | tag::REFERENCE) => {
                "a reference"
            }
            Ok(tag::NEW_FUN | tag::FUN | tag::EXPORT) => "a fun",
            Ok(tag::BIT_BINARY) => "a bit string",
            Ok(tag) => return Error::UnknownTag { tag, at },
            Err(error) => return error,
        };
        Error::invalid_type(Unexpected::Other(it), visitor)
    }
}

impl<'de> Deserializer<'de> for Value<'_, '_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.from.reader.peek()? {
            tag::SMALL_INTEGER
            | tag::INTEGER
            | tag::SMALL_BIG
            | tag::LARGE_BIG => self.integer(visitor),
            tag::NEW_FLOAT | tag::FLOAT => {
                visitor.visit_f64(self.from.reader.float()?)
            }
            tag::SMALL_ATOM_UTF8
            | tag::ATOM_UTF8
            | tag::SMALL_ATOM
            | tag::ATOM => self.atom(visitor),
            tag::BINARY => self.binary(visitor),
            tag::NIL | tag::STRING | tag::LIST => self.list(visitor),
            tag::SMALL_TUPLE | tag::LARGE_TUPLE => self.tuple(None, visitor),
            tag::MAP => self.map(&[], Place::Inside, visitor),
            _ => Err(self.unexpected(&visitor)),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    /// Reads a float, or an integer for one.
    #[expect(clippy::cast_precision_loss, reason = "floats are so")]
    fn deserialize_f64<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let at = self.from.reader.at();
        match self.from.reader.peek()? {
            tag::SMALL_INTEGER | tag::INTEGER => {
                let integer = self.from.reader.small_integer()?;
                visitor.visit_f64(integer as f64)
            }
            tag::SMALL_BIG => match self.from.reader.integer()? {
                Integer::Small(small) => visitor.visit_f64(small as f64),
                Integer::Big { negative, magnitude } => {
                    let float = magnitude
                        .iter()
                        .rev()
                        .fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte));
                    if float.is_infinite() {
                        let what = "an integer that a float can be";
                        return Err(Error::Expected { what, at });
                    }
                    visitor.visit_f64(if negative { -float } else { float })
                }
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.from.reader.peek()? != tag::SMALL_INTEGER
            && self.from.reader.peek()? != tag::INTEGER
        {
            return self.deserialize_str(visitor);
        }
        let number = self.from.reader.small_integer()?;
        let character = u32::try_from(number).ok().and_then(char::from_u32);
        let Some(character) = character else {
            let it = Unexpected::Signed(number);
            return Err(Error::invalid_value(it, &visitor));
        };
        visitor.visit_char(character)
    }

    fn deserialize_str<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.from.reader.peek()? {
            tag::SMALL_ATOM_UTF8
            | tag::ATOM_UTF8
            | tag::SMALL_ATOM
            | tag::ATOM => Self::text(self.from.reader.atom()?, visitor),
            tag::NIL | tag::STRING | tag::LIST => {
                Self::text(List::start(self.from)?.text()?, visitor)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.from.reader.peek()? {
            tag::BINARY => {
                visitor.visit_borrowed_bytes(self.from.reader.binary()?)
            }
            tag::NIL | tag::STRING | tag::LIST => {
                match List::start(self.from)?.bytes()? {
                    Cow::Borrowed(bytes) => visitor.visit_borrowed_bytes(bytes),
                    Cow::Owned(bytes) => visitor.visit_byte_buf(bytes),
                }
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(
        mut self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let before = self.from.reader.clone();
        if let Ok(atom) = self.from.reader.atom()
            && matches!(&*atom, "nil" | "undefined")
        {
            return visitor.visit_none();
        }
        self.from.reader = before;
        self.place = Place::Inside;
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let atom = self.from.reader.atom()?;
        if !matches!(&*atom, "ok" | "nil") {
            let it = Unexpected::Str(&atom);
            return Err(Error::invalid_value(it, &"the atom ok"));
        }
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match name {
            TERM => {
                let start = self.from.reader.at();
                self.from.reader.skip(1)?;
                visitor.visit_borrowed_bytes(self.from.reader.since(start))
            }
            PID => {
                let at = self.from.reader.at();
                let pid = self.from.reader.pid()?;
                let Some((node, id, serial)) =
                    self.from.identities.internal(&pid)
                else {
                    let what = "a pid of a node that is not known";
                    return Err(Error::Invalid { what, at });
                };
                let numbers = [node, id, serial].into_iter();
                visitor.visit_seq(SeqDeserializer::new(numbers))
            }
            REPLY => {
                let at = self.from.reader.at();
                match self.place {
                    Place::Message if self.from.reader.atom()? == "call" => {}
                    Place::Field => {}
                    Place::Message | Place::Inside => {
                        let what = "a call that is nothing else";
                        return Err(Error::Expected { what, at });
                    }
                }
                self.from.take_reply()?;
                visitor.visit_unit()
            }
            BINARY if self.from.reader.peek()? == tag::BINARY => {
                let bytes = self.from.reader.binary()?;
                match self.from.identities.kept(bytes) {
                    Some(kept) => {
                        binary::giving(kept, || visitor.visit_bytes(&[]))
                    }
                    None => visitor.visit_borrowed_bytes(bytes),
                }
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.from.reader.peek()? {
            tag::SMALL_TUPLE | tag::LARGE_TUPLE => {
                let at = self.from.reader.at();
                Err(Error::Expected { what: "a list", at })
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.tuple(Some(length), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.tuple(Some(length), visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.map(fields, Place::Field, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.from.nested(|from| {
            visitor.visit_enum(Variant::start(from, name, variants)?)
        })
    }

    /// Reads a key; one that is no text is none of a struct's fields.
    fn deserialize_identifier<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.from.reader.peek()? {
            tag::SMALL_ATOM_UTF8
            | tag::ATOM_UTF8
            | tag::SMALL_ATOM
            | tag::ATOM => Self::text(self.from.reader.atom()?, visitor),
            tag::BINARY => self.binary(visitor),
            _ => {
                let start = self.from.reader.at();
                self.from.reader.skip(1)?;
                visitor.visit_borrowed_bytes(self.from.reader.since(start))
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.from.reader.skip(1)?;
        visitor.visit_unit()
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 map
    }
}
