//! Running a program that is an application.

use tokio::runtime;

use super::{Application, ApplicationError, Mode};
use crate::exit::ExitReason;
use crate::system::System;

impl System {
    /// Runs an application on a runtime of its own, until it ends or the
    /// program is told to stop: by ctrl-c, by SIGTERM, or by
    /// [`stop`](Self::stop). This is what a program's `main` calls.
    ///
    /// Then all applications stop, the last one first, each its children in
    /// reverse order, for as long as they need. Who cannot wait presses ctrl-c
    /// again.
    ///
    /// # Errors
    ///
    /// If the application does not start, or ends with another reason than
    /// `normal` without having been told to.
    ///
    /// # Panics
    ///
    /// Within a tokio runtime; use
    /// [`start_application`](Self::start_application) there.
    pub fn run_application(
        &self,
        application: Application,
    ) -> Result<(), ApplicationError> {
        let runtime = runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("a runtime can be started");
        let outcome = runtime.block_on(self.run_until_stopped(application));
        // Whoever was interrupted does not wait for blocking work either.
        runtime.shutdown_background();
        outcome
    }

    async fn run_until_stopped(
        &self,
        application: Application,
    ) -> Result<(), ApplicationError> {
        let mut signals = Signals::new();
        let run = async {
            self.start_application(application, Mode::Permanent).await?;
            self.stopping().await;
            Ok(())
        };
        let outcome = tokio::select! {
            outcome = run => outcome,
            () = signals.next() => Ok(()),
        };
        tokio::select! {
            () = self.shutdown() => outcome?,
            () = signals.next() => return Err(ApplicationError::Interrupted),
        }
        match self.kernel.applications.ended() {
            None | Some((_, ExitReason::Normal)) => Ok(()),
            Some((name, reason)) => {
                Err(ApplicationError::Ended { name, reason })
            }
        }
    }
}

/// What tells a program to stop.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};

        let handled = "the system lets signals be handled";
        Self {
            interrupt: signal(SignalKind::interrupt()).expect(handled),
            terminate: signal(SignalKind::terminate()).expect(handled),
        }
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// What tells a program to stop.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        let handled = "the system lets signals be handled";
        tokio::signal::ctrl_c().await.expect(handled);
    }
}
