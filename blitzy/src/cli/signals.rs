//! The wish of the user that it ends.

use std::future::pending;
use std::io;
use std::thread;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// Ctrl-c, what a service manager sends, and the end of the input if that
/// means something.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    input: Option<oneshot::Receiver<()>>,
}

impl Signals {
    /// Begins to listen; from now on they do not end the program.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            input: None,
        })
    }

    /// Takes the end of stdin for a signal too: whoever has started this
    /// program has closed it, or is dead.
    pub(super) fn heed_input(&mut self) {
        let (tell, told) = oneshot::channel();
        // The program does not wait for this thread at its end, as it would
        // for a task that reads.
        thread::spawn(move || {
            // What is written there is for nobody, as far as it can be read.
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            let _ = tell.send(());
        });
        self.input = Some(told);
    }

    /// Waits for the next.
    ///
    /// # Cancellation
    ///
    /// A signal that comes later is not lost.
    pub(super) async fn next(&mut self) {
        let input = async {
            match &mut self.input {
                // An error is a thread that is gone.
                Some(end) => drop(end.await),
                None => pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            () = input => self.input = None,
        }
    }
}
