//! What goes wrong with every answer, if it is asked for.

use std::sync::OnceLock;
use std::time::Duration;

use fastrand::Rng;
use http::StatusCode;
use tokio::time::sleep;

use super::config::Config;
use super::errors::Errors;
use super::stall::Stall;

/// Is what goes wrong with every answer.
#[derive(Debug)]
pub(super) struct Faults {
    delay: Duration,
    jitter: Duration,
    seed: u64,
    stall: Stall,
    errors: Errors,
    error_status: StatusCode,
    is_none: bool,
}

impl Faults {
    pub(super) fn new(config: &Config) -> Self {
        let stall = Stall {
            length: config.stall,
            after: config.stall_after,
            every: config.stall_every,
            began: OnceLock::new(),
        };
        let errors = Errors::new(config.errors, config.seed);
        let slowest = config.delay.saturating_add(config.jitter);
        Self {
            delay: config.delay,
            jitter: config.jitter,
            seed: config.seed,
            is_none: slowest.is_zero() && stall.is_none() && errors.is_none(),
            stall,
            errors,
            error_status: StatusCode::from_u16(config.error_status)
                .unwrap_or(StatusCode::SERVICE_UNAVAILABLE),
        }
    }

    /// Tells whether every answer is right, and begins at once.
    pub(super) fn is_none(&self) -> bool {
        self.is_none
    }

    /// Returns when the answer to the request with this number may begin.
    pub(super) async fn hold(&self, number: u64) {
        self.stall.over().await;
        self.wait(self.delay(number)).await;
    }

    /// Waits, and does not return in the middle of a stall.
    pub(super) async fn wait(&self, time: Duration) {
        if !time.is_zero() {
            sleep(time).await;
            self.stall.over().await;
        }
    }

    /// Returns the status to fail with, if this request does.
    pub(super) fn error(&self, number: u64) -> Option<StatusCode> {
        let fails = !self.errors.is_none() && self.errors.meet(number);
        fails.then_some(self.error_status)
    }

    fn delay(&self, number: u64) -> Duration {
        if self.jitter.is_zero() {
            return self.delay;
        }
        // Steps of the golden ratio: neighbours get seeds far apart.
        let step = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let part = Rng::with_seed(self.seed ^ step).f64();
        self.delay.saturating_add(self.jitter.mul_f64(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn each_answer_has_its_own_part_of_the_jitter() {
        let (delay, jitter) = (10 * MS, 20 * MS);
        let config = Config { delay, jitter, ..Config::default() };
        let faults = Faults::new(&config);
        let delays: Vec<_> = (0..1000).map(|n| faults.delay(n)).collect();
        assert!(delays.iter().all(|time| (delay..=30 * MS).contains(time)));
        let mean = delays.iter().sum::<Duration>() / 1000;
        assert!((19 * MS..21 * MS).contains(&mean), "{mean:?}");

        let again = Faults::new(&config);
        assert!((0..1000).map(|n| again.delay(n)).eq(delays.iter().copied()));
        let other = Faults::new(&Config { seed: 1, ..config });
        assert!((0..1000).map(|n| other.delay(n)).ne(delays));
    }
}
