//! What can be seen of a supervisor: both the model and the real one yield
//! this, and the two are compared.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use actor_core::ExitReason;
use actor_core::supervisor::{Counts, SpecError};

use super::child::Life;

/// All that is seen after one step.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    /// How long the run has taken.
    pub(crate) now: Duration,
    /// What happened to the children in this step, in order.
    pub(crate) log: Vec<Entry>,
    /// Why the children that ended did.
    pub(crate) reasons: BTreeMap<Life, String>,
    /// What was asked in this step, by its number, and the answer.
    pub(crate) answers: Vec<(usize, Answer)>,
    /// The children, or why the supervisor ended.
    pub(crate) children: Result<(Vec<Listed>, Counts), ExitReason>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Entry {
    pub(crate) at: Duration,
    pub(crate) event: Event,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    /// Its start is called, whatever comes of it.
    Starts(Life),
    Ends(Life, Manner),
}

/// How a process ended, as it knows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// By itself.
    Alone,
    /// It was told to stop, and did.
    Obeyed,
    /// It was given no time.
    Cut,
}

/// What a supervisor answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Started(Life),
    Done,
    AlreadyStarted(Life),
    AlreadyPresent,
    NotFound,
    Running,
    Restarting,
    MaxChildren,
    Ignored,
    Failed(String),
    Refused(SpecError),
    Listed(Vec<Listed>),
    Counted(Counts),
    /// None: the supervisor has ended, or ends before it answers.
    Ended,
}

/// A child in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    pub(crate) state: State,
    pub(crate) id: String,
    pub(crate) is_supervisor: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Runs(Life),
    Restarts,
    IsStopped,
}

impl Event {
    fn is_of_a_stop(&self) -> bool {
        matches!(self, Self::Ends(_, Manner::Obeyed | Manner::Cut))
    }
}

/// Puts those that were stopped at the same moment in the order of their
/// numbers, for a supervisor that stops all at once.
pub(crate) fn sort_stops(log: &mut [Entry]) {
    let together = |one: &Entry, two: &Entry| {
        one.at == two.at && one.event.is_of_a_stop() && two.event.is_of_a_stop()
    };
    for stops in log.chunk_by_mut(together) {
        stops.sort_by_key(|entry| match entry.event {
            Event::Starts(life) | Event::Ends(life, _) => life,
        });
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.event {
            Event::Starts(life) => write!(f, "{life:?} starts")?,
            Event::Ends(life, manner) => {
                write!(f, "{life:?} ends: {manner:?}")?;
            }
        }
        write!(f, ", at {:?}", self.at)
    }
}
