//! What becomes of the state after an event, and what is done on the way.

use std::time::Duration;

use super::timers::Timeout;
use super::{Event, GenStatem};
use crate::call::Reply;
use crate::exit::ExitReason;

/// What a machine does after an event: where it goes, and its actions.
#[derive(Debug)]
#[must_use = "it is what `handle_event` returns"]
pub struct Transition<S: GenStatem> {
    pub(super) to: To<S::State>,
    pub(super) postponed: Option<Event<S::Message>>,
    pub(super) inserted: Vec<S::Message>,
    pub(super) timeouts: Vec<(Timeout, Option<Duration>)>,
}

#[derive(Debug)]
pub(super) enum To<T> {
    Keep,
    Repeat,
    Next(T),
    Stop(ExitReason),
}

impl<S: GenStatem> Transition<S> {
    fn to(to: To<S::State>) -> Self {
        Self { to, postponed: None, inserted: Vec::new(), timeouts: Vec::new() }
    }

    /// It goes to `state`.
    pub fn next(state: S::State) -> Self {
        Self::to(To::Next(state))
    }

    /// It stays where it is.
    pub fn keep() -> Self {
        Self::to(To::Keep)
    }

    /// It stays where it is, but [enters](GenStatem::enter) the state again.
    pub fn repeat() -> Self {
        Self::to(To::Repeat)
    }

    /// It terminates. What is postponed or still to come is dropped.
    pub fn stop(reason: impl Into<ExitReason>) -> Self {
        Self::to(To::Stop(reason.into()))
    }

    /// Puts the event that was handled off until the state has changed.
    pub fn postpone(mut self, event: Event<S::Message>) -> Self {
        self.postponed = Some(event);
        self
    }

    /// Inserts an event that is handled next, as [`Event::Internal`]; several
    /// are handled in this order.
    pub fn next_event(mut self, message: S::Message) -> Self {
        self.inserted.push(message);
        self
    }

    /// Answers a call, at once.
    pub fn reply<T: Send + 'static>(self, reply: Reply<T>, answer: T) -> Self {
        reply.send(answer);
        self
    }

    /// Starts a timeout. If it runs already, it starts again; if no time is
    /// given, it comes when nothing else is left that was inserted or retried.
    pub fn timeout(mut self, timeout: Timeout, time: Duration) -> Self {
        self.timeouts.push((timeout, Some(time)));
        self
    }

    /// Cancels a timeout, if it runs.
    pub fn cancel(mut self, timeout: Timeout) -> Self {
        self.timeouts.push((timeout, None));
        self
    }
}

/// What a machine does when it has entered a state; by default nothing more.
#[derive(Debug, Default)]
#[must_use = "it is what `enter` returns"]
pub struct Enter {
    pub(super) stop: Option<ExitReason>,
    pub(super) timeouts: Vec<(Timeout, Option<Duration>)>,
}

impl Enter {
    /// It terminates.
    pub fn stop(reason: impl Into<ExitReason>) -> Self {
        Self { stop: Some(reason.into()), timeouts: Vec::new() }
    }

    /// Starts a timeout, as [`Transition::timeout`] does.
    pub fn timeout(mut self, timeout: Timeout, time: Duration) -> Self {
        self.timeouts.push((timeout, Some(time)));
        self
    }

    /// Cancels a timeout, if it runs.
    pub fn cancel(mut self, timeout: Timeout) -> Self {
        self.timeouts.push((timeout, None));
        self
    }
}
