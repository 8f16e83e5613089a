//! Why there is no worker.

use std::time::Duration;

use actor_core::{CallError, ExitReason};

/// Why a checkout got no worker.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckoutError {
    /// No worker is idle, no more may be started, and either the caller did
    /// not want to wait or as many wait as may.
    #[error(
        "the pool is full: {busy} workers are out and {waiting} callers \
         wait; make it larger, or ask it less"
    )]
    Full {
        /// The workers that are checked out.
        busy: usize,
        /// The callers that wait.
        waiting: usize,
    },
    /// No worker came free in time.
    #[error(
        "no worker came free in {waited:?}, and {waiting} others wait; make \
         the pool larger, hold workers for less time, or wait longer"
    )]
    Timeout {
        /// How long the caller waited.
        waited: Duration,
        /// How many others were still waiting then.
        waiting: usize,
    },
    /// Somebody closed the pool, or it is being drained.
    #[error("the pool is closed")]
    Closed,
    /// There is no worker to wait for, because the last one could not be
    /// started. The pool tries again by itself.
    #[error("no worker could be started: {0}")]
    StartFailed(ExitReason),
    /// The pool does not run: it was not started, was stopped, is being
    /// restarted, or crashed while the caller waited.
    #[error("the pool does not run: {0}")]
    Down(CallError),
}

/// Some workers were not back when the time for draining a pool was over. They
/// are closed when they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{out} workers were not back after {waited:?}")]
pub struct StillOut {
    /// How many.
    pub out: usize,
    /// How long was waited for them.
    pub waited: Duration,
}
