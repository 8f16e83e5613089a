//! What nobody is shown.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A text that may be a secret.
///
/// Every text is one, so that clap never has a reason to repeat it in an error.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Hidden(String);

impl Hidden {
    /// Returns the text, for whoever sends it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Hidden {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_not_shown() {
        let Ok(hidden) = "s3cr3t".parse::<Hidden>();
        assert_eq!(format!("{hidden:?}"), "***");
        assert_eq!(hidden.reveal(), "s3cr3t");
    }
}
