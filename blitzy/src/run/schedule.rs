//! When requests are due in the open model.

use std::time::Duration;

use crate::plan::Rate;

/// When requests are due: at a rate that grows evenly from nothing to its full
/// size at first, and is constant from there on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// How many a second.
    rate: f64,
    /// How long the rate grows, in seconds.
    ramp: f64,
}

impl Schedule {
    /// Makes one that reaches `rate` after `ramp`.
    pub(super) fn new(rate: Rate, ramp: Duration) -> Self {
        Self { rate: rate.as_per_second(), ramp: ramp.as_secs_f64() }
    }

    /// Returns when the request with this number is due. The first is number 0,
    /// and due at once.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a run of 2^53 requests takes decades"
    )]
    pub(super) fn due(&self, number: u64) -> Duration {
        let number = number as f64;
        // With a rate that grows evenly, r t²/2s are due in the first t of s
        // seconds.
        let while_growing = self.rate * self.ramp / 2.0;
        let seconds = if number < while_growing {
            (2.0 * self.ramp * number / self.rate).sqrt()
        } else {
            self.ramp + (number - while_growing) / self.rate
        };
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }

    /// Returns how many are due before `end`.
    pub(super) fn count_before(&self, end: Duration) -> u64 {
        let (mut low, mut high) = (0, 1);
        while self.due(high) < end {
            (low, high) = (high, high.saturating_mul(2));
        }
        if self.due(low) >= end {
            return low;
        }
        // `low` is due before the end, and `high` is not.
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.due(middle) < end {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn schedule(rate: f64, ramp: u64) -> Schedule {
        let rate = Rate::per_second(rate).unwrap();
        Schedule::new(rate, Duration::from_secs(ramp))
    }

    #[test]
    fn a_hundred_a_second_are_ten_milliseconds_apart() {
        let schedule = schedule(100.0, 0);
        assert_eq!(schedule.due(0), Duration::ZERO);
        assert_eq!(schedule.due(1), Duration::from_millis(10));
        assert_eq!(schedule.due(2999), Duration::from_millis(29990));
        assert_eq!(schedule.count_before(Duration::from_secs(30)), 3000);
    }

    #[test]
    fn slow_rates_are_exact_too() {
        let once_a_minute = "1/m".parse().unwrap();
        let schedule = Schedule::new(once_a_minute, Duration::ZERO);
        assert_eq!(schedule.due(1), Duration::from_mins(1));
        assert_eq!(schedule.count_before(Duration::from_mins(1)), 1);
        assert_eq!(schedule.count_before(Duration::from_hours(1)), 60);
    }

    #[test]
    fn while_the_rate_grows_half_as_many_are_due() {
        let schedule = schedule(100.0, 10);
        assert_eq!(schedule.count_before(Duration::from_secs(10)), 500);
        assert_eq!(schedule.due(500), Duration::from_secs(10));
        assert_eq!(schedule.due(600), Duration::from_secs(11));
    }

    #[test]
    fn nothing_is_due_before_the_start() {
        assert_eq!(schedule(100.0, 0).count_before(Duration::ZERO), 0);
    }

    proptest! {
        #[test]
        fn the_count_agrees_with_the_times(
            rate in 0.001..100_000.0, ramp in 0_u64..20, end in 1_u64..100_000,
        ) {
            let schedule = schedule(rate, ramp);
            let end = Duration::from_millis(end);
            let count = schedule.count_before(end);
            prop_assert!(count == 0 || schedule.due(count - 1) < end);
            prop_assert!(schedule.due(count) >= end);
        }
    }
}
