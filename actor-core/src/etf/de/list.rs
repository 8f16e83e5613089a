//! Reads lists.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, SeqAccess};

use super::value::Value;
use super::{Decoder, Place, ROOM};
use crate::etf::error::Error;
use crate::etf::reader::Reader;
use crate::etf::tag;

/// A byte of a short list as a term, so that there is one way to read elements.
static BYTES: [[u8; 2]; 256] = {
    let mut bytes = [[tag::SMALL_INTEGER, 0]; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it is below 256")]
        let value = byte as u8;
        bytes[byte][1] = value;
        byte += 1;
    }
    bytes
};

/// A list that is being read, in whichever of its forms it goes on.
pub(super) struct List<'d, 'i, 'de> {
    from: &'d mut Decoder<'i, 'de>,
    /// How many elements are left of the long form.
    left: usize,
    /// What is left of the short form, with which a list ends.
    string: &'de [u8],
    ended: bool,
}

impl<'d, 'i, 'de> List<'d, 'i, 'de> {
    pub(super) fn start(from: &'d mut Decoder<'i, 'de>) -> Result<Self, Error> {
        let mut list = Self { from, left: 0, string: &[], ended: false };
        list.go_on()?;
        Ok(list)
    }

    /// Reads what a list is here, or how it goes on when all elements of the
    /// form before are read.
    fn go_on(&mut self) -> Result<(), Error> {
        let reader = &mut self.from.reader;
        while self.left == 0 && !self.ended {
            match reader.peek()? {
                tag::LIST => {
                    reader.u8()?;
                    let count = reader.length()?;
                    self.left = reader.claimed(count)?;
                }
                tag::STRING => {
                    self.string = reader.string()?;
                    self.ended = true;
                }
                tag::NIL => {
                    reader.u8()?;
                    self.ended = true;
                }
                _ => {
                    let at = reader.at();
                    return Err(Error::Expected { what: "a proper list", at });
                }
            }
        }
        Ok(())
    }

    /// Fails if there are elements that nobody wanted.
    pub(super) fn end(&self) -> Result<(), Error> {
        if self.left > 0 || !self.string.is_empty() {
            let at = self.from.reader.at();
            return Err(Error::Expected { what: "the end of a list", at });
        }
        Ok(())
    }

    /// Reads the list as bytes.
    pub(super) fn bytes(mut self) -> Result<Cow<'de, [u8]>, Error> {
        let mut bytes = Vec::new();
        while self.left > 0 {
            let at = self.from.reader.at();
            let number = self.from.reader.small_integer()?;
            let byte = u8::try_from(number)
                .map_err(|_| Error::Expected { what: "a byte", at })?;
            bytes.push(byte);
            self.left -= 1;
            self.go_on()?;
        }
        if bytes.is_empty() {
            return Ok(Cow::Borrowed(self.string));
        }
        bytes.extend_from_slice(self.string);
        Ok(Cow::Owned(bytes))
    }

    /// Reads the list as text.
    pub(super) fn text(mut self) -> Result<Cow<'de, str>, Error> {
        let mut text = String::new();
        while self.left > 0 {
            let at = self.from.reader.at();
            let number = self.from.reader.small_integer()?;
            let character = u32::try_from(number).ok().and_then(char::from_u32);
            let what = "a character";
            text.push(character.ok_or(Error::Expected { what, at })?);
            self.left -= 1;
            self.go_on()?;
        }
        if text.is_empty()
            && self.string.is_ascii()
            && let Ok(text) = str::from_utf8(self.string)
        {
            return Ok(Cow::Borrowed(text));
        }
        text.extend(self.string.iter().copied().map(char::from));
        Ok(Cow::Owned(text))
    }
}

impl<'de> SeqAccess<'de> for &mut List<'_, '_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.left > 0 {
            let at = self.from.reader.at();
            let value = Value { from: self.from, place: Place::Inside };
            let element =
                seed.deserialize(value).map_err(|error| error.or_at(at))?;
            self.left -= 1;
            self.go_on()?;
            return Ok(Some(element));
        }
        let Some((byte, rest)) = self.string.split_first() else {
            return Ok(None);
        };
        self.string = rest;
        let term = Reader::new(&BYTES[usize::from(*byte)]);
        let list = std::mem::replace(&mut self.from.reader, term);
        let value = Value { from: self.from, place: Place::Inside };
        let element = seed.deserialize(value);
        self.from.reader = list;
        let at = self.from.reader.at();
        element.map(Some).map_err(|error| error.or_at(at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some((self.left + self.string.len()).min(ROOM))
    }
}
