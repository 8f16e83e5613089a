//! The wish of the user that it ends.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ctrl-c, and what a service manager sends.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Begins to listen; from now on they do not end the program.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next.
    ///
    /// # Cancellation
    ///
    /// A signal that comes later is not lost.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
