//! How long something may take, again and again.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::measure::{ErrorClass, Failure};

/// How long something may take, again and again.
///
/// It has one timer, which is left alone while nothing is late: when a request
/// is over its timer runs on, and is only set anew when it fires in the time of
/// a later request. So a timer is set once in `limit`, not once in a request.
pub(crate) struct Deadline {
    limit: Duration,
    end: Instant,
    /// It never fires after `end`.
    timer: Pin<Box<Sleep>>,
}

impl Deadline {
    /// Makes one for whatever may take `limit`. The time does not run yet.
    pub(crate) fn new(limit: Duration) -> Self {
        let end = Instant::now() + limit;
        Self { limit, end, timer: Box::pin(sleep_until(end)) }
    }

    /// Lets the time run from `now`, which is not before the last `now`.
    pub(crate) fn start(&mut self, now: Instant) {
        self.end = now + self.limit;
    }

    /// Waits for what a future returns, or until the time is over.
    ///
    /// # Errors
    ///
    /// If it is over: the failure of a request that took too long.
    pub(crate) async fn before<F: Future>(
        &mut self,
        future: F,
    ) -> Result<F::Output, Failure> {
        let mut future = pin!(future);
        poll_fn(|cx| {
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            self.poll(cx).map(Err)
        })
        .await
    }

    /// Returns the failure of a request that took too long, once it did.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Failure> {
        // A body that never ends uses up what tokio lets a task do at a time,
        // and must not keep the timer from being looked at.
        while unconstrained_poll(self.timer.as_mut(), cx).is_ready() {
            if self.timer.deadline() >= self.end {
                let message = format!(
                    "the answer was not complete within {:?}",
                    self.limit
                );
                let class = ErrorClass::RequestTimeout;
                return Poll::Ready(Failure::new(class, message));
            }
            self.timer.as_mut().reset(self.end);
        }
        Poll::Pending
    }
}

fn unconstrained_poll(
    timer: Pin<&mut Sleep>,
    cx: &mut Context<'_>,
) -> Poll<()> {
    pin!(unconstrained(timer)).poll(cx)
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    const LIMIT: Duration = Duration::from_millis(100);

    #[tokio::test(start_paused = true)]
    async fn what_is_never_there_is_late_after_the_limit() {
        let mut deadline = Deadline::new(LIMIT);
        for _ in 0..3 {
            let began = Instant::now();
            deadline.start(began);
            let late = deadline.before(pending::<()>()).await.unwrap_err();
            assert_eq!(late.class, ErrorClass::RequestTimeout);
            assert!(began.elapsed() >= LIMIT);
            assert!(began.elapsed() < LIMIT * 2);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_timer_of_an_earlier_request_does_not_end_a_later_one() {
        let mut deadline = Deadline::new(LIMIT);
        for _ in 0..10 {
            deadline.start(Instant::now());
            let soon = tokio::time::sleep(LIMIT * 9 / 10);
            deadline.before(soon).await.unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_uses_up_the_budget_is_late_too() {
        let mut deadline = Deadline::new(LIMIT);
        deadline.start(Instant::now());
        let greedy = async {
            loop {
                tokio::time::advance(Duration::from_millis(1)).await;
                for _ in 0..1000 {
                    tokio::task::coop::consume_budget().await;
                }
            }
        };
        let late: Result<(), _> = deadline.before(greedy).await;
        assert_eq!(late.unwrap_err().class, ErrorClass::RequestTimeout);
    }
}
