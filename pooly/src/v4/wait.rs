//! How long a consumer waits, and what it is told if that was in vain.

use std::time::Duration;

use actor_core::supervisor::ChildError;
use actor_core::{CallError, DEFAULT_TIMEOUT};

/// How long a consumer waits for a worker: the book's `block` and `timeout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Not until another consumer is done.
    No,
    /// For this time.
    For(Duration),
    /// As long as it takes: `infinity`.
    Forever,
}

/// Five seconds, as any call.
impl Default for Wait {
    fn default() -> Self {
        Self::For(DEFAULT_TIMEOUT)
    }
}

/// Why a consumer gets no worker.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckoutError {
    /// All workers are out, and the consumer does not wait: `:full`.
    #[error("all workers of the pool are out")]
    Full,
    /// The consumer has waited for this time.
    #[error("no worker was free within {0:?}")]
    Timeout(Duration),
    /// The worker that the consumer waited for did not start.
    #[error("a worker did not start: {0}")]
    Worker(ChildError),
    /// There is no such pool, or it has crashed.
    #[error("the pool does not answer: {0}")]
    Call(CallError),
}

impl From<CallError> for CheckoutError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Timeout(time) => Self::Timeout(time),
            error => Self::Call(error),
        }
    }
}
