//! Wrong usage that clap cannot see: options that contradict each other.

use std::process::ExitCode;

use clap::error::ErrorKind;

/// What is wrong with the command line, and what to write instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct UsageError(pub(super) String);

impl UsageError {
    #[expect(clippy::needless_pass_by_value, reason = "`map_err` gives it")]
    pub(super) fn new(text: impl ToString) -> Self {
        Self(text.to_string())
    }

    /// Tells it as clap tells what it finds itself. Returns the exit code.
    pub(super) fn tell(&self) -> ExitCode {
        let text = format!("{self}\n\nFor more information, try '--help'.\n");
        // There is nobody to tell if nobody reads it.
        let _ = clap::Error::raw(ErrorKind::ArgumentConflict, text).print();
        ExitCode::from(2)
    }
}
