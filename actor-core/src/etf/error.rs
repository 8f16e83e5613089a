//! What can be wrong with a term, and where.

use std::fmt;

use serde::{de, ser};

/// Says why bytes are not the term, or a value not a term, that was wanted.
///
/// Positions are in bytes from the start of the term, which is after the byte
/// for the format's version; what is compressed is counted without.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes end before the term does, or it claims more elements than
    /// there are bytes.
    #[error("the bytes end in the middle of a term, at byte {at}")]
    Truncated {
        /// Where more was wanted.
        at: usize,
    },
    /// The term is followed by something else.
    #[error("the term has ended, but bytes follow from byte {at} on")]
    Trailing {
        /// Where the term ends.
        at: usize,
    },
    /// The first byte is not the format's version, 131.
    #[error("the format's version is 131, not {found}")]
    Version {
        /// The first byte.
        found: u8,
    },
    /// No term starts like this, or it is of a kind that is refused.
    #[error("no term starts with {tag}, at byte {at}")]
    UnknownTag {
        /// The byte that should have said what follows.
        tag: u8,
        /// Where it stands.
        at: usize,
    },
    /// Something is outside of its limits.
    #[error("{what}, at byte {at}")]
    Invalid {
        /// What is wrong.
        what: &'static str,
        /// Where it stands.
        at: usize,
    },
    /// Terms are nested deeper than anybody means them to be.
    #[error("terms are nested too deep, at byte {at}")]
    TooDeep {
        /// Where it is too deep.
        at: usize,
    },
    /// It is a term, but not of the kind that was wanted.
    #[error("expected {what}, at byte {at}")]
    Expected {
        /// What was wanted.
        what: &'static str,
        /// Where the term stands.
        at: usize,
    },
    /// A struct has a field for which the map has no key.
    #[error("missing field `{field}`{}", place(*at))]
    MissingField {
        /// The field.
        field: &'static str,
        /// Where the map stands.
        at: Option<usize>,
    },
    /// It is a term, but not of the type that was wanted.
    #[error("{message}{}", place(*at))]
    Data {
        /// What the type says.
        message: Box<str>,
        /// Where the term stands.
        at: Option<usize>,
    },
    /// The address of an answer stands where there cannot be one, is there
    /// twice, or is missing.
    #[error("{what}")]
    Reply {
        /// What is wrong.
        what: &'static str,
    },
}

impl Error {
    /// Adds the position, if the error has none; the innermost term's wins.
    pub(super) fn or_at(mut self, position: usize) -> Self {
        if let Self::Data { at, .. } | Self::MissingField { at, .. } = &mut self
        {
            at.get_or_insert(position);
        }
        self
    }
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Data { message: message.to_string().into(), at: None }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::MissingField { field, at: None }
    }
}

impl ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Data { message: message.to_string().into(), at: None }
    }
}

fn place(at: Option<usize>) -> String {
    at.map_or_else(String::new, |at| format!(", at byte {at}"))
}
