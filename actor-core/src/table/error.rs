//! Why a table cannot be used.

use super::Access;
use crate::pid::Name;

/// Why an operation on a table failed: `badarg` in Erlang.
///
/// It is what the operations of a [`Table`](super::Table) panic with, and what
/// those return whose name begins with `try_`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The table is gone: its owner ended, or it was deleted.
    #[error("the table {0} is gone: its owner ended or deleted it")]
    Gone(Name),
    /// No table has the name now.
    #[error("there is no table {0}")]
    NotFound(Name),
    /// The table of this name has other keys, values or another kind.
    #[error("the table {0} is of another type")]
    OtherType(Name),
    /// Another table has the name.
    #[error("the name {0} is taken by another table")]
    Taken(Name),
    /// Only its owner may do that.
    #[error("the table {0} is {1}, and this is not its owner")]
    Denied(Name, Access),
    /// There is no such key whose counter could be updated.
    #[error("the table {0} has no such key")]
    NoKey(Name),
    /// The counter does not fit into its type.
    #[error("a counter in the table {0} would overflow")]
    Overflow(Name),
}
