//! Finds the end of a term without building it.

use super::error::Error;
use super::reader::Reader;
use super::tag;

/// Returns how many bytes the term has that starts here.
///
/// Lengths are checked, contents are not: an atom may be no text.
pub(crate) fn skip(bytes: &[u8]) -> Result<usize, Error> {
    let mut reader = Reader::new(bytes);
    reader.skip(1)?;
    Ok(reader.at())
}

impl Reader<'_> {
    /// Reads over some terms.
    ///
    /// What is nested is only counted, so depth costs nothing.
    pub(crate) fn skip(&mut self, terms: usize) -> Result<(), Error> {
        let mut owed = terms;
        while owed > 0 {
            owed = owed - 1 + self.skip_start()?;
            self.claimed(owed)?;
        }
        Ok(())
    }

    /// Reads over a term but for the terms it ends with, and says how many
    /// these are.
    fn skip_start(&mut self) -> Result<usize, Error> {
        let at = self.at();
        let (length, terms) = match self.u8()? {
            tag::SMALL_INTEGER => (1, 0),
            tag::INTEGER => (4, 0),
            tag::NEW_FLOAT => (8, 0),
            tag::FLOAT => (31, 0),
            tag::NIL => (0, 0),
            tag::SMALL_ATOM | tag::SMALL_ATOM_UTF8 => {
                (usize::from(self.u8()?), 0)
            }
            tag::ATOM | tag::ATOM_UTF8 | tag::STRING => {
                (usize::from(self.u16()?), 0)
            }
            tag::BINARY => (self.length()?, 0),
            tag::BIT_BINARY | tag::LARGE_BIG => {
                (self.length()?.saturating_add(1), 0)
            }
            tag::SMALL_BIG => (usize::from(self.u8()?) + 1, 0),
            tag::SMALL_TUPLE => (0, usize::from(self.u8()?)),
            tag::LARGE_TUPLE => (0, self.length()?),
            tag::LIST => (0, self.length()?.saturating_add(1)),
            tag::MAP => (0, self.length()?.saturating_mul(2)),
            tag::EXPORT => (0, 3),
            // The length counts itself.
            tag::NEW_FUN => {
                let what = "a fun that is shorter than its length";
                let length = self.length()?.checked_sub(4);
                (length.ok_or(Error::Invalid { what, at })?, 0)
            }
            // Pid, module, index and uniq, then what the fun holds.
            tag::FUN => (0, self.length()?.saturating_add(4)),
            tag @ (tag::NEW_PID | tag::PID) => {
                self.atom()?;
                (if tag == tag::PID { 9 } else { 12 }, 0)
            }
            tag @ (tag::V4_PORT | tag::NEW_PORT | tag::PORT) => {
                self.atom()?;
                let length = match tag {
                    tag::V4_PORT => 12,
                    tag::NEW_PORT => 8,
                    _ => 5,
                };
                (length, 0)
            }
            tag::REFERENCE => {
                self.atom()?;
                (5, 0)
            }
            tag @ (tag::NEWER_REFERENCE | tag::NEW_REFERENCE) => {
                let words = usize::from(self.u16()?) * 4;
                self.atom()?;
                let old = tag == tag::NEW_REFERENCE;
                (words + if old { 1 } else { 4 }, 0)
            }
            tag => return Err(Error::UnknownTag { tag, at }),
        };
        self.take(length)?;
        self.claimed(terms)
    }
}
