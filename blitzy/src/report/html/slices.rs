//! The seconds of a run, put together until there are few enough to be seen.

use std::time::Duration;

use crate::run::Second;

/// More than this many are closer to each other than points of a screen.
const MOST: u64 = 600;

/// Some seconds that follow each other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slice {
    /// The first second.
    pub(super) from: u64,
    /// The first second that comes after.
    pub(super) to: u64,
    /// How many requests succeeded each second.
    pub(super) succeeded: f64,
    /// How many had a status of 400 or more.
    pub(super) failed: f64,
    /// How many had no whole answer.
    pub(super) errors: f64,
    /// How many were due and not sent.
    pub(super) missed: f64,
    /// How many were under way at the end of a second, at most.
    pub(super) in_flight: u64,
    /// How long they took; none if none was over.
    pub(super) times: Option<SliceTimes>,
}

/// How long the requests took that were over in some seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SliceTimes {
    /// The median of the seconds' medians.
    pub(super) p50: Duration,
    /// The greatest of what 99 % of a second's did not exceed.
    pub(super) p99: Duration,
    /// The longest.
    pub(super) max: Duration,
}

/// Returns how many seconds there are, to the end of the last.
pub(super) fn length(seconds: &[Second]) -> u64 {
    let last = seconds.iter().map(|second| second.at).max();
    last.map_or(0, |last| last.saturating_add(1))
}

/// Returns how many seconds are put together.
pub(super) fn width(seconds: &[Second]) -> u64 {
    length(seconds).div_ceil(MOST).max(1)
}

/// Puts seconds together until there are few enough.
pub(super) fn slices(seconds: &[Second]) -> Vec<Slice> {
    let width = width(seconds);
    let is_same = |a: &Second, b: &Second| a.at / width == b.at / width;
    seconds.chunk_by(is_same).map(|chunk| slice(chunk, width)).collect()
}

fn slice(chunk: &[Second], width: u64) -> Slice {
    let from = chunk[0].at / width * width;
    let count = chunk.len() as f64;
    let average = |of: fn(&Second) -> u64| {
        chunk.iter().map(|second| of(second) as f64).sum::<f64>() / count
    };
    Slice {
        from,
        to: from.saturating_add(width),
        succeeded: average(|it| {
            it.completed.saturating_sub(it.failed).saturating_sub(it.errors)
        }),
        failed: average(|it| it.failed),
        errors: average(|it| it.errors),
        missed: average(|it| it.missed),
        in_flight: chunk.iter().map(|it| it.in_flight).max().unwrap_or(0),
        times: times(chunk),
    }
}

fn times(chunk: &[Second]) -> Option<SliceTimes> {
    let with_any = || chunk.iter().filter(|second| second.completed > 0);
    let mut medians: Vec<_> = with_any().map(|second| second.p50).collect();
    medians.sort_unstable();
    Some(SliceTimes {
        p50: *medians.get(medians.len() / 2)?,
        p99: with_any().map(|second| second.p99).max()?,
        max: with_any().map(|second| second.max).max()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(at: u64) -> Second {
        let time = Duration::from_millis(at);
        Second {
            at,
            is_warmup: false,
            completed: 10,
            failed: 1,
            errors: 2,
            missed: 0,
            in_flight: at,
            body_bytes: 0,
            p50: time,
            p99: time * 2,
            max: time * 3,
        }
    }

    #[test]
    fn a_short_run_is_shown_second_by_second() {
        let seconds: Vec<_> = (0..600).map(second).collect();
        let slices = slices(&seconds);
        assert_eq!(slices.len(), 600);
        assert_eq!((slices[7].from, slices[7].to), (7, 8));
        assert!((slices[7].succeeded - 7.0).abs() < 1e-9);
    }

    #[test]
    fn a_day_has_few_slices_and_keeps_its_peaks() {
        let seconds: Vec<_> = (0..86_400).map(second).collect();
        let slices = slices(&seconds);
        assert_eq!(slices.len(), 600);
        let times = slices[0].times.expect("something was over");
        assert_eq!(times.p50, Duration::from_millis(72));
        assert_eq!(times.max, Duration::from_millis(3 * 143));
        assert_eq!(slices[599].to, 86_400);
    }

    #[test]
    fn a_second_in_which_nothing_was_over_has_no_times() {
        let stalled = Second { completed: 0, ..second(0) };
        assert_eq!(slices(&[stalled])[0].times, None);
        assert_eq!(slices(&[]), []);
    }
}
