//! What a pool says of itself.

use std::fmt;

/// What the workers of a pool are doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// How much the pool can take.
    pub state: State,
    /// So many wait for a consumer.
    pub idle: usize,
    /// So many are with a consumer.
    pub busy: usize,
}

/// As the book's tuple: `{:ready, 2, 0}`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}, {}, {}}}", self.state, self.idle, self.busy)
    }
}

/// How much a pool can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A worker is idle.
    Ready,
    /// None is idle, and there may be more.
    Overflow,
    /// None is idle, and there may be no more.
    Full,
}

/// As the book's atom: `:ready`.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => ":ready",
            Self::Overflow => ":overflow",
            Self::Full => ":full",
        })
    }
}
