//! What a pool says of itself.

use std::fmt;

/// What the workers of a pool are doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// So many wait for a consumer.
    pub idle: usize,
    /// So many are with a consumer.
    pub busy: usize,
}

/// As the book's tuple: `{5, 0}`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}, {}}}", self.idle, self.busy)
    }
}
