//! Workers whose requests are made by nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use blitzy::book::{Failure, Get, Outcome, Worker};
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::time::sleep;

/// Returns a worker whose request has the number of those before it, and what
/// `answer` makes of that.
///
/// On one thread processes begin in the order in which they are started, so
/// that is the number of the worker.
pub(crate) fn numbered<F>(
    answer: impl Fn(usize) -> F + Clone + Send + Sync + 'static,
) -> Worker<impl Get>
where
    F: Future<Output = Result<u16, String>> + Send,
{
    let asked = Arc::new(AtomicUsize::new(0));
    let url = Url::parse("http://nobody.invalid/").unwrap();
    Worker::with_get(url, move |_: Url| {
        answer(asked.fetch_add(1, Ordering::Relaxed))
    })
}

/// Returns a worker that has success at once.
pub(crate) fn quick() -> Worker<impl Get> {
    numbered(async |_| Ok(200))
}

/// Returns a worker that has success after that time.
pub(crate) fn slow(time: Duration) -> Worker<impl Get> {
    numbered(move |_| async move {
        sleep(time).await;
        Ok(200)
    })
}

/// Returns a worker of which the one with this number crashes.
pub(crate) fn crashing(crashes: usize) -> Worker<impl Get> {
    numbered(move |number| async move {
        assert_ne!(number, crashes, "no slice is left");
        Ok(200)
    })
}

/// A door for each worker; behind it an error that tells its number.
#[derive(Clone)]
pub(crate) struct Doors(Arc<Vec<Semaphore>>);

impl Doors {
    pub(crate) fn new(n: usize) -> Self {
        Self(Arc::new((0..n).map(|_| Semaphore::new(0)).collect()))
    }

    pub(crate) fn worker(&self) -> Worker<impl Get + use<>> {
        let doors = self.0.clone();
        numbered(move |number| {
            let doors = doors.clone();
            async move {
                let _door = doors[number].acquire().await.unwrap();
                Err(number.to_string())
            }
        })
    }

    pub(crate) fn open(&self, number: usize) {
        self.0[number].add_permits(1);
    }
}

/// What becomes of a worker behind a door.
pub(crate) fn number(number: usize) -> Outcome {
    Err(Failure::Transport(number.to_string()))
}
