//! What a list is called.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The name of a list: any text of 1 to 200 bytes without control characters,
/// but for `.` and `..`.
///
/// It is a key and never a path, so `../bob` is a name like any other.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct ListName(Arc<str>);

/// Why a text is no name of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// It is empty.
    #[error("the name of a list is not empty")]
    Empty,
    /// It has more than [`ListName::MAX_BYTES`].
    #[error("the name of a list has at most {} bytes", ListName::MAX_BYTES)]
    TooLong,
    /// It has a control character, such as a line break.
    #[error("the name of a list has no control characters")]
    Control,
    /// It is `.` or `..`, which no browser can ask for: it takes them out of
    /// every address.
    #[error("the name of a list is neither `.` nor `..`")]
    Dots,
}

impl ListName {
    /// The longest name, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 200;

    /// Makes a name of a text.
    pub fn new(name: &str) -> Result<Self, BadName> {
        if name.is_empty() {
            return Err(BadName::Empty);
        }
        if name.len() > Self::MAX_BYTES {
            return Err(BadName::TooLong);
        }
        if name.contains(char::is_control) {
            return Err(BadName::Control);
        }
        if matches!(name, "." | "..") {
            return Err(BadName::Dots);
        }
        Ok(Self(name.into()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ListName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ListName {
    type Err = BadName;

    fn from_str(name: &str) -> Result<Self, BadName> {
        Self::new(name)
    }
}

impl TryFrom<String> for ListName {
    type Error = BadName;

    fn try_from(name: String) -> Result<Self, BadName> {
        Self::new(&name)
    }
}

impl From<ListName> for String {
    fn from(name: ListName) -> Self {
        name.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_short_line_is_a_name_but_dots() {
        let longest = "ä".repeat(100);
        for name in ["bob", "../bob", "Bob's list 🍕", "...", &longest] {
            assert_eq!(ListName::new(name).unwrap().as_str(), name);
        }
        let too_long = format!("{longest}.");
        for (name, why) in [
            ("", BadName::Empty),
            (&*too_long, BadName::TooLong),
            ("a\nb", BadName::Control),
            ("a\0b", BadName::Control),
            (".", BadName::Dots),
            ("..", BadName::Dots),
        ] {
            assert_eq!(ListName::new(name), Err(why), "{name:?}");
        }
    }
}
