//! The server of one list.
//!
//! It reads the list from the store, answers from memory, and hands what edits
//! change to the store by a process of its own, which waits for the disk.
//! Until that is back requests wait in a queue: so nobody is shown what could
//! still be lost. All edits that wait go to the store together.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{ExitReason, GenServer, Mailbox, Reply, process};
use tokio::sync::broadcast;
use tracing::debug;

use super::local::registry;
use super::round::Round;
use super::watchers::Watchers;
use super::{Error, Event, ListsEvent, Settings, Subscription};
use crate::list::{
    EditError, Edited, Entry, EntryId, Found, List, ListName, Query, Request,
    Version,
};
use crate::store::{Commit, Store, StoreError};

/// How long a server waits for its first request at least: whoever has
/// started it is about to ask.
const FIRST_REQUEST: Duration = Duration::from_secs(1);

/// What the server of a list is told.
#[derive(Debug)]
pub enum Message {
    /// Wants entries.
    Find(Query, Reply<Result<Found, Error>>),
    /// Wants an entry.
    Entry(EntryId, Reply<Result<(Version, Entry), Error>>),
    /// Wants the list to be edited.
    Edit(Arc<Request>, Reply<Result<Edited, Error>>),
    /// Wants to be told of changes.
    Subscribe(Option<Version>, Reply<Result<Subscription<Event>, Error>>),
    /// The store is done with what it was given last.
    Stored(Result<(), StoreError>),
}

/// What all servers of one machine share.
pub(super) struct Place {
    pub(super) store: Arc<dyn Store>,
    pub(super) settings: Settings,
    /// Tells those who are told which lists begin and end.
    pub(super) told: broadcast::Sender<ListsEvent>,
}

pub(super) struct Server {
    name: ListName,
    place: Arc<Place>,
    /// Nothing until it is read from the store, and again when the store has
    /// failed.
    list: Option<List>,
    /// Those who wait, in the order in which they came.
    waiting: VecDeque<Message>,
    /// The edits that the store is writing now.
    round: Option<Round>,
    watchers: Watchers,
    was_asked: bool,
}

impl GenServer for Server {
    type Args = (ListName, Arc<Place>);
    type Message = Message;

    async fn init((name, place): Self::Args) -> Init<Self> {
        // It is counted itself.
        if registry().count() > place.settings.active {
            return Init::Ignore;
        }
        debug!("Starting to-do server for {name}");
        Init::ok_continue(Self {
            name,
            place,
            list: None,
            waiting: VecDeque::new(),
            round: None,
            watchers: Watchers::default(),
            was_asked: false,
        })
    }

    /// Reads the list, so that whoever starts servers does not wait for it.
    async fn handle_continue(&mut self) -> Next {
        self.go_on().await;
        self.next()
    }

    async fn handle(&mut self, message: Message) -> Next {
        self.was_asked = true;
        match message {
            Message::Stored(outcome) => self.stored(outcome),
            request => self.waiting.push_back(request),
        }
        self.go_on().await;
        self.next()
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        if !matches!(info, Info::Timeout) {
            info.log();
        } else if !self.watchers.has_any() {
            debug!("Stopping to-do server for {}", self.name);
            return Next::stop(ExitReason::Normal);
        }
        self.next()
    }
}

impl Server {
    /// Answers those who wait, until somebody has to wait for the store.
    async fn go_on(&mut self) {
        while self.round.is_none() {
            let mut list = match self.list.take() {
                Some(list) => list,
                None => match self.read().await {
                    Ok(list) => list,
                    Err(error) => return self.fail_all(&error),
                },
            };
            self.answer_readers(&list);
            if !self.waiting.is_empty() {
                self.edit(&mut list);
            }
            let _ = self.list.insert(list);
            if self.waiting.is_empty() {
                return;
            }
        }
    }

    async fn read(&mut self) -> Result<List, Error> {
        let list = self.place.store.load(&self.name).await?;
        let list = list.unwrap_or_else(new_list);
        self.watchers.list_was_read(&list);
        Ok(list)
    }

