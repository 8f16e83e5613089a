//! Children: what is said of them, and what they do when they are started.

use std::fmt;
use std::time::Duration;

use actor_core::ExitReason;
use actor_core::supervisor::{ChildKind, Restart, Shutdown};

/// The ids that children have; few, so that they clash.
pub(crate) const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A child's specification, and how it takes being told to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// One of the [`IDS`].
    pub(crate) id: usize,
    pub(crate) restart: Restart,
    pub(crate) shutdown: Shutdown,
    pub(crate) stops: Stops,
    pub(crate) kind: ChildKind,
    pub(crate) significant: bool,
}

/// How long a child takes to stop when it is told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stops {
    /// No time: it does not trap exits.
    AtOnce,
    After(Duration),
    /// It must be killed.
    Never,
}

/// What comes of one of a child's starts. Those that nothing is said of
/// succeed at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    pub(crate) after: Duration,
    pub(crate) outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Runs,
    Fails,
    Ignores,
    Panics,
    /// The child is dead by the time its start returns it.
    Dies(End),
}

/// How a child ends by itself, or a supervisor because of its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Normal,
    Shutdown,
    ShutdownWith,
    Error,
    Panic,
    Kill,
}

/// A process: which child it is, by number, and which of its starts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Life {
    pub(crate) child: usize,
    pub(crate) start: usize,
}

impl Start {
    pub(crate) const RUNS: Self =
        Self { after: Duration::ZERO, outcome: Outcome::Runs };
}

impl End {
    pub(crate) fn reason(self) -> ExitReason {
        match self {
            Self::Normal => ExitReason::Normal,
            Self::Shutdown => ExitReason::Shutdown,
            Self::ShutdownWith => ExitReason::ShutdownWith("done".into()),
            Self::Error | Self::Panic => ExitReason::other("no"),
            Self::Kill => ExitReason::Kill,
        }
    }

    /// Returns the exit reason of a child that ends so, as a text.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Panic => "panic: told to".to_owned(),
            Self::Kill => ExitReason::Killed.to_string(),
            end => end.reason().to_string(),
        }
    }

    /// Returns whether a transient child is started again after it.
    pub(crate) fn is_crash(self) -> bool {
        matches!(self, Self::Error | Self::Panic | Self::Kill)
    }
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.child, self.start)
    }
}
