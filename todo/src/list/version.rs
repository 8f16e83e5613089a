//! Which state of which list is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A list, apart from all others that have or had its name. Drawn by chance
/// when the list begins, so that nobody has to be asked for the next.
pub type ListId = u64;

/// A state of a list: after so many edits. Written `9f86d081884c7d65-12`, in
/// an `ETag` and as the id of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    /// The list.
    pub list: ListId,
    /// How many edits it has had.
    pub number: u64,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{}", self.list, self.number)
    }
}

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let (list, number) = text.split_once('-').ok_or(NotAVersion)?;
        let list = u64::from_str_radix(list, 16).map_err(|_| NotAVersion)?;
        let number = number.parse().map_err(|_| NotAVersion)?;
        Ok(Self { list, number })
    }
}

/// A text is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is no version of a list")]
pub struct NotAVersion;

impl TryFrom<String> for Version {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, NotAVersion> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_is_written() {
        let version = Version { list: 0x9f86_d081_884c_7d65, number: 12 };
        assert_eq!(version.to_string(), "9f86d081884c7d65-12");
        assert_eq!("9f86d081884c7d65-12".parse(), Ok(version));
        for text in ["", "-", "9f86d081884c7d65", "9f86d081884c7d65-", "x-1"] {
            assert_eq!(text.parse::<Version>(), Err(NotAVersion), "{text:?}");
        }
    }
}
