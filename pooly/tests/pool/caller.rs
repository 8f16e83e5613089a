//! Those who ask a pool, so that they can be killed.

use actor_core::{Mailbox, Pid, ProcessRef, process};
use pooly::Pool;
use pooly::pool::{CheckoutError, Manage, Worker};
use tokio::sync::oneshot;

/// A process that asks, and hands on what it was told.
pub(crate) struct Caller<T> {
    pub(crate) process: ProcessRef<()>,
    outcome: oneshot::Receiver<T>,
}

impl<T: Send + 'static> Caller<T> {
    pub(crate) fn new(
        question: impl Future<Output = T> + Send + 'static,
    ) -> Self {
        let (tell, outcome) = oneshot::channel();
        let process = process::spawn(async move |_: Mailbox<()>| {
            // Not every test wants to know.
            let _ = tell.send(question.await);
        });
        Self { process, outcome }
    }

    /// Returns what it was told; waits until it was.
    pub(crate) async fn outcome(self) -> T {
        self.outcome.await.expect("a caller ends after its question")
    }

    /// Returns whether it still waits.
    pub(crate) fn is_waiting(&self) -> bool {
        self.process.is_alive()
    }
}

impl<W: Manage> Caller<Result<Worker<W>, CheckoutError>> {
    /// Asks for a worker.
    pub(crate) fn of(pool: &Pool<W>) -> Self {
        let pool = pool.clone();
        Self::new(async move { pool.checkout().await })
    }
}

/// A process that holds a worker until it is told to let go.
pub(crate) struct Holder(ProcessRef<()>);

impl Holder {
    pub(crate) async fn of<W: Manage>(pool: &Pool<W>) -> Self {
        let pool = pool.clone();
        let (tell, told) = oneshot::channel();
        let process = process::spawn(async move |mut mailbox: Mailbox<()>| {
            let _worker = pool.checkout().await.unwrap();
            tell.send(()).unwrap();
            mailbox.receive().await;
        });
        told.await.unwrap();
        Self(process)
    }

    pub(crate) fn pid(&self) -> Pid {
        self.0.pid()
    }

    pub(crate) fn let_go(self) {
        self.0.send(());
    }
}
