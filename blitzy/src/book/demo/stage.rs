//! What a demonstration needs besides: processes that may end, and workers
//! whose requests are made by nobody.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actor_core::{ExitReason, Mailbox, process};
use reqwest::Url;
use tokio::sync::{Barrier, Semaphore, oneshot};

use crate::book::{Get, Worker};

/// Runs `body` in a process of its own. Returns what it does, or why the
/// process ended before.
pub(super) async fn as_a_process<M, T, B, F>(body: B) -> Result<T, ExitReason>
where
    M: Send + 'static,
    T: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (give, given) = oneshot::channel();
    let (go, gone) = oneshot::channel();
    let process = process::spawn(async move |mailbox| {
        // It does not end before somebody looks.
        let _ = gone.await;
        let _ = give.send(body(mailbox).await);
    });
    let (down, _) = tokio::join!(process.down(), async { go.send(()) });
    given.await.map_err(|_| down.reason)
}

/// Returns a worker that crashes if it is the first to ask.
pub(super) fn one_crashes() -> Worker<impl Get> {
    let is_first = Arc::new(AtomicBool::new(true));
    imaginary(move |_| {
        let is_first = is_first.swap(false, Ordering::Relaxed);
        async move {
            assert!(!is_first, "no slice is left");
            Ok(200)
        }
    })
}

/// Returns a worker that is answered when `n` have asked, and not before.
pub(super) fn together(n: usize) -> Worker<impl Get> {
    let all = Arc::new(Barrier::new(n));
    imaginary(move |_| {
        let all = all.clone();
        async move {
            all.wait().await;
            Ok(200)
        }
    })
}

/// Returns a worker that is answered when there is a permit for it.
pub(super) fn permitted(permits: Arc<Semaphore>) -> Worker<impl Get> {
    imaginary(move |_| {
        let permits = permits.clone();
        async move {
            let permit = permits.acquire().await;
            permit.map_err(|closed| closed.to_string())?.forget();
            Ok(200)
        }
    })
}

/// Returns a worker that is never answered.
pub(super) fn never_answered() -> Worker<impl Get> {
    imaginary(|_| pending())
}

/// Returns a worker that asks nobody.
fn imaginary(get: impl Get) -> Worker<impl Get> {
    let url = Url::parse("http://nobody.invalid/");
    Worker::with_get(url.expect("it is written correctly"), get)
}
