//! Times in which a server stands still.

use std::sync::OnceLock;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Is when a server stands still, counted from the first who asks.
#[derive(Debug)]
pub(super) struct Stall {
    pub(super) length: Duration,
    pub(super) after: Duration,
    pub(super) every: Option<Duration>,
    pub(super) began: OnceLock<Instant>,
}

impl Stall {
    pub(super) fn is_none(&self) -> bool {
        self.length.is_zero()
    }

    /// Returns when the server moves.
    pub(super) async fn over(&self) {
        if self.is_none() {
            return;
        }
        loop {
            let now = Instant::now();
            let began = *self.began.get_or_init(|| now);
            let Some(left) = self.left(now - began) else {
                return;
            };
            sleep(left).await;
        }
    }

    /// Returns how long it still stands still at this time.
    fn left(&self, time: Duration) -> Option<Duration> {
        let since = time.checked_sub(self.after)?;
        let since = match self.every {
            None => since,
            Some(every) => {
                let nanos = since.as_nanos() % every.as_nanos();
                Duration::from_nanos_u128(nanos)
            }
        };
        self.length.checked_sub(since).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn left(every: Option<Duration>) -> [Option<Duration>; 6] {
        let (length, after) = (seconds(2), seconds(10));
        let stall = Stall { length, after, every, began: OnceLock::new() };
        [9, 10, 11, 12, 40, 41].map(|time| stall.left(seconds(time)))
    }

    #[test]
    fn a_stall_comes_once_or_again_and_again() {
        let (one, two) = (Some(seconds(1)), Some(seconds(2)));
        assert_eq!(left(None), [None, two, one, None, None, None]);
        let every = Some(seconds(30));
        assert_eq!(left(every), [None, two, one, None, two, one]);
    }
}
