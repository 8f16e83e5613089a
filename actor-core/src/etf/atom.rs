//! Atoms.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::error::Error;

/// The most characters that an atom has.
pub(super) const MAX_CHARS: usize = 255;

/// A name for itself, such as `ok`; at most 255 characters, cheap to clone.
///
/// There is no table of all atoms, as BEAM has one, so nobody can fill it.
///
/// ```
/// use actor_core::etf::Atom;
///
/// assert_eq!(Atom::from("ok"), Atom::new(String::from("ok"))?);
/// assert_eq!(Atom::from("don't").to_string(), r"'don\'t'");
/// # Ok::<(), actor_core::etf::Error>(())
/// ```
#[derive(Clone)]
pub struct Atom(Text);

#[derive(Clone)]
enum Text {
    Static(&'static str),
    Shared(Arc<str>),
}

impl Atom {
    /// Creates an atom.
    ///
    /// # Errors
    /// If the text has more than 255 characters.
    pub fn new(text: impl Into<Arc<str>>) -> Result<Self, Error> {
        let text = text.into();
        if is_too_long(&text) {
            return Err(TOO_LONG);
        }
        Ok(Self(Text::Shared(text)))
    }

    /// Takes a text that was checked when it was read.
    ///
    /// What nearly every message has needs no memory of its own.
    pub(super) fn from_checked(text: &str) -> Self {
        const COMMON: [&str; 12] = [
            "ok",
            "error",
            "true",
            "false",
            "nil",
            "undefined",
            "normal",
            "shutdown",
            "noproc",
            "alias",
            "rex",
            "$gen_call",
        ];
        match COMMON.iter().find(|common| **common == text) {
            Some(common) => Self(Text::Static(common)),
            None => Self(Text::Shared(text.into())),
        }
    }

    /// Returns the text, without quotes.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Static(text) => text,
            Text::Shared(text) => text,
        }
    }
}

/// The error of a text that is too long for an atom.
pub(super) const TOO_LONG: Error =
    Error::Invalid { what: "an atom of more than 255 characters", at: 0 };

/// Returns whether the text has more characters than an atom may have.
pub(super) fn is_too_long(text: &str) -> bool {
    // Counting is needed only where bytes and characters can differ.
    text.len() > MAX_CHARS && text.chars().count() > MAX_CHARS
}

impl From<&'static str> for Atom {
    /// Creates an atom from a text of the program.
    ///
    /// # Panics
    /// If the text has more than 255 characters.
    fn from(text: &'static str) -> Self {
        assert!(!is_too_long(text), "an atom has at most 255 characters");
        Self(Text::Static(text))
    }
}

impl PartialEq for Atom {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Atom {}

impl PartialEq<str> for Atom {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Atom {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Hash for Atom {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialOrd for Atom {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Atom {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl AsRef<str> for Atom {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Atom {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}
