//! A worker on loan: whoever drops it gives it back.

use actor_core::{Pid, ProcessRef};

use super::pool_server::Message;
use crate::sample_worker::Worker;

/// A worker on its way to a consumer, or with it.
///
/// This is how the server answers. If nobody takes the answer any more it is
/// dropped, wherever it is then, and the worker is back in the pool.
#[derive(Debug)]
pub struct Loan {
    worker: Worker,
    consumer: Pid,
    /// Where it goes back to; nothing once the consumer keeps it.
    server: Option<ProcessRef<Message>>,
}

impl Loan {
    /// Lends a worker of `server` to a consumer.
    pub fn new(
        worker: Worker,
        consumer: Pid,
        server: ProcessRef<Message>,
    ) -> Self {
        Self { worker, consumer, server: Some(server) }
    }

    /// Returns the worker, for as long as the loan is there.
    pub fn worker(&self) -> &Worker {
        &self.worker
    }

    /// Returns the worker, which the consumer checks in by itself.
    pub fn keep(mut self) -> Worker {
        self.server = None;
        self.worker.clone()
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            let (worker, consumer) = (self.worker.pid(), self.consumer);
            server.cast(Message::Checkin { worker, consumer });
        }
    }
}
