//! What is wrong with a file, and where.

use serde::{Deserialize, Serialize};

/// What is wrong with a line.
#[derive(
    Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error,
)]
#[error("line {line}: {message}")]
pub struct LineError {
    /// Which, from 1.
    pub line: u64,
    /// What is wrong, for people.
    pub message: String,
}
