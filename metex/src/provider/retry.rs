//! Trying again, where that can help.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::Error;

const ATTEMPTS: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// Makes up to three attempts, all of them before `deadline`.
///
/// Between attempts it waits as long as the provider asked for, or twice as
/// long each time, less a random part, so that many clients whose requests
/// failed together do not come back together. If the wait would pass the
/// deadline, the error is returned at once instead.
pub(super) async fn with_retries<T, F>(
    deadline: Instant,
    mut attempt: impl FnMut() -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        let outcome = timeout_at(deadline, attempt()).await;
        let error = match outcome.unwrap_or(Err(Error::Timeout)) {
            Err(error) if error.is_passing() => error,
            outcome => return outcome,
        };
        let pause = match error {
            Error::RateLimited { retry_after: Some(time) } => time,
            _ => wait.mul_f64(0.5 + fastrand::f64() / 2.0),
        };
        if pause >= deadline.saturating_duration_since(Instant::now()) {
            return Err(error);
        }
        tracing::debug!(%error, ?pause, "trying again");
        sleep(pause).await;
        wait *= 2;
    }
    timeout_at(deadline, attempt()).await.unwrap_or(Err(Error::Timeout))
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    /// Answers with `errors` in turn, then with the number of attempts.
    async fn after(
        errors: &[Error],
        within: Duration,
    ) -> (Result<usize, Error>, Duration) {
        let start = Instant::now();
        let mut attempts = 0;
        let outcome = with_retries(start + within, || {
            let error = errors.get(attempts).cloned();
            attempts += 1;
            std::future::ready(error.map_or(Ok(attempts), Err))
        });
        (outcome.await, start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_is_tried_again() {
        let broken = Error::Network("reset".into());
        let (outcome, time) =
            after(&[broken, Error::Upstream(503)], MINUTE).await;
        assert_eq!(outcome, Ok(3));
        assert!(time >= Duration::from_millis(300), "{time:?}");
        assert!(time <= Duration::from_millis(610), "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_pass_is_not() {
        for error in [Error::not_found(), Error::BadKey, Error::Upstream(400)] {
            let (outcome, time) = after(from_ref(&error), MINUTE).await;
            assert_eq!((outcome, time), (Err(error), Duration::ZERO));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_third_failure_is_the_last() {
        let errors = [500, 501, 502, 503].map(Error::Upstream);
        let (outcome, _) = after(&errors, MINUTE).await;
        assert_eq!(outcome, Err(Error::Upstream(502)));
    }

    #[tokio::test(start_paused = true)]
    async fn the_provider_says_how_long_to_wait() {
        let retry_after = Some(Duration::from_secs(7));
        let busy = Error::RateLimited { retry_after };
        let (outcome, time) = after(from_ref(&busy), MINUTE).await;
        assert_eq!(outcome, Ok(2));
        assert_eq!(time.as_secs(), 7);

        let (outcome, time) =
            after(from_ref(&busy), Duration::from_secs(6)).await;
        assert_eq!((outcome, time), (Err(busy), Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn no_attempt_outlives_the_deadline() {
        let start = Instant::now();
        let outcome: Result<(), _> = with_retries(start + MINUTE, || {
            std::future::pending::<Result<(), Error>>()
        })
        .await;
        assert_eq!(outcome, Err(Error::Timeout));
        assert_eq!(start.elapsed().as_secs(), 60);
    }
}
