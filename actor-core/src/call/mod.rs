//! Calls: a question, a monitor and a timeout in one.
//!
//! None of the three costs what its name suggests. The answer goes through a
//! slot that belongs to the caller and is used again. The death of a server is
//! noticed because its unanswered questions are dropped. The deadline is a
//! number in the slot, which one sweeper a system looks after.

mod deadlines;
mod future;
mod slot;

use std::sync::Arc;
use std::time::Duration;

use crate::exit::ExitReason;

pub(crate) use deadlines::Deadlines;
pub use future::{Call, OrExit};
pub use slot::Reply;
pub(crate) use slot::{Outcome, Slot};

/// How long a call waits unless it is told otherwise: five seconds, as in OTP.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// There is no such process: the name is free, or it was dead before.
    #[error("there is no such process")]
    NoProc,
    /// The server ended before it answered.
    #[error("the server ended: {0}")]
    Exited(ExitReason),
    /// The server did not answer in time. It may still be working on it; a
    /// late answer is dropped and reaches nobody.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// A process would wait for itself.
    #[error("the process called itself")]
    CallingSelf,
    /// The server lives, but dropped the question unanswered. Erlang would
    /// wait for the timeout.
    #[error("the server dropped the question unanswered")]
    NoReply,
    /// The connection to the server's node was lost, or there is none.
    #[error("the node of the server is not connected")]
    NodeDown,
    /// The server is on another node, and the question cannot be written for
    /// it.
    #[error("the question cannot be sent to another node: {0}")]
    Unsendable(Arc<str>),
    /// The answer came from another node, and is not what was asked for.
    #[error("the answer of the other node cannot be read: {0}")]
    Unreadable(Arc<str>),
}

impl From<CallError> for ExitReason {
    fn from(error: CallError) -> Self {
        ExitReason::error(error)
    }
}
