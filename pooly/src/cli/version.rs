//! What can be shown: the versions of the book, and the pool made of them.

use clap::ValueEnum;
use serde::Serialize;

/// What can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(super) enum Version {
    /// One pool that hopes for the best
    V1,
    /// One pool whose consumers and workers may crash
    V2,
    /// Many pools in a tree
    V3,
    /// Overflow, a queue and transactions
    V4,
    /// The pool for every day
    Pool,
}

impl Version {
    /// Says what it is.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::V1 => "Version 1: one pool that hopes for the best",
            Self::V2 => "Version 2: consumers and workers may crash",
            Self::V3 => "Version 3: many pools in a tree",
            Self::V4 => "Version 4: overflow, a queue and transactions",
            Self::Pool => "Pool: for every day",
        }
    }

    /// Returns whether consumers can wait, and run transactions.
    pub(super) fn can_wait(self) -> bool {
        matches!(self, Self::V4 | Self::Pool)
    }

    /// Returns what the supervisor at the top is called.
    pub(super) fn root(self) -> &'static str {
        match self {
            Self::Pool => "Pool",
            _ => "Pooly.Supervisor",
        }
    }
}
