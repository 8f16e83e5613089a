//! What stands where there is no term.

use serde::de::{Deserializer, Error as _, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::{Decoder, PID, REPLY};
use crate::etf::error::Error;
use crate::etf::raw::TERM;

/// No term, from which only what is written as nothing can be read.
pub(super) struct Absent<'d, 'i, 'de> {
    from: &'d mut Decoder<'i, 'de>,
    meaning: Meaning,
}

#[derive(Clone, Copy)]
enum Meaning {
    /// The field may be the address of the answer.
    Field,
    /// It is the value of a `Result` of which only `ok` or `error` was said.
    Nothing,
}

impl<'d, 'i, 'de> Absent<'d, 'i, 'de> {
    pub(super) fn field(from: &'d mut Decoder<'i, 'de>) -> Self {
        Self { from, meaning: Meaning::Field }
    }

    pub(super) fn nothing(from: &'d mut Decoder<'i, 'de>) -> Self {
        Self { from, meaning: Meaning::Nothing }
    }
}

impl<'de> Deserializer<'de> for Absent<'_, '_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let it = Unexpected::Other("nothing");
        Err(Error::invalid_type(it, &visitor))
    }

    fn deserialize_unit<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.meaning {
            Meaning::Field => self.deserialize_any(visitor),
            Meaning::Nothing => visitor.visit_unit(),
        }
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
        match (name, self.meaning) {
            (REPLY, Meaning::Field) => {
                self.from.take_reply()?;
                visitor.visit_unit()
            }
            (TERM | PID | REPLY, _) => self.deserialize_any(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string
        bytes byte_buf option seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}
