//! What concerns the pool as a whole: its size, and its end.

use actor_core::{ExitReason, Reply, process};

use super::error::CheckoutError;
use super::manage::Manage;
use super::server::Server;
use super::shared::Phase;
use super::worker::Unit;

impl<W: Manage> Server<W> {
    /// Takes another size. What is too many is closed now if it is idle; the
    /// others are overflow.
    pub(super) fn resize(&mut self, size: usize) {
        self.size = size;
        while let Some(unit) = self.take_extra() {
            self.retire(*unit);
        }
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
        self.desk().is_open = false;
        for unit in self.take_idle() {
            self.retire(*unit);
        }
    }

    pub(super) fn ready(&mut self, reply: Reply<Result<(), ExitReason>>) {
        match &self.failure {
            Some(failure) => reply.send(Err(failure.cause.clone())),
            None => self.ready.push(reply),
        }
    }

    /// Takes an idle worker that is one too many.
    fn take_extra(&self) -> Option<Box<Unit<W>>> {
        let mut desk = self.shared.desk.lock();
        if self.present(&desk) <= self.size {
            return None;
        }
        desk.idle.pop_front()
    }

    /// Tells those who wait until the pool is filled, or empty.
    pub(super) fn tell(&mut self) {
        if self.ready.is_empty() && self.ends.is_empty() {
            return;
        }
        let desk = self.shared.desk.lock();
        let is_ready =
            self.starting.is_empty() && self.present(&desk) >= self.kept();
        let is_empty = match self.phase() {
            Phase::Open => false,
            // Those that are still out are not waited for.
            Phase::Closed => self.total(&desk) == desk.busy.len(),
            Phase::Draining => {
                self.total(&desk) == 0 && desk.waiting.is_empty()
            }
        };
        drop(desk);
        if is_ready {
            for reply in self.ready.drain(..) {
                reply.send(Ok(()));
            }
        }
        if is_empty {
            for reply in self.ends.drain(..) {
                reply.send(());
            }
        }
    }
}
