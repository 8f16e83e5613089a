//! What can go wrong with an application.

use crate::exit::ExitReason;
use crate::gen_server::StartError;
use crate::node::NodeName;
use crate::pid::Name;

/// Why an application was not started, or has ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApplicationError {
    /// It runs already.
    #[error("{0} is started already")]
    AlreadyStarted(Name),
    /// It does not run.
    #[error("{0} is not started")]
    NotStarted(Name),
    /// Its start callback failed.
    #[error("{name} did not start: {error}")]
    Start {
        /// The application.
        name: Name,
        /// What its start callback returned.
        error: StartError,
    },
    /// Another node was to run it, and could not start it.
    #[error("{name} did not start on {node}: {reason}")]
    StartElsewhere {
        /// The application.
        name: Name,
        /// The node.
        node: NodeName,
        /// What that node says.
        reason: String,
    },
    /// It ended, and the system with it.
    #[error("{name} ended: {reason}")]
    Ended {
        /// The application.
        name: Name,
        /// Why its top process ended.
        reason: ExitReason,
    },
    /// The system is stopping, and starts nothing any more.
    #[error("the system is stopping")]
    Stopping,
    /// It was told to stop a second time while it was stopping in order, so
    /// it did not wait for the rest.
    #[error("interrupted while stopping")]
    Interrupted,
}
