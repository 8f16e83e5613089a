//! Why a frame cannot be understood.

use super::operation::Operation;

/// Why a frame cannot be understood. The connection it came on is to be
/// closed: a peer that sends this is broken, or no node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ControlError {
    /// It does not start as a frame of the plain form does: with 112, the
    /// version 131, and a tuple whose first element is a small integer.
    #[error("no control message of the plain form")]
    NotPlain,
    /// There is no operation of this number.
    #[error("no operation has the number {0}")]
    Unknown(u8),
    /// Something else stands where the protocol wants this.
    #[error("{operation}: expected {expected} at byte {at} of the frame")]
    Malformed {
        /// What the message says it is.
        operation: Operation,
        /// What should stand there.
        expected: &'static str,
        /// Where in the frame, after its length.
        at: usize,
    },
}
