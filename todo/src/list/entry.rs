//! One thing to do.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The number of an entry in its list. The first is 1; none is used again.
pub type EntryId = u64;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What. One line, and not more bytes than the limits allow.
    pub title: Box<str>,
    /// When it is due; nothing for some time or other.
    pub date: Option<Date>,
    /// Whether it is done.
    pub done: bool,
    /// The number of the list's version that last changed it.
    pub version: u64,
    /// When it was added.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// An entry as somebody wants it: what an [`Entry`] has that others decide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What.
    pub title: String,
    /// When it is due.
    #[serde(default)]
    pub date: Option<Date>,
    /// Whether it is done.
    #[serde(default)]
    pub done: bool,
}

/// What is to change of an entry; nothing stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// What.
    pub title: Option<String>,
    /// When it is due, or that it has no day any more.
    pub date: Option<Option<Date>>,
    /// Whether it is done.
    pub done: Option<bool>,
}
