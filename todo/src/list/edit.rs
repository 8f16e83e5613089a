//! What can be done to a list, and what comes of it.

use std::sync::Arc;

use super::{Draft, Entry, EntryId, Patch, Version};

/// What is to be done to a list, at once and completely or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Begin the list, if there is none.
    Begin,
    /// Add entries, in this order. Begins the list if there is none.
    Add(Vec<Draft>),
    /// Put an entry in the place of one, or of one that was removed: that is
    /// how a removal is undone. The number must have been given before.
    Put(EntryId, Draft),
    /// Change an entry.
    Change(EntryId, Patch),
    /// Remove an entry.
    Remove(EntryId),
    /// Change all entries that are done, or not done, or all.
    ChangeAll {
        /// Which.
        done: Option<bool>,
        /// How.
        patch: Patch,
    },
    /// Remove all entries that are done.
    RemoveDone,
    /// End the list, with all that is in it.
    End,
}

/// An edit, with its conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is to be done.
    pub edit: Edit,
    /// In which state it may be done; nothing in any.
    pub expected: Option<Expected>,
    /// By what it is recognised if it is asked for again.
    pub key: Option<RequestKey>,
}

/// A state in which an edit may be done: `If-Match`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// There is such a list or entry, in any state: `*`.
    There,
    /// The list is in this state.
    List(Version),
    /// The entry that is edited was last changed by this version.
    Entry(Version),
}

/// The key of a request, chosen by the client: `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// What the client chose: 1 to 100 bytes.
    pub key: Arc<str>,
    /// A hash of all that the request asks for.
    pub fingerprint: u64,
}

/// What has become of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub id: EntryId,
    /// What it is now; nothing if it was removed.
    pub entry: Option<Entry>,
}

/// What has become of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// Its state since.
    pub version: Version,
    /// Whether it began with this.
    pub began: bool,
    /// What has become of its entries, in the order of the edit.
    pub changes: Arc<[Change]>,
}

/// Why an edit was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// There is no such list.
    #[error("there is no such list")]
    NoList,
    /// There is no such entry, or never was.
    #[error("there is no entry {0}")]
    NoEntry(EntryId),
    /// The list or entry has changed since.
    #[error("it has been changed by somebody else; it is at {current} now")]
    Changed {
        /// Its state now.
        current: Version,
    },
    /// A title is longer than the limit, in bytes.
    #[error("a title has at most {0} bytes")]
    TitleTooLong(usize),
    /// A title has a line break or another control character.
    #[error("a title is one line, without control characters")]
    TitleControl,
    /// The list is as long as it may be.
    #[error("a list has at most {0} entries")]
    Full(usize),
    /// The key was used for another request.
    #[error("this key was used for another request")]
    KeyReused,
}
