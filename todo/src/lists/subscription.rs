//! Being told of what happens.

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc};

use crate::list::{Change, ListName, Version};

/// What happens to a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The subscriber said nothing of what it knows, or too much has happened
    /// since: it must read the list, which is in this state now. Nothing if
    /// there is no such list.
    Reset(Option<Version>),
    /// The list has changed.
    Changed {
        /// Its state since.
        version: Version,
        /// What has become of its entries.
        changes: Arc<[Change]>,
    },
    /// The list has ended. If it begins again that is a change.
    Ended,
}

/// What happens to the lists together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListsEvent {
    /// A list began.
    Began(ListName),
    /// A list has ended.
    Ended(ListName),
}

/// What happens, one after the other. Who does not keep up is cut off: the
/// subscription ends, and the subscriber asks for another.
#[derive(Debug)]
pub struct Subscription<E> {
    events: Events<E>,
}

#[derive(Debug)]
enum Events<E> {
    /// Each subscriber is told by itself.
    Own(mpsc::Receiver<E>),
    /// All are told at once.
    Shared(broadcast::Receiver<E>),
}

impl<E: Clone> Subscription<E> {
    /// Waits for the next event; nothing if the subscription has ended.
    ///
    /// # Cancellation
    ///
    /// A wait that is given up has taken no event.
    pub async fn next(&mut self) -> Option<E> {
        match &mut self.events {
            Events::Own(events) => events.recv().await,
            // Who has missed an event is told of none after it.
            Events::Shared(events) => events.recv().await.ok(),
        }
    }
}

impl<E> Subscription<E> {
    pub(crate) fn own(events: mpsc::Receiver<E>) -> Self {
        Self { events: Events::Own(events) }
    }

    /// For a [`Lookup`](super::Lookup).
    pub(crate) fn shared(events: broadcast::Receiver<E>) -> Self {
        Self { events: Events::Shared(events) }
    }
}
