//! Reads the parts of terms, and only parts that are there.

use std::borrow::Cow;

use super::atom::MAX_CHARS;
use super::error::Error;
use super::{integer, tag};

/// What is left to read of some bytes.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'de> {
    bytes: &'de [u8],
    at: usize,
}

/// An integer as it stands in the bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Integer<'de> {
    /// It fits.
    Small(i64),
    /// It does not; without zeros at the end.
    Big { negative: bool, magnitude: &'de [u8] },
}

impl<'de> Reader<'de> {
    pub(crate) fn new(bytes: &'de [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Returns how many bytes have been read.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn remaining(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// Returns what has been read since a position.
    pub(super) fn since(&self, start: usize) -> &'de [u8] {
        &self.bytes[start..self.at]
    }

    /// Fails if there is more to read.
    pub(crate) fn end(&self) -> Result<(), Error> {
        if self.remaining() > 0 {
            return Err(Error::Trailing { at: self.at });
        }
        Ok(())
    }

    /// Returns the next byte and leaves it there.
    pub(crate) fn peek(&self) -> Result<u8, Error> {
        let byte = self.bytes.get(self.at).copied();
        byte.ok_or(Error::Truncated { at: self.at })
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Error> {
        let byte = self.peek()?;
        self.at += 1;
        Ok(byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_be_bytes)
    }

    /// Goes back to a position, for whoever finds another term there.
    pub(super) fn back_to(&mut self, start: usize) {
        self.at = start;
    }

    /// Reads a length of four bytes.
    pub(super) fn length(&mut self) -> Result<usize, Error> {
        // On a machine whose addresses are shorter there are fewer bytes too.
        Ok(usize::try_from(self.u32()?).unwrap_or(usize::MAX))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let rest = &self.bytes[self.at..];
        let Some(array) = rest.first_chunk() else {
            return Err(Error::Truncated { at: self.bytes.len() });
        };
        self.at += N;
        Ok(*array)
    }

    /// Reads some bytes.
    pub(crate) fn take(&mut self, length: usize) -> Result<&'de [u8], Error> {
        let rest = &self.bytes[self.at..];
        let Some(taken) = rest.get(..length) else {
            return Err(Error::Truncated { at: self.bytes.len() });
        };
        self.at += length;
        Ok(taken)
    }

