//! What concerns the pool as a whole: its size, and its end.

use std::mem;

use actor_core::{ExitReason, Reply, process};

use super::error::CheckoutError;
use super::manage::Manage;
use super::server::Server;
use super::shared::Phase;

impl<W: Manage> Server<W> {
    /// Takes another size. What is too many is closed now if it is idle; the
    /// others are overflow.
    pub(super) fn resize(&mut self, size: usize) {
        self.size = size;
        while self.present() > size {
            let Some(unit) = self.idle.pop_front() else { break };
            self.retire(*unit);
        }
        self.staff();
        self.tell();
    }

    /// Does what the phase of the pool, which has changed, asks for.
    pub(super) fn end(&mut self, reply: Reply<()>) {
        self.ends.push(reply);
        if self.phase() == Phase::Closed {
            self.refuse_all(&CheckoutError::Closed);
            for pid in &self.starting {
                process::exit(*pid, ExitReason::Kill);
            }
        }
        for unit in mem::take(&mut self.idle) {
            self.retire(*unit);
        }
        self.tell();
    }

    pub(super) fn ready(&mut self, reply: Reply<Result<(), ExitReason>>) {
        match &self.failure {
            Some(failure) => reply.send(Err(failure.cause.clone())),
            None => self.ready.push(reply),
        }
        self.tell();
    }

    /// Tells those who wait until the pool is filled, or empty.
    pub(super) fn tell(&mut self) {
        if !self.ready.is_empty() && self.starting.is_empty() {
            for reply in self.ready.drain(..) {
                reply.send(Ok(()));
            }
        }
        let is_empty = match self.phase() {
            Phase::Open => false,
            // Those that are still out are not waited for.
            Phase::Closed => self.total() == self.busy.len(),
            Phase::Draining => self.total() == 0 && self.waiting.is_empty(),
        };
        if is_empty {
            for reply in self.ends.drain(..) {
                reply.send(());
            }
        }
    }
}
