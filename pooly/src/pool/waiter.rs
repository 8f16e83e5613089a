//! A caller: what it asks for, and where it waits to be told.

use std::panic::Location;

use actor_core::{Pid, Reply};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::error::CheckoutError;
use super::manage::Manage;
use super::worker::Worker;

/// What a caller asks for, each time that it asks.
#[derive(Clone, Copy)]
pub(super) struct Request {
    pub(super) ticket: Ticket,
    pub(super) patience: Patience,
    /// Where in the program.
    pub(super) place: &'static Location<'static>,
}

/// The place of a caller among all who ever asked: the lower, the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(pub(super) u64);

/// For what a caller waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// For whatever worker comes.
    Queues,
    /// Only for the start of a worker, not for those that others hold.
    DoesNotQueue,
}

/// Whether a caller's turn has come before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    First,
    /// It has, but the worker was not fit for use.
    Again,
}

/// A caller that waits.
pub(super) struct Waiter<W: Manage> {
    pub(super) patience: Patience,
    pub(super) turn: Turn,
    pub(super) since: Instant,
    pub(super) place: &'static Location<'static>,
    /// When it gives up; nothing if it looks at the clock itself.
    pub(super) until: Option<Instant>,
    pub(super) answer: Answer<W>,
    /// Whether the server has looked whether there is anything to wait for.
    pub(super) is_seen: bool,
}

/// What a caller is told.
pub(super) type Outcome<W> = Result<Worker<W>, CheckoutError>;

/// Where a caller waits.
pub(super) enum Answer<W: Manage> {
    /// In a call to the server.
    Reply(Reply<Outcome<W>>),
    /// At the desk, as this process.
    Channel(oneshot::Sender<Outcome<W>>, Option<Pid>),
}

/// Why a caller does not wait any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    TimedOut,
    Dropped,
}

impl<W: Manage> Waiter<W> {
    /// One that waits in a call to the server.
    pub(super) fn in_call(
        request: Request,
        turn: Turn,
        reply: Reply<Outcome<W>>,
    ) -> Self {
        Self {
            patience: request.patience,
            turn,
            since: Instant::now(),
            place: request.place,
            until: None,
            answer: Answer::Reply(reply),
            is_seen: false,
        }
    }

    /// One that waits at the desk, and has not been given a worker before.
    pub(super) fn at_desk(
        request: Request,
        since: Instant,
        until: Instant,
        answer: Answer<W>,
    ) -> Self {
        Self {
            patience: request.patience,
            turn: Turn::First,
            since,
            place: request.place,
            until: Some(until),
            answer,
            // There is a worker to wait for, or it would have asked the server.
            is_seen: true,
        }
    }
}

impl<W: Manage> Answer<W> {
    pub(super) fn is_awaited(&self) -> bool {
        match self {
            Self::Reply(reply) => reply.is_awaited(),
            Self::Channel(sender, _) => !sender.is_closed(),
        }
    }

    pub(super) fn caller(&self) -> Option<Pid> {
        match self {
            Self::Reply(reply) => reply.caller(),
            Self::Channel(_, caller) => *caller,
        }
    }

    /// Tells the caller, who may have gone.
    pub(super) fn send(self, outcome: Outcome<W>) {
        match self {
            Self::Reply(reply) => reply.send(outcome),
            Self::Channel(sender, _) => drop(sender.send(outcome)),
        }
    }
}
