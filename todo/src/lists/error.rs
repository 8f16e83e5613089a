//! Why a list did not do what it was asked.

use crate::list::EditError;
use crate::store::StoreError;

/// Why a list did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request cannot be done: the caller can change it.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The store failed, and nothing was changed: the caller can try again.
    #[error("cannot be kept: {0}")]
    Store(StoreError),
    /// As many lists are in use as may be.
    #[error("{0} lists are in use, and no more may be")]
    Busy(usize),
    /// As many as may be are told of the changes of this list.
    #[error("{0} are told of this list's changes, and no more may be")]
    Crowded(usize),
    /// The list's server ended, or did not answer in time. Whether an edit was
    /// done is not known; with a key it can be asked for again.
    #[error("the list does not answer")]
    Gone,
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            // It may have been written all the same.
            StoreError::Stopped => Self::Gone,
            error => Self::Store(error),
        }
    }
}
