//! How far a run is.

use std::time::Duration;

use humantime::format_duration;

use crate::plan::Plan;
use crate::report::text::count;

/// All of it. A bar is drawn finer than a terminal has columns.
pub(super) const WHOLE: u64 = 10_000;

/// What is known of a run before it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    warmup: Duration,
    duration: Option<Duration>,
    requests: Option<u64>,
}

/// How far a run is, in words and as a part of the whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stage {
    pub(super) text: String,
    /// Of [`WHOLE`].
    pub(super) part: u64,
}

impl Course {
    pub(super) fn of(plan: &Plan) -> Self {
        let until = plan.until;
        let (requests, duration) = (until.requests, until.duration);
        Self { warmup: plan.warmup, duration, requests }
    }

    /// Says how far a run is that began `elapsed` ago, and in which so many
    /// requests are over that count.
    pub(super) fn stage(&self, elapsed: Duration, counted: u64) -> Stage {
        if elapsed < self.warmup {
            let text = of_whole("warming up, ", elapsed, self.warmup);
            return Stage { text, part: 0 };
        }
        let elapsed = elapsed.saturating_sub(self.warmup);
        let by_time = self.duration.map(|whole| Stage {
            text: of_whole("", elapsed, whole),
            part: part(elapsed.as_nanos(), whole.as_nanos()),
        });
        let by_number = self.requests.map(|whole| Stage {
            text: format!("{} of {}", count(counted), count(whole)),
            part: part(counted.into(), whole.into()),
        });
        let stages = by_time.into_iter().chain(by_number);
        match stages.max_by_key(|stage| stage.part) {
            Some(stage) if stage.part < WHOLE => stage,
            _ => Stage { text: "the last answers".into(), part: WHOLE },
        }
    }
}

/// Returns how much of [`WHOLE`] that is; at most all of it.
fn part(part: u128, whole: u128) -> u64 {
    let part = part.saturating_mul(WHOLE.into()) / whole.max(1);
    part.try_into().map_or(WHOLE, |part| WHOLE.min(part))
}

/// Writes `3s of 1m 30s`.
fn of_whole(what: &str, part: Duration, whole: Duration) -> String {
    let part = Duration::from_secs(part.as_secs());
    format!("{what}{} of {}", format_duration(part), format_duration(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn course(requests: Option<u64>, duration: Option<Duration>) -> Course {
        Course { warmup: SECOND * 5, duration, requests }
    }

    #[test]
    fn the_time_to_warm_up_is_no_part_of_it() {
        let course = course(None, Some(SECOND * 8));
        let stage = course.stage(SECOND * 2, 0);
        assert_eq!(stage.text, "warming up, 2s of 5s");
        assert_eq!(stage.part, 0);
        let stage = course.stage(SECOND * 7, 12_345);
        assert_eq!(stage.text, "2s of 8s");
        assert_eq!(stage.part, WHOLE / 4);
    }

    #[test]
    fn of_number_and_time_the_one_that_ends_it_is_shown() {
        let course = course(Some(1024), Some(SECOND * 8));
        assert_eq!(course.stage(SECOND * 7, 512).text, "512 of 1,024");
        assert_eq!(course.stage(SECOND * 12, 512).text, "7s of 8s");
    }

    #[test]
    fn after_the_last_request_there_is_only_waiting() {
        let over = Stage { text: "the last answers".into(), part: WHOLE };
        let by_time = course(None, Some(SECOND));
        assert_eq!(by_time.stage(SECOND * 6, 0), over);
        let by_number = course(Some(10), None);
        assert_eq!(by_number.stage(SECOND * 6, 10), over);
    }
}
