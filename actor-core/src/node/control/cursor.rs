//! Reads what is in control messages, byte by byte.

use super::identity::{PidRef, ReferenceRef};
use crate::etf::tag;

/// The most characters of an atom.
const ATOM_CHARACTERS: usize = 255;

/// Reads a term that is a pid, and nothing else.
pub(crate) fn read_pid(term: &[u8]) -> Option<PidRef<'_>> {
    let mut cursor = Cursor::new(term);
    cursor.pid().filter(|_| cursor.rest.is_empty())
}

/// Reads a term that is a reference, and nothing else.
pub(crate) fn read_reference(term: &[u8]) -> Option<ReferenceRef<'_>> {
    let mut cursor = Cursor::new(term);
    cursor.reference().filter(|_| cursor.rest.is_empty())
}

/// The bytes that have not been read. A method that returns `None` has read
/// some of them, or none.
pub(super) struct Cursor<'a> {
    pub(super) rest: &'a [u8],
    /// The nodes that are expected. To compare a name with these costs a
    /// fifth of what it costs to find out that it is text.
    pub(super) nodes: [&'a str; 2],
}

impl<'a> Cursor<'a> {
    fn new(term: &'a [u8]) -> Self {
        Self { rest: term, nodes: [""; 2] }
    }

    #[inline]
    pub(super) fn pid(&mut self) -> Option<PidRef<'a>> {
        let tag = self.byte()?;
        if !matches!(tag, tag::NEW_PID | tag::PID) {
            return None;
        }
        let node = self.node()?;
        let (id, serial) = (self.word()?, self.word()?);
        let creation = match tag {
            tag::NEW_PID => self.word()?,
            _ => self.byte()?.into(),
        };
        Some(PidRef { node, id, serial, creation })
    }

    #[inline]
    pub(super) fn reference(&mut self) -> Option<ReferenceRef<'a>> {
        let tag = self.byte()?;
        if !matches!(tag, tag::NEWER_REFERENCE | tag::NEW_REFERENCE) {
            return None;
        }
        let length = usize::from(u16::from_be_bytes(*self.chunk()?));
        let node = self.node()?;
        let creation = match tag {
            tag::NEWER_REFERENCE => self.word()?,
            _ => self.byte()?.into(),
        };
        let mut words = [0; ReferenceRef::MAX];
        for word in words.get_mut(..length)? {
            *word = self.word()?;
        }
        ReferenceRef::from_words(node, creation, &words[..length])
    }

    /// Reads the name of a node.
    #[inline]
    fn node(&mut self) -> Option<&'a str> {
        if let [tag::SMALL_ATOM_UTF8, length, rest @ ..] = self.rest
            && let Some((name, rest)) =
                rest.split_at_checked(usize::from(*length))
        {
            for node in self.nodes {
                if name == node.as_bytes() {
                    self.rest = rest;
                    return Some(node);
                }
            }
        }
        self.atom()
    }

    /// Reads an atom. Those in Latin-1 come from nodes that are too old for
    /// a connection, unless they are ASCII, which is the same in UTF-8.
    pub(super) fn atom(&mut self) -> Option<&'a str> {
        let tag = self.byte()?;
        let length = match tag {
            tag::SMALL_ATOM_UTF8 | tag::SMALL_ATOM => usize::from(self.byte()?),
            tag::ATOM_UTF8 | tag::ATOM => {
                u16::from_be_bytes(*self.chunk()?).into()
            }
            _ => return None,
        };
        let (text, rest) = self.rest.split_at_checked(length)?;
        let text = str::from_utf8(text).ok()?;
        let is_plain = matches!(tag, tag::SMALL_ATOM_UTF8 | tag::ATOM_UTF8);
        if !is_plain && !text.is_ascii() {
            return None;
        }
        if length > ATOM_CHARACTERS && text.chars().count() > ATOM_CHARACTERS {
            return None;
        }
        self.rest = rest;
        Some(text)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        match self.byte()? {
            tag::SMALL_INTEGER => Some(self.byte()?.into()),
            tag::INTEGER => i32::from_be_bytes(*self.chunk()?).try_into().ok(),
            tag::SMALL_BIG => {
                let [length, sign] = *self.chunk()?;
                let length = usize::from(length);
                let (digits, rest) = self.rest.split_at_checked(length)?;
                let mut number = [0; 8];
                number.get_mut(..length)?.copy_from_slice(digits);
                self.rest = rest;
                (sign == 0).then_some(u64::from_le_bytes(number))
            }
            _ => None,
        }
    }

    #[inline]
    fn word(&mut self) -> Option<u32> {
        self.chunk().copied().map(u32::from_be_bytes)
    }

    #[inline]
    fn byte(&mut self) -> Option<u8> {
        self.chunk().map(|&[byte]| byte)
    }

    #[inline]
    pub(super) fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (chunk, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(chunk)
    }
}
