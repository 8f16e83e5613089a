//! The lists that are in use, each with a server of its own, and how they are
//! found.

mod error;

mod subscription;

mod settings;

mod server;

mod round;

mod watchers;

mod lookup;

mod local;

use std::sync::Arc;
use std::time::Duration;

use actor_core::{CallError, ExitReason, Reply};
use tokio::time::Instant;

use crate::list::{
    Edited, Entry, EntryId, Found, Limits, ListName, Query, Request, Summary,
    Version,
};
use crate::store::Store;

pub use error::Error;
pub use local::Local;
pub use lookup::{Lookup, Starting};
pub use server::Message;
pub use settings::Settings;
pub use subscription::{Event, ListsEvent, Subscription};

/// How long a list may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a client holds: all lists. Cheap to clone.
///
/// Its functions are called within a process, since that is where lists are
/// looked up.
#[derive(Clone)]
pub struct Lists {
    lookup: Arc<dyn Lookup>,
    store: Arc<dyn Store>,
}

impl Lists {
    /// Makes a handle of how lists are found, and where they are kept.
    pub fn new(lookup: Arc<dyn Lookup>, store: Arc<dyn Store>) -> Self {
        Self { lookup, store }
    }

    /// Returns the entries of a list that are asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Edit`] with [`NoList`](crate::list::EditError::NoList) if
    /// there is none, and if it cannot be read.
    pub async fn find(
        &self,
        name: &ListName,
        query: Query,
    ) -> Result<Found, Error> {
        self.ask(name, |reply| Message::Find(query.clone(), reply)).await
    }

    /// Returns an entry, and the state of its list.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find), and if there is no such entry.
    pub async fn entry(
        &self,
        name: &ListName,
        id: EntryId,
    ) -> Result<(Version, Entry), Error> {
        self.ask(name, |reply| Message::Entry(id, reply)).await
    }

    /// Edits a list. Once this returns what was done is on disk.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    ///
    /// # Cancellation
    ///
    /// An edit that nobody waits for any more is done all the same.
    pub async fn edit(
        &self,
        name: &ListName,
        request: Request,
    ) -> Result<Edited, Error> {
        let request = Arc::new(request);
        self.ask(name, |reply| Message::Edit(request.clone(), reply)).await
    }

    /// Tells of all that happens to a list from now on, or since a state that
    /// the caller knows. There need not be such a list yet.
    ///
    /// The first event says what has happened since: all changes in one, or
    /// [`Event::Reset`]. There is none if nothing has.
    ///
    /// # Errors
    ///
    /// If the list cannot be read, and [`Error::Crowded`].
    pub async fn subscribe(
        &self,
        name: &ListName,
        since: Option<Version>,
    ) -> Result<Subscription<Event>, Error> {
        self.ask(name, |reply| Message::Subscribe(since, reply)).await
    }

    /// Tells which lists begin and end from now on.
    pub fn subscribe_to_lists(&self) -> Subscription<ListsEvent> {
        self.lookup.subscribe()
    }

    /// Returns lists in the order of their names, also those that nobody uses.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    pub async fn summaries(
        &self,
        after: Option<ListName>,
        limit: usize,
    ) -> Result<Vec<Summary>, Error> {
        Ok(self.store.summaries(after, limit).await?)
    }

    /// Returns the store, for all that is about all lists.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Returns how much a list may hold.
    pub fn limits(&self) -> Limits {
        self.lookup.limits()
    }

    /// Counts the lists that have a server now.
    pub fn active(&self) -> usize {
        self.lookup.active()
    }

    /// Asks the server of a list, which is started if there is none.
    async fn ask<T: Send + 'static>(
        &self,
        name: &ListName,
        question: impl Fn(Reply<Result<T, Error>>) -> Message + Send + Sync,
    ) -> Result<T, Error> {
        let give_up = Instant::now() + PATIENCE;
        while Instant::now() < give_up {
            let server = match self.lookup.whereis(name) {
                Some(server) => server,
                None => self.lookup.start(name).await?,
            };
            match server.call(&question).within(PATIENCE).await {
                Ok(answer) => return answer,
                // It had just expired, and has not seen the question.
                Err(
                    CallError::NoProc | CallError::Exited(ExitReason::Normal),
                ) => tokio::task::yield_now().await,
                Err(_) => return Err(Error::Gone),
            }
        }
        Err(Error::Gone)
    }
}
