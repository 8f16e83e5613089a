//! When requests are due in the open model.

use std::time::Duration;

use crate::plan::{Rate, Turns};

/// When requests are due: at a rate that grows evenly from nothing to its full
/// size at first, and is constant from there on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// How many a second.
    rate: f64,
    /// How long the rate grows, in seconds.
    ramp: f64,
    /// Which of the requests these are.
    turns: Turns,
    /// When the one is due with which this begins.
    start: Duration,
}

impl Schedule {
    /// Makes one that reaches `rate` after `ramp`, with those requests whose
    /// turn it is.
    pub(super) fn new(rate: Rate, ramp: Duration, turns: Turns) -> Self {
        let (rate, ramp) = (rate.as_per_second(), ramp.as_secs_f64());
        let mut schedule = Self { rate, ramp, turns, start: Duration::ZERO };
        schedule.start = schedule.due_of_all(turns.from);
        schedule
    }

    /// Returns when the request is due that has this number here.
    pub(super) fn due(&self, number: u64) -> Duration {
        let due = self.due_of_all(self.turns.number(number));
        due.saturating_sub(self.start)
    }

    /// Returns when the request is due that has this number among all. The
    /// first is number 0, and due at once.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a run of 2^53 requests takes decades"
    )]
    fn due_of_all(&self, number: u64) -> Duration {
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
        Schedule::new(rate, Duration::from_secs(ramp), Turns::default())
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
        let turns = Turns::default();
        let schedule = Schedule::new(once_a_minute, Duration::ZERO, turns);
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

    #[test]
    fn machines_that_take_turns_have_the_times_of_one() {
        let rate = Rate::per_second(100.0).unwrap();
        let ramp = Duration::from_secs(10);
        let whole = Schedule::new(rate, ramp, Turns::default());
        for machine in 0..4 {
            let turns = Turns::default().part(machine, 4, 0);
            let part = Schedule::new(rate, ramp, turns);
            assert_eq!(part.due(0), whole.due(machine));
            assert_eq!(part.due(100), whole.due(400 + machine));
        }
    }

    #[test]
    fn what_one_machine_has_left_is_due_from_now_on() {
        let rate = Rate::per_second(100.0).unwrap();
        let second = Turns::default().part(1, 4, 0);
        let rest = [0, 1].map(|machine| {
            Schedule::new(rate, Duration::ZERO, second.part(machine, 2, 50))
        });
        // It sent one every 40 ms.
        assert_eq!(rest[0].due(0), Duration::ZERO);
        assert_eq!(rest[1].due(0), Duration::from_millis(40));
        assert_eq!(rest[0].due(1), Duration::from_millis(80));
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
