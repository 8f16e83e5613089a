//! Why a function of another node gives no answer.

use std::sync::Arc;
use std::time::Duration;

use crate::etf::Term;
use crate::exit::ExitReason;
use crate::node::spawn::SpawnError;

/// Why a call of a function of another node has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RpcError {
    /// The connection to the node was lost, or there is none.
    #[error("the node is not connected")]
    NodeDown,
    /// The function did not answer in time. It goes on; its answer is dropped.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// The function failed. `undef` says that there is none with this name and
    /// as many arguments.
    #[error("the function failed: {reason}")]
    Raised {
        /// Why.
        reason: Term,
        /// Where, in the words of its node.
        stack: Term,
    },
    /// The function threw this.
    #[error("the function threw {0}")]
    Thrown(Term),
    /// The function ended its process, or somebody else did.
    #[error("the process of the function ended: {0}")]
    Exited(ExitReason),
    /// The node does not want to: `notsup`, `system_limit`.
    #[error("the node did not call the function: {0}")]
    Refused(Arc<str>),
    /// The call cannot be written for another node.
    #[error("the call cannot be sent to another node: {0}")]
    Unsendable(Arc<str>),
    /// The answer is not what was asked for.
    #[error("the answer cannot be read: {0}")]
    Unreadable(Arc<str>),
}

impl From<SpawnError> for RpcError {
    fn from(error: SpawnError) -> Self {
        match error {
            SpawnError::NodeDown => Self::NodeDown,
            SpawnError::Refused(why) => Self::Refused(why),
            SpawnError::Unsendable(why) => Self::Unsendable(why),
        }
    }
}
