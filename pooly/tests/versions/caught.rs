//! Panics that end nobody.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::thread;

/// Awaits a future that may panic.
///
/// The process goes on, so that its end cannot be what brings a worker back.
pub(crate) async fn caught<T>(
    future: impl Future<Output = T>,
) -> thread::Result<T> {
    let mut future = pin!(future);
    poll_fn(|cx| {
        let poll = AssertUnwindSafe(|| future.as_mut().poll(cx));
        match catch_unwind(poll) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    })
    .await
}