    /// Reads an atom.
    pub(crate) fn atom(&mut self) -> Result<Cow<'de, str>, Error> {
        let start = self.at;
        let tag = self.u8()?;
        let length = match tag {
            tag::SMALL_ATOM_UTF8 | tag::SMALL_ATOM => usize::from(self.u8()?),
            tag::ATOM_UTF8 | tag::ATOM => usize::from(self.u16()?),
            _ => {
                self.at = start;
                return Err(Error::Expected { what: "an atom", at: start });
            }
        };
        let bytes = self.take(length)?;
        let text = if bytes.is_ascii() {
            // Which any encoding reads alike.
            str::from_utf8(bytes).map(Cow::Borrowed).ok()
        } else if matches!(tag, tag::ATOM | tag::SMALL_ATOM) {
            Some(bytes.iter().copied().map(char::from).collect())
        } else {
            str::from_utf8(bytes).map(Cow::Borrowed).ok()
        };
        let Some(text) = text else {
            let what = "an atom that is not UTF-8";
            return Err(Error::Invalid { what, at: start });
        };
        if length > MAX_CHARS && text.chars().count() > MAX_CHARS {
            let what = "an atom of more than 255 characters";
            return Err(Error::Invalid { what, at: start });
        }
        Ok(text)
    }

    /// Reads an integer.
    pub(crate) fn integer(&mut self) -> Result<Integer<'de>, Error> {
        let start = self.at;
        let length = match self.u8()? {
            tag::SMALL_INTEGER => {
                return Ok(Integer::Small(i64::from(self.u8()?)));
            }
            tag::INTEGER => {
                let integer = self.array().map(i32::from_be_bytes)?;
                return Ok(Integer::Small(i64::from(integer)));
            }
            tag::SMALL_BIG => usize::from(self.u8()?),
            tag::LARGE_BIG => self.length()?,
            _ => {
                self.at = start;
                return Err(Error::Expected { what: "an integer", at: start });
            }
        };
        let negative = self.u8()? != 0;
        let magnitude = integer::trimmed(self.take(length)?);
        Ok(match integer::to_i64(negative, magnitude) {
            Some(small) => Integer::Small(small),
            None => Integer::Big { negative, magnitude },
        })
    }

    /// Reads an integer that fits.
    pub(crate) fn small_integer(&mut self) -> Result<i64, Error> {
        let start = self.at;
        match self.integer()? {
            Integer::Small(small) => Ok(small),
            Integer::Big { .. } => {
                let what = "an integer of 64 bits";
                Err(Error::Expected { what, at: start })
            }
        }
    }

    /// Reads a float.
    pub(super) fn float(&mut self) -> Result<f64, Error> {
        const TEXT: usize = 31;
        let start = self.at;
        let float = match self.u8()? {
            tag::NEW_FLOAT => Some(f64::from_bits(self.u64()?)),
            tag::FLOAT => {
                let text = self.take(TEXT)?.split(|byte| *byte == 0).next();
                let text = text.and_then(|text| str::from_utf8(text).ok());
                // Rust reads more than C does: `inf`, `1` and `.5` too.
                let text = text.filter(|text| {
                    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
                    let digits = |text: &str| {
                        text.starts_with(|digit: char| digit.is_ascii_digit())
                    };
                    text.split_once('.').is_some_and(|(whole, part)| {
                        digits(whole) && digits(part)
                    })
                });
                text.and_then(|text| text.parse().ok())
            }
            _ => {
                self.at = start;
                return Err(Error::Expected { what: "a float", at: start });
            }
        };
        float.filter(|float| float.is_finite()).ok_or(Error::Invalid {
            what: "a float that is not a number",
            at: start,
        })
    }

    /// Reads a binary.
    pub(crate) fn binary(&mut self) -> Result<&'de [u8], Error> {
        let start = self.at;
        if self.u8()? != tag::BINARY {
            self.at = start;
            return Err(Error::Expected { what: "a binary", at: start });
        }
        let length = self.length()?;
        self.take(length)
    }

    /// Reads a list of bytes in its short form.
    pub(super) fn string(&mut self) -> Result<&'de [u8], Error> {
        let start = self.at;
        if self.u8()? != tag::STRING {
            self.at = start;
            return Err(Error::Expected { what: "a string", at: start });
        }
        let length = self.u16()?;
        self.take(usize::from(length))
    }

    /// Reads the start of a tuple and returns how many elements follow.
    pub(crate) fn tuple(&mut self) -> Result<usize, Error> {
        let start = self.at;
        let length = match self.u8()? {
            tag::SMALL_TUPLE => usize::from(self.u8()?),
            tag::LARGE_TUPLE => self.length()?,
            _ => {
                self.at = start;
                return Err(Error::Expected { what: "a tuple", at: start });
            }
        };
        self.claimed(length)
    }

    /// Reads the start of a map and returns how many pairs follow.
    pub(super) fn map(&mut self) -> Result<usize, Error> {
        let start = self.at;
        if self.u8()? != tag::MAP {
            self.at = start;
            return Err(Error::Expected { what: "a map", at: start });
        }
        let length = self.length()?;
        self.claimed(length.saturating_mul(2))?;
        Ok(length)
    }

    /// Refuses a number of terms that the bytes have no room for: each has a
    /// byte at least.
    pub(super) fn claimed(&self, terms: usize) -> Result<usize, Error> {
        if terms > self.remaining() {
            return Err(Error::Truncated { at: self.bytes.len() });
        }
        Ok(terms)
    }
}