    /// Answers those who do not wait for an edit.
    fn answer_readers(&mut self, list: &List) {
        while let Some(request) = self.waiting.pop_front() {
            match request {
                Message::Find(query, reply) => {
                    let begun = begun(list);
                    reply.send(begun.map(|list| list.find(&self.name, &query)));
                }
                Message::Entry(id, reply) => {
                    let entry = begun(list).and_then(|list| {
                        let entry = list.entry(id);
                        let entry = entry.ok_or(EditError::NoEntry(id))?;
                        Ok((list.version(), entry.clone()))
                    });
                    reply.send(entry);
                }
                Message::Subscribe(since, reply) => {
                    let settings = &self.place.settings;
                    let watchers = &mut self.watchers;
                    reply.send(watchers.subscribe(since, list, settings));
                }
                edit => return self.waiting.push_front(edit),
            }
        }
    }

    /// Does all edits that wait. Those who read in between are answered after
    /// them, as if they had come a little later.
    fn edit(&mut self, list: &mut List) {
        let settings = &self.place.settings;
        let mut round = Round::of(list);
        for message in std::mem::take(&mut self.waiting) {
            match message {
                Message::Edit(request, answer) if !round.has_ended() => {
                    round.edit(list, &self.name, settings, &request, answer);
                }
                other => self.waiting.push_back(other),
            }
        }
        let Some(commit) = round.commit(list, &self.name) else {
            return round.answer();
        };
        if !list.has_begun() {
            *list = new_list();
        }
        self.submit(commit);
        self.round = Some(round);
    }

    /// Has the store write, by a process that waits for it.
    fn submit(&self, commit: Commit) {
        let (store, server) = (self.place.store.clone(), process::this());
        process::spawn_link(async move |_: Mailbox<()>| {
            let outcome = store.commit(commit).await;
            server.send(Message::Stored(outcome));
        });
    }

    /// Answers those whose edits the store has written, or not.
    fn stored(&mut self, outcome: Result<(), StoreError>) {
        let Some(mut round) = self.round.take() else { return };
        if let Err(error) = outcome {
            // What is in memory is not what is on disk.
            self.list = None;
            return round.fail(&error.into());
        }
        for event in std::mem::take(&mut round.events) {
            let settings = &self.place.settings;
            match event {
                Event::Changed { version, changes } => {
                    let watchers = &mut self.watchers;
                    watchers.list_has_changed(version, &changes, settings);
                }
                _ => self.watchers.list_has_ended(),
            }
        }
        for event in std::mem::take(&mut round.lists_events) {
            // Nobody may want to know.
            let _ = self.place.told.send(event);
        }
        round.answer();
    }

    /// Tells all who wait that the list cannot be read.
    fn fail_all(&mut self, error: &Error) {
        for request in std::mem::take(&mut self.waiting) {
            let error = error.clone();
            match request {
                Message::Find(_, reply) => reply.send(Err(error)),
                Message::Entry(_, reply) => reply.send(Err(error)),
                Message::Edit(_, reply) => reply.send(Err(error)),
                Message::Subscribe(_, reply) => reply.send(Err(error)),
                Message::Stored(_) => {}
            }
        }
    }

    /// Says how long to wait for the next request.
    fn next(&mut self) -> Next {
        if self.round.is_some() {
            return Next::Continue;
        }
        let expiry = self.place.settings.expiry;
        if !self.was_asked {
            return Next::ContinueWithin(expiry.max(FIRST_REQUEST));
        }
        // A stranger may ask for any number of lists that do not exist.
        let is_needed = self.list.as_ref().is_some_and(List::has_begun)
            || self.watchers.has_any();
        let expiry = if is_needed { expiry } else { Duration::ZERO };
        Next::ContinueWithin(expiry)
    }
}

/// Returns the list that the next edit may begin.
fn new_list() -> List {
    List::new(fastrand::u64(..))
}

fn begun(list: &List) -> Result<&List, Error> {
    if list.has_begun() { Ok(list) } else { Err(EditError::NoList.into()) }
}
