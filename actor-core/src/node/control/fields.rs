//! Reads the elements of a control message, one after the other.

use super::cursor::Cursor;
use super::error::ControlError;
use super::identity::{PidRef, ReferenceRef, Target};
use super::operation::Operation;
use crate::etf::{self, tag};

/// What a frame of the plain form starts with.
pub(super) const PASS_THROUGH: u8 = 112;

/// The elements that have not been read, and the payload after them.
pub(super) struct Fields<'a> {
    cursor: Cursor<'a>,
    /// The bytes of the whole frame.
    length: usize,
    operation: Operation,
}

impl<'a> Fields<'a> {
    /// Reads what every control message starts with, and leaves the elements
    /// after the number of the operation.
    pub(super) fn of(
        frame: &'a [u8],
        nodes: [&'a str; 2],
    ) -> Result<Self, ControlError> {
        let Some((
            [
                PASS_THROUGH,
                tag::VERSION,
                tag::SMALL_TUPLE,
                arity,
                tag::SMALL_INTEGER,
                number,
            ],
            rest,
        )) = frame.split_first_chunk()
        else {
            return Err(ControlError::NotPlain);
        };
        let Some(operation) = Operation::new(*number) else {
            return Err(ControlError::Unknown(*number));
        };
        let (cursor, length) = (Cursor { rest, nodes }, frame.len());
        let fields = Self { cursor, length, operation };
        if *arity != operation.arity() {
            return Err(
                fields.expected("another number of elements", rest.len())
            );
        }
        Ok(fields)
    }

    pub(super) fn operation(&self) -> Operation {
        self.operation
    }

    pub(super) fn pid(&mut self) -> Result<PidRef<'a>, ControlError> {
        self.read("a pid", Cursor::pid)
    }

    pub(super) fn atom(&mut self) -> Result<&'a str, ControlError> {
        self.read("an atom", Cursor::atom)
    }

    pub(super) fn reference(
        &mut self,
    ) -> Result<ReferenceRef<'a>, ControlError> {
        self.read("a reference", Cursor::reference)
    }

    /// Reads a pid or the name of a process.
    pub(super) fn target(&mut self) -> Result<Target<'a>, ControlError> {
        match self.cursor.rest {
            [tag::NEW_PID | tag::PID, ..] => self.pid().map(Target::Pid),
            _ => self.read("a pid or a name", Cursor::atom).map(Target::Name),
        }
    }

    /// Reads a number that is not negative.
    pub(super) fn number(&mut self) -> Result<u64, ControlError> {
        self.read("a number of 64 bits", Cursor::number)
    }

    /// Reads how many arguments a function has.
    pub(super) fn arity(&mut self) -> Result<u32, ControlError> {
        self.read("a number of arguments", |cursor| {
            cursor.number().and_then(|number| u32::try_from(number).ok())
        })
    }

    /// Reads that three elements of a tuple follow.
    pub(super) fn triple(&mut self) -> Result<(), ControlError> {
        self.read("a tuple of three", |cursor| match cursor.chunk()? {
            [tag::SMALL_TUPLE, 3] => Some(()),
            _ => None,
        })
    }

    /// Reads a term, and returns the bytes it has.
    pub(super) fn term(&mut self) -> Result<&'a [u8], ControlError> {
        self.read("a term", |cursor| {
            let length = etf::skip(cursor.rest).ok()?;
            let (term, rest) = cursor.rest.split_at_checked(length)?;
            cursor.rest = rest;
            Some(term)
        })
    }

    /// Reads over the trace token, if the operation has one.
    pub(super) fn token(&mut self) -> Result<(), ControlError> {
        if self.operation.is_traced() {
            self.term()?;
        }
        Ok(())
    }

    /// Reads the payload, which is all that is left after the token.
    pub(super) fn message(&mut self) -> Result<&'a [u8], ControlError> {
        self.token()?;
        self.read("a payload", |cursor| match cursor.rest {
            [tag::VERSION, payload @ ..] if !payload.is_empty() => {
                cursor.rest = &[];
                Some(payload)
            }
            _ => None,
        })
    }

    /// Reads a reason: the payload or, with older operations, the last
    /// element, after the token.
    pub(super) fn reason(&mut self) -> Result<&'a [u8], ControlError> {
        if self.operation.has_payload() {
            return self.message();
        }
        self.token()?;
        self.term()
    }

    /// Makes sure that nothing is left.
    pub(super) fn end(self) -> Result<(), ControlError> {
        if !self.cursor.rest.is_empty() {
            return Err(self.expected("the end", self.cursor.rest.len()));
        }
        Ok(())
    }

    #[inline]
    fn read<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&mut Cursor<'a>) -> Option<T>,
    ) -> Result<T, ControlError> {
        let start = self.cursor.rest.len();
        read(&mut self.cursor).ok_or_else(|| self.expected(expected, start))
    }

    /// Says what should be where there were `rest` bytes left.
    #[cold]
    fn expected(&self, expected: &'static str, rest: usize) -> ControlError {
        let at = self.length - rest;
        ControlError::Malformed { operation: self.operation, expected, at }
    }
}
