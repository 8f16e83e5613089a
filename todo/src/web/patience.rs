//! What hyper measures time with: a look at the clock whenever it asks.
//!
//! A timer of its own for every head that is waited for costs more than to
//! read the head. The process of the connection polls it now and then, and
//! that is when this finds that the time is up.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};

/// Makes sleeps that wake nobody.
pub(super) struct Patience;

/// Is over when it is polled after its time.
struct Until(Instant);

impl Timer for Patience {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Until(deadline))
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}

impl Future for Until {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if Instant::now() < self.0 {
            return Poll::Pending;
        }
        Poll::Ready(())
    }
}

impl Sleep for Until {}
