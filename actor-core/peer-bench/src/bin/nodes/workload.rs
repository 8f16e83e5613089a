//! What is measured.

use std::fmt;
use std::str::FromStr;

use anyhow::bail;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Workload {
    /// Messages of 50 bytes in one direction, a second.
    Small,
    /// Messages of a megabyte in one direction, a second.
    Large,
    /// Microseconds a call, one after the other.
    Call,
    /// Calls a second of 64 processes.
    Calls,
    /// Microseconds a call with a megabyte there and back.
    LargeCall,
}

/// The size of a message that is called large, in bytes.
pub(crate) const LARGE: usize = 1 << 20;

/// How many processes call at the same time.
pub(crate) const CALLERS: usize = 64;

impl Workload {
    pub(crate) const ALL: [Self; 5] =
        [Self::Small, Self::Large, Self::Call, Self::Calls, Self::LargeCall];

    /// Returns how many messages or calls one round has.
    pub(crate) const fn count(self) -> usize {
        match self {
            Self::Small => 1_000_000,
            Self::Large => 1_000,
            Self::Call => 20_000,
            Self::Calls => 1_000 * CALLERS,
            Self::LargeCall => 500,
        }
    }

    /// Returns its name in reports of a client.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
            Self::Call => "call",
            Self::Calls => "calls",
            Self::LargeCall => "large_call",
        }
    }

    /// Returns whether it is measured in what is done a second, and not in
    /// the time that it takes.
    pub(crate) const fn is_rate(self) -> bool {
        matches!(self, Self::Small | Self::Large | Self::Calls)
    }

    /// Returns what one round has cost, if all of it took so many
    /// microseconds: a rate in 1/s, or µs.
    pub(crate) fn figure(self, micros: f64) -> f64 {
        let count = self.count() as f64;
        if self.is_rate() { count * 1e6 / micros } else { micros / count }
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Small => "messages of 50 bytes, 1/s",
            Self::Large => "messages of 1 MiB, 1/s",
            Self::Call => "call, µs",
            Self::Calls => "calls of 64 processes, 1/s",
            Self::LargeCall => "call with 1 MiB both ways, µs",
        })
    }
}

impl FromStr for Workload {
    type Err = anyhow::Error;

    fn from_str(word: &str) -> anyhow::Result<Self> {
        match Self::ALL.into_iter().find(|all| all.word() == word) {
            Some(workload) => Ok(workload),
            None => bail!("a client reported {word:?}, which is no workload"),
        }
    }
}
