//! Whoever has the lists: a server, or this process, on the file itself.

mod failure;
mod file;
mod http;
mod open;
mod wire;

pub(super) use failure::Failure;
pub(super) use file::File;
pub(super) use http::Http;
pub(super) use open::{Opened, cause, open, open_alone};
pub(super) use wire::{Found, Imported};

use tokio::io::AsyncWrite;

use super::args::{Format, ImportFormat};
use super::progress::Progress;
use crate::list::{Draft, EntryId, ListName, Patch, Query};
use crate::transfer::{EntryJson, ListJson};

/// What the commands need of whoever has the lists.
pub(super) trait Client: Sync {
    /// Returns all lists, in the order of their names.
    fn lists(&self) -> impl Answer<Vec<ListJson>>;

    /// Returns the entries of a list that are asked for.
    fn find(&self, list: &ListName, query: Query) -> impl Answer<Found>;

    /// Returns an entry.
    fn entry(&self, list: &ListName, id: EntryId) -> impl Answer<EntryJson>;

    /// Adds an entry; begins the list if there is none.
    fn add(&self, list: &ListName, draft: Draft) -> impl Answer<EntryJson>;

    /// Changes an entry.
    fn change(
        &self,
        list: &ListName,
        id: EntryId,
        patch: Patch,
    ) -> impl Answer<EntryJson>;

    /// Puts an entry where one was removed.
    fn put(
        &self,
        list: &ListName,
        id: EntryId,
        draft: Draft,
    ) -> impl Answer<EntryJson>;

    /// Removes an entry.
    fn remove(&self, list: &ListName, id: EntryId) -> impl Answer<()>;

    /// Removes the entries that are done; returns how many there were.
    fn remove_done(&self, list: &ListName) -> impl Answer<usize>;

    /// Ends a list.
    fn end(&self, list: &ListName) -> impl Answer<()>;

    /// Adds entries from a text.
    fn import(
        &self,
        list: &ListName,
        import: Import<'_>,
    ) -> impl Answer<Imported>;

    /// Writes a list in a format.
    fn export(
        &self,
        list: &ListName,
        format: Format,
        to: impl Target,
    ) -> impl Answer<()>;

    /// Writes all lists as they are at one moment, a line of JSON each.
    fn export_all(&self, to: impl Target) -> impl Answer<()>;
}

/// What is answered some time later.
pub(super) trait Answer<T>:
    Future<Output = Result<T, Failure>> + Send
{
}

impl<T, F> Answer<T> for F where F: Future<Output = Result<T, Failure>> + Send {}

/// Where an export goes.
pub(super) trait Target: AsyncWrite + Send + Unpin {}

impl<W: AsyncWrite + Send + Unpin> Target for W {}

/// What is imported, and how.
pub(super) struct Import<'a> {
    /// The text.
    pub(super) text: Vec<u8>,
    /// In which format it is.
    pub(super) format: ImportFormat,
    /// Whether nothing is added if there is a mistake anywhere.
    pub(super) is_atomic: bool,
    /// Is told how far it is.
    pub(super) progress: &'a Progress,
}
