//! Stopping a task, or letting it go.

use std::time::Duration;

use super::Task;
use crate::exit::ExitReason;
use crate::process;
use crate::supervisor::Shutdown;

impl<T: Send + 'static> Task<T> {
    /// Stops the task, and waits until it is dead. Returns its outcome if
    /// there is one: it returned before or meanwhile, or ended otherwise than
    /// it was told to.
    ///
    /// It is unlinked first, so that its owner goes on. With
    /// [`Shutdown::After`] it is killed if it is there after that time, which
    /// is an outcome.
    ///
    /// # Panics
    ///
    /// In another process than the owner.
    ///
    /// # Cancellation
    ///
    /// The task was told to stop, but is not killed if it does not.
    pub async fn shutdown(
        mut self,
        how: Shutdown,
    ) -> Option<Result<T, ExitReason>> {
        self.check_owner();
        process::unlink(self.pid());
        let expected = match how {
            Shutdown::Kill => {
                process::exit(self.pid(), ExitReason::Kill);
                ExitReason::Killed
            }
            Shutdown::After(_) | Shutdown::Infinity => {
                process::exit(self.pid(), ExitReason::Shutdown);
                ExitReason::Shutdown
            }
        };
        let outcome = match how {
            Shutdown::After(time) => {
                let outcome = self.yield_within(time).await;
                if outcome.is_none() {
                    process::exit(self.pid(), ExitReason::Kill);
                }
                outcome
            }
            Shutdown::Kill | Shutdown::Infinity => None,
        };
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => self.outcome().await,
        };
        Some(outcome)
            .filter(|outcome| outcome.as_ref().err() != Some(&expected))
    }

    /// Lets the task go: it is unlinked and goes on, and what it returns is
    /// dropped. Returns its outcome if there is one already.
    ///
    /// # Panics
    ///
    /// In another process than the owner.
    pub async fn ignore(mut self) -> Option<Result<T, ExitReason>> {
        process::unlink(self.pid());
        self.yield_within(Duration::ZERO).await
    }
}
