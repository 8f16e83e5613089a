//! How far the clock of another node is ahead.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use actor_core::{CallError, ProcessRef};

use super::host::Message;

/// How often it is asked. The quickest answer is the best.
const TIMES: usize = 5;

/// What is known of the clock of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    /// By how many nanoseconds it is ahead of the clock here.
    pub(super) ahead: i64,
    /// How long question and answer took: it is wrong by half of that at most.
    pub(super) round_trip: Duration,
}

/// Returns the nanoseconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, nanos)
}

pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl Clock {
    /// Asks a node what time it is there.
    pub(super) async fn of(
        node: &ProcessRef<Message>,
        patience: Duration,
    ) -> Result<Self, CallError> {
        let mut best: Option<Self> = None;
        for _ in 0..TIMES {
            let (asked, before) = (Instant::now(), now());
            let there = node.call(Message::Clock).within(patience).await?;
            let round_trip = asked.elapsed();
            let middle = before.saturating_add(nanos(round_trip) / 2);
            let ahead = there.wrapping_sub(middle).cast_signed();
            let clock = Self { ahead, round_trip };
            if best.is_none_or(|best| round_trip < best.round_trip) {
                best = Some(clock);
            }
        }
        Ok(best.unwrap_or_default())
    }

    /// Returns what that clock shows when the one here shows this.
    pub(super) fn there(self, here: u64) -> u64 {
        here.saturating_add_signed(self.ahead)
    }

    /// Returns by how many milliseconds it is ahead.
    #[expect(
        clippy::cast_precision_loss,
        reason = "nobody needs the nanoseconds of a clock that is years off"
    )]
    pub(super) fn ahead_ms(self) -> f64 {
        self.ahead as f64 / 1e6
    }
}
