//! What the contestants on tokio share: the runtime, and how to wait.

use std::convert::Infallible;
use std::mem;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

/// The circumstances of one measurement.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Threads that run processes.
    pub workers: usize,
    /// Whether a tenth of the size runs first, unmeasured.
    pub warm_up: bool,
}

impl Setting {
    /// Builds a runtime with as many workers.
    ///
    /// One worker is a current-thread runtime: a multi-threaded one with one
    /// worker would pay for a second thread that it does not have.
    pub fn runtime(self) -> Runtime {
        let builder = match self.workers {
            1 => Builder::new_current_thread(),
            _ => Builder::new_multi_thread(),
        };
        { builder }
            .worker_threads(self.workers)
            .enable_all()
            .build()
            .expect("the system has threads to give")
    }

    /// Runs `body` as a task of a fresh runtime and returns its result.
    ///
    /// The runtime is leaked: this process ends next, and to take a million
    /// tasks apart before would take longer than the measurement.
    pub fn run<T, Body, Running>(self, size: usize, body: Body) -> T
    where
        T: Send + 'static,
        Body: Fn(usize) -> Running + Send + 'static,
        Running: Future<Output = T> + Send + 'static,
    {
        let runtime = self.runtime();
        let task = runtime.spawn(self.warmed_up(size, body));
        let result = runtime.block_on(task).expect("a workload never panics");
        mem::forget(runtime);
        result
    }

    /// Runs `body` with a tenth of `size` if that is wanted, then with all.
    pub async fn warmed_up<T, Body, Running>(self, size: usize, body: Body) -> T
    where
        Body: Fn(usize) -> Running,
        Running: Future<Output = T>,
    {
        if self.warm_up {
            body(size / 10).await;
        }
        body(size).await
    }
}

/// Held by all that somebody waits for; see [`tickets`].
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Dropped, never used: that closes the channel.
    _last: Arc<oneshot::Sender<Infallible>>,
}

/// Returns a ticket to clone, and the future that waits until all are gone.
pub fn tickets() -> (Ticket, impl Future<Output = ()> + Send) {
    let (last, all_gone) = oneshot::channel();
    let ticket = Ticket { _last: Arc::new(last) };
    (ticket, async {
        let Err(_) = all_gone.await;
    })
}
