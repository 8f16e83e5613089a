//! Consumers: processes that check out, so that they can end.

use actor_core::{Mailbox, ProcessRef, process};
use tokio::sync::oneshot;

/// A process that has checked out, or waits to, and keeps what it was given
/// until it ends.
pub(crate) struct Consumer<T> {
    pub(crate) process: ProcessRef<()>,
    given: oneshot::Receiver<T>,
}

impl<T: Send + 'static> Consumer<T> {
    /// Starts a consumer that checks out as `checkout` says. It ends when it is
    /// sent a message.
    pub(crate) fn new(
        checkout: impl Future<Output = T> + Send + 'static,
    ) -> Self {
        let (give, given) = oneshot::channel();
        let process = process::spawn(async move |mut mailbox: Mailbox<()>| {
            // Not every test wants to know.
            let _ = give.send(checkout.await);
            mailbox.receive().await;
        });
        Self { process, given }
    }

    /// Returns what it was given; waits until it was.
    pub(crate) async fn given(&mut self) -> T {
        (&mut self.given).await.expect("a consumer ends after its checkout")
    }

    /// Returns whether it waits for its checkout still.
    pub(crate) fn is_waiting(&self) -> bool {
        self.given.is_empty() && self.process.is_alive()
    }
}
