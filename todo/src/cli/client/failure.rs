//! Why something was not done.

use std::io;

use crate::list::EditError;
use crate::lists::Error;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum Failure {
    /// There is no such list or entry.
    #[error("{0}")]
    Missing(String),
    /// It cannot be done; other things can.
    #[error("{0}")]
    Refused(String),
    /// Nothing can be done now.
    #[error("{0}")]
    Unavailable(String),
    /// What was asked for cannot be written where it should go.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::Edit(EditError::NoList | EditError::NoEntry(_)) => {
                Self::Missing(text)
            }
            Error::Edit(_) => Self::Refused(text),
            _ => Self::Unavailable(text),
        }
    }
}
