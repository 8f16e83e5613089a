//! Those who are told of what happens to one list.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Error, Event, Settings, Subscription};
use crate::list::{Change, EntryId, List, Version};

/// How many events a subscriber may be behind.
const BEHIND: usize = 64;

/// Those who are told, and what those are told who were away.
#[derive(Default)]
pub(super) struct Watchers {
    senders: Vec<mpsc::Sender<Event>>,
    /// The state of which all have been told; nothing if there is no list.
    told: Option<Version>,
    /// Which entries have changed, each with the number of the version.
    history: VecDeque<(u64, EntryId)>,
    /// The history has all changes after this version.
    complete_after: u64,
}

impl Watchers {
    /// Takes note of the state in which the list was read from the store.
    pub(super) fn list_was_read(&mut self, list: &List) {
        let current = list.has_begun().then(|| list.version());
        if self.told == current {
            return;
        }
        self.told = current;
        self.history.clear();
        self.complete_after = list.version().number;
        self.tell(&Event::Reset(current));
    }

    /// Tells all of an event, and cuts off who does not keep up.
    pub(super) fn tell(&mut self, event: &Event) {
        self.senders.retain(|sender| sender.try_send(event.clone()).is_ok());
    }

    /// Tells all of a change, and remembers it.
    pub(super) fn list_has_changed(
        &mut self,
        version: Version,
        changes: &Arc<[Change]>,
        settings: &Settings,
    ) {
        self.told = Some(version);
        for change in &**changes {
            self.history.push_back((version.number, change.id));
            if self.history.len() > settings.history
                && let Some((number, _)) = self.history.pop_front()
            {
                self.complete_after = number;
            }
        }
        self.tell(&Event::Changed { version, changes: changes.clone() });
    }

    /// Tells all that the list has ended.
    pub(super) fn list_has_ended(&mut self) {
        self.told = None;
        self.history.clear();
        self.complete_after = 0;
        self.tell(&Event::Ended);
    }

    /// Adds a subscriber. Its first event brings it from the state that it
    /// knows to that in which the list is.
    pub(super) fn subscribe(
        &mut self,
        since: Option<Version>,
        list: &List,
        settings: &Settings,
    ) -> Result<Subscription<Event>, Error> {
        self.senders.retain(|sender| !sender.is_closed());
        if self.senders.len() >= settings.subscribers {
            return Err(Error::Crowded(settings.subscribers));
        }
        let (sender, receiver) = mpsc::channel(BEHIND);
        if since.is_none() || since != self.told {
            let missed = since.and_then(|since| self.missed(since, list));
            let event = missed.unwrap_or(Event::Reset(self.told));
            // There is room: it is the first.
            let _ = sender.try_send(event);
        }
        self.senders.push(sender);
        Ok(Subscription::own(receiver))
    }

    /// Returns whether anybody is told; those who have gone are forgotten.
    pub(super) fn has_any(&mut self) -> bool {
        self.senders.retain(|sender| !sender.is_closed());
        !self.senders.is_empty()
    }

    /// Returns all that has changed since a state, if that is known.
    fn missed(&self, since: Version, list: &List) -> Option<Event> {
        let version = self.told.filter(|told| told.list == since.list)?;
        let is_known =
            (self.complete_after..version.number).contains(&since.number);
        if !is_known {
            return None;
        }
        let later = self.history.iter().filter(|(n, _)| *n > since.number);
        let ids: BTreeSet<EntryId> = later.map(|(_, id)| *id).collect();
        let as_it_is = |id| Change { id, entry: list.entry(id).cloned() };
        let changes = ids.into_iter().map(as_it_is).collect();
        Some(Event::Changed { version, changes })
    }
}
