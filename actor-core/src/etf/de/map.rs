//! Reads maps, which are structs too.

use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess};

use super::absent::Absent;
use super::value::Value;
use super::{Decoder, Place, ROOM};
use crate::etf::error::Error;

/// A map that is being read.
pub(super) struct Map<'d, 'i, 'de> {
    from: &'d mut Decoder<'i, 'de>,
    /// How many pairs are left.
    left: usize,
    /// Where the values stand, as to the address of the answer.
    place: Place,
    /// The field that the address of the answer is for, until it is read.
    reply_field: Option<&'static str>,
    /// Whether the value that is read next has no term.
    absent: bool,
}

impl<'d, 'i, 'de> Map<'d, 'i, 'de> {
    /// Starts to read a map that has these keys if it is a struct.
    pub(super) fn start(
        from: &'d mut Decoder<'i, 'de>,
        fields: &'static [&'static str],
        place: Place,
    ) -> Result<Self, Error> {
        let start = from.reader.at();
        let left = from.reader.map()?;
        let reply_field = match from.reply_field {
            Some((field, at)) if at == start => Some(field),
            _ => None,
        };
        let reply_field = reply_field.filter(|field| fields.contains(field));
        Ok(Self { from, left, place, reply_field, absent: false })
    }

    /// Fails if there are pairs that nobody wanted.
    pub(super) fn end(&self) -> Result<(), Error> {
        if self.left > 0 {
            let at = self.from.reader.at();
            return Err(Error::Expected { what: "the end of a map", at });
        }
        Ok(())
    }
}

impl<'de> MapAccess<'de> for &mut Map<'_, '_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.left > 0 {
            self.left -= 1;
            let at = self.from.reader.at();
            let value = Value { from: self.from, place: Place::Inside };
            let key = seed.deserialize(value);
            return key.map(Some).map_err(|error| error.or_at(at));
        }
        let Some(field) = self.reply_field.take() else {
            return Ok(None);
        };
        self.absent = true;
        seed.deserialize(field.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Error> {
        if self.absent {
            return seed.deserialize(Absent::field(self.from));
        }
        let at = self.from.reader.at();
        let value = Value { from: self.from, place: self.place };
        let value = seed.deserialize(value).map_err(|error| error.or_at(at))?;
        if self.from.reader.at() == at {
            let what = "a map without the address of an answer";
            return Err(Error::Expected { what, at });
        }
        Ok(value)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.min(ROOM))
    }
}
