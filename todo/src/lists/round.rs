//! Edits that are kept together: all of them are on disk, or none is.

use std::sync::Arc;

use actor_core::Reply;
use jiff::Timestamp;

use super::{Error, Event, ListsEvent, Settings};
use crate::list::{
    Change, Done, EditError, Edited, List, ListName, News, Receipt, Request,
    Summary, Version,
};
use crate::store::{Commit, What};

/// Where the answer to an edit goes.
pub(super) type Answer = Reply<Result<Edited, Error>>;

/// Edits that were done to the list in memory, in this order, and are
/// answered once they are on disk.
#[derive(Default)]
pub(super) struct Round {
    /// The state before the first; nothing if there was no list.
    builds_on: Option<Version>,
    answers: Vec<(Answer, Result<Edited, EditError>)>,
    /// What subscribers are told.
    pub(super) events: Vec<Event>,
    /// What those are told who are told of all lists.
    pub(super) lists_events: Vec<ListsEvent>,
    receipts: Vec<Receipt>,
    forgotten: Vec<Arc<str>>,
    has_news: bool,
    /// How the list was when it ended.
    ended: Option<Summary>,
}

impl Round {
    /// Begins a round of edits of a list that is as it is in the store.
    pub(super) fn of(list: &List) -> Self {
        let builds_on = list.has_begun().then(|| list.version());
        Self { builds_on, ..Self::default() }
    }

    /// Does an edit, which is answered later.
    pub(super) fn edit(
        &mut self,
        list: &mut List,
        name: &ListName,
        settings: &Settings,
        request: &Request,
        answer: Answer,
    ) {
        let outcome = list.perform(request, &settings.limits, now());
        let outcome = outcome.map(|Done { edited, news }| {
            if let Some(news) = news {
                self.add(name, list, &edited, news);
            }
            edited
        });
        self.answers.push((answer, outcome));
    }

    /// Returns whether the list has ended. What comes then is about another.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Returns what is to be kept; nothing if nothing has changed.
    pub(super) fn commit(
        &mut self,
        list: &List,
        name: &ListName,
    ) -> Option<Commit> {
        if !self.has_news {
            return None;
        }
        let (summary, what) = match self.ended.take() {
            Some(summary) => (summary, What::Ended),
            None => (list.summary(name), What::Changed(self.changes())),
        };
        Some(Commit {
            builds_on: self.builds_on,
            list: summary,
            what,
            receipts: std::mem::take(&mut self.receipts),
            forgotten: std::mem::take(&mut self.forgotten),
        })
    }

    /// Answers all who have edited.
    pub(super) fn answer(self) {
        for (answer, outcome) in self.answers {
            answer.send(outcome.map_err(Error::Edit));
        }
    }

    /// Answers all who have edited that nothing was kept.
    pub(super) fn fail(self, error: &Error) {
        for (answer, _) in self.answers {
            answer.send(Err(error.clone()));
        }
    }

    fn add(
        &mut self,
        name: &ListName,
        list: &List,
        edited: &Edited,
        news: News,
    ) {
        self.has_news = true;
        let version = edited.version;
        if news.ended {
            self.events.push(Event::Ended);
            self.lists_events.push(ListsEvent::Ended(name.clone()));
            self.ended = Some(Summary { version, ..list.summary(name) });
            return;
        }
        if edited.began {
            self.lists_events.push(ListsEvent::Began(name.clone()));
        }
        if edited.began || !edited.changes.is_empty() {
            let changes = edited.changes.clone();
            self.events.push(Event::Changed { version, changes });
        }
        for key in news.forgotten {
            // One of this round was never kept.
            let before = self.receipts.len();
            self.receipts.retain(|receipt| receipt.key != key);
            if self.receipts.len() == before {
                self.forgotten.push(key);
            }
        }
        if let Some(receipt) = news.receipt {
            // A key that is used again is in the store under its name.
            self.forgotten.retain(|key| *key != receipt.key);
            self.receipts.push(receipt);
        }
    }

    /// Returns what has become of entries: the last that is said of one holds.
    fn changes(&self) -> Arc<[Change]> {
        let of = |event: &Event| match event {
            Event::Changed { changes, .. } => Some(changes.clone()),
            _ => None,
        };
        let mut changes: Vec<_> = self.events.iter().filter_map(of).collect();
        if changes.len() == 1
            && let Some(only) = changes.pop()
        {
            return only;
        }
        changes.iter().flat_map(|changes| changes.iter().cloned()).collect()
    }
}

/// Returns the time in whole seconds, which is what people are shown.
fn now() -> Timestamp {
    let seconds = Timestamp::now().as_second();
    Timestamp::from_second(seconds).unwrap_or_default()
}
