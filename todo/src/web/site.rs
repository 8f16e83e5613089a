//! What all connections share, and how they reach the lists.

use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Semaphore;

use super::WebSettings;
use super::metrics::Metrics;
use crate::list::{
    Edited, Entry, EntryId, Found, ListName, Query, Request, Version,
};
use crate::lists::{Error, Lists};
use crate::store::StoreError;

/// What all connections share.
pub(super) struct Site {
    pub(super) lists: Lists,
    pub(super) settings: WebSettings,
    pub(super) metrics: Metrics,
    /// A seat for each connection that there may be.
    pub(super) seats: Arc<Semaphore>,
    /// Where it listens, once it does. The same port is taken again if the
    /// listener has to be started again.
    pub(super) address: Mutex<Option<SocketAddr>>,
}

impl Site {
    pub(super) fn new(lists: Lists, settings: WebSettings) -> Self {
        let seats = settings.connections.min(Semaphore::MAX_PERMITS);
        Self {
            lists,
            metrics: Metrics::new(),
            seats: Arc::new(Semaphore::new(seats)),
            address: Mutex::new(None),
            settings,
        }
    }

    /// As [`Lists::find`], and counts.
    pub(super) async fn find(
        &self,
        name: &ListName,
        query: Query,
    ) -> Result<Found, Error> {
        self.counted(self.lists.find(name, query).await)
    }

    /// As [`Lists::entry`], and counts.
    pub(super) async fn entry(
        &self,
        name: &ListName,
        id: EntryId,
    ) -> Result<(Version, Entry), Error> {
        self.counted(self.lists.entry(name, id).await)
    }

    /// As [`Lists::edit`], and counts.
    pub(super) async fn edit(
        &self,
        name: &ListName,
        request: Request,
    ) -> Result<Edited, Error> {
        let edited = self.counted(self.lists.edit(name, request).await)?;
        let written = u64::try_from(edited.changes.len()).unwrap_or(u64::MAX);
        self.metrics.entries_written.inc_by(written);
        Ok(edited)
    }

    /// Counts what the store could not do.
    pub(super) fn counted<T, E>(&self, result: Result<T, E>) -> Result<T, Error>
    where
        E: Into<Error>,
    {
        let error = match result.map_err(Into::into) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        // That there are enough lists is no failure.
        if let Error::Store(failure) = &error
            && !matches!(failure, StoreError::TooManyLists(_))
        {
            self.metrics.store_errors.inc();
        }
        Err(error)
    }
}
