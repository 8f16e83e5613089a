//! How long a cache takes for many lists.

use std::time::Duration;

use actor_core::CallError;
use tokio::time::Instant;

use super::cache::TodoCache;

/// How many lists are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadTest {
    /// The lists of an interval.
    pub lists: u32,
    /// How many intervals there are.
    pub intervals: u32,
}

/// How long the cache took for a list in one interval, on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// To start its server.
    pub put: Duration,
    /// To find its server.
    pub get: Duration,
}

impl LoadTest {
    /// The book's: a million lists, of which each has a process.
    pub const THE_BOOK: Self = Self { lists: 100_000, intervals: 10 };

    /// Asks `cache` twice for each list, and returns how long that took.
    ///
    /// # Errors
    ///
    /// If the cache does not answer.
    ///
    /// # Panics
    ///
    /// If an interval has no lists, of which there is no average.
    pub async fn run(
        self,
        cache: &TodoCache,
    ) -> Result<Vec<Interval>, CallError> {
        let mut intervals = Vec::new();
        for interval in 0..self.intervals {
            let first = interval * self.lists;
            let put = self.average(cache, first).await?;
            let get = self.average(cache, first).await?;
            intervals.push(Interval { put, get });
        }
        Ok(intervals)
    }

    async fn average(
        self,
        cache: &TodoCache,
        first: u32,
    ) -> Result<Duration, CallError> {
        let start = Instant::now();
        for list in first..first + self.lists {
            cache.server_process(&format!("cache_{list}")).await?;
        }
        Ok(start.elapsed() / self.lists)
    }
}
