//! Why a process ended, and how others are told.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::etf::Term;
use crate::{Name, Pid, Reference};

/// Why a process ended; cheap to clone, because all its links get it.
///
/// `normal`, `shutdown` and `{shutdown, _}` are orderly ends; every other
/// reason is a crash. See [`is_orderly`](Self::is_orderly).
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum ExitReason {
    /// It had nothing more to do.
    #[default]
    Normal,
    /// It was told to stop, by its supervisor for instance.
    Shutdown,
    /// It stopped in order, and says why: `{shutdown, Term}`.
    ShutdownWith(Arc<str>),
    /// As the reason of [`exit`](crate::process::exit): cannot be trapped.
    /// As the reason that a process itself ends with: like any other reason.
    Kill,
    /// Somebody sent it [`Kill`](Self::Kill).
    Killed,
    /// There is no such process.
    NoProc,
    /// The node that it ran on is not connected any more.
    NoConnection,
    /// It panicked.
    Panic(Arc<Panic>),
    /// It returned an error.
    Error(Arc<dyn Error + Send + Sync>),
    /// Any other reason, in the words of whoever gave it.
    Other(Arc<str>),
    /// Any other term, which came from another node or may go there.
    Term(Arc<Term>),
}

impl ExitReason {
    /// Returns a reason in words of one's own, an atom in Erlang.
    pub fn other(reason: impl Into<Arc<str>>) -> Self {
        Self::Other(reason.into())
    }

    /// Returns the reason of a process that ends because of `error`.
    ///
    /// An `ExitReason` that travelled as an error is itself again.
    pub fn error(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        match error.into().downcast::<ExitReason>() {
            Ok(reason) => *reason,
            Err(error) => Self::Error(error.into()),
        }
    }

    /// Returns whether this is an orderly end, after which a `transient`
    /// process is not restarted: `normal`, `shutdown` and `{shutdown, _}`.
    pub fn is_orderly(&self) -> bool {
        match self {
            Self::Normal | Self::Shutdown | Self::ShutdownWith(_) => true,
            Self::Term(term) => is_shutdown_with(term),
            _ => false,
        }
    }

    /// Returns the reason that a panic with this payload stands for.
    pub(crate) fn from_panic(
        payload: Box<dyn Any + Send>,
        place: Option<Place>,
    ) -> Self {
        let payload = match payload.downcast::<ExitSelf>() {
            Ok(exit) => return exit.0,
            Err(payload) => payload,
        };
        let message = if let Some(text) = payload.downcast_ref::<&str>() {
            (*text).to_owned()
        } else if let Some(text) = payload.downcast_ref::<String>() {
            text.clone()
        } else {
            "a panic without a text".to_owned()
        };
        Self::Panic(Arc::new(Panic { message, place }))
    }
}

impl fmt::Display for ExitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Normal => f.write_str("normal"),
            Self::Shutdown => f.write_str("shutdown"),
            Self::ShutdownWith(why) => write!(f, "{{shutdown, {why}}}"),
            Self::Kill => f.write_str("kill"),
            Self::Killed => f.write_str("killed"),
            Self::NoProc => f.write_str("noproc"),
            Self::NoConnection => f.write_str("noconnection"),
            Self::Panic(panic) => panic.fmt(f),
            Self::Error(error) => error.fmt(f),
            Self::Other(reason) => f.write_str(reason),
            Self::Term(term) => term.fmt(f),
        }
    }
}

/// Reasons are equal when they would read the same.
impl PartialEq for ExitReason {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Panic(one), Self::Panic(two)) => one == two,
            (Self::Error(one), Self::Error(two)) => {
                one.to_string() == two.to_string()
            }
            (Self::ShutdownWith(one), Self::ShutdownWith(two))
            | (Self::Other(one), Self::Other(two)) => one == two,
            (Self::Term(one), Self::Term(two)) => one == two,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl Eq for ExitReason {}

impl Error for ExitReason {}

impl From<&str> for ExitReason {
    fn from(reason: &str) -> Self {
        Self::other(reason)
    }
}

impl From<Term> for ExitReason {
    fn from(reason: Term) -> Self {
        Self::Term(Arc::new(reason))
    }
}

impl From<String> for ExitReason {
    fn from(reason: String) -> Self {
        Self::other(reason)
    }
}

/// Returns whether a term is `{shutdown, _}`.
fn is_shutdown_with(term: &Term) -> bool {
    let Some([word, _]) = term.as_tuple() else { return false };
    word.as_atom() == Some("shutdown")
}

/// A panic that ended a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    /// The text of the panic.
    pub message: String,
    /// Where it was raised, if the panic hook was told.
    pub place: Option<Place>,
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "panic: {} at {place}", self.message),
            None => write!(f, "panic: {}", self.message),
        }
    }
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the compiler was given it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What unwinds a process that ends itself; never seen outside of it.
pub(crate) struct ExitSelf(pub(crate) ExitReason);

/// What the body of a process may return, and the exit reason it stands for.
///
/// Nothing is `normal`; an error is a crash, reported with its text.
pub trait IntoExitReason {
    /// Returns the exit reason.
    fn into_exit_reason(self) -> ExitReason;
}

impl IntoExitReason for () {
    fn into_exit_reason(self) -> ExitReason {
        ExitReason::Normal
    }
}

/// A body that loops for ever returns `!`, which has no name on stable Rust
/// but that of what a diverging function returns.
impl IntoExitReason for <fn() -> ! as Returns>::Output {
    fn into_exit_reason(self) -> ExitReason {
        self
    }
}

/// Says what a function returns. Sealed, as it is in a private module.
pub trait Returns {
    /// What it returns.
    type Output;
}

impl<T> Returns for fn() -> T {
    type Output = T;
}

impl IntoExitReason for ExitReason {
    fn into_exit_reason(self) -> ExitReason {
        self
    }
}

impl<T, E> IntoExitReason for Result<T, E>
where
    T: IntoExitReason,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    fn into_exit_reason(self) -> ExitReason {
        match self {
            Ok(value) => value.into_exit_reason(),
            Err(error) => ExitReason::error(error),
        }
    }
}

/// What a process that traps exits receives when a process it is linked to
/// ends, or somebody sends it an exit signal: `{'EXIT', From, Reason}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Who ended, or who sent the signal.
    pub from: Pid,
    /// Why.
    pub reason: ExitReason,
}

/// What a monitor delivers, once: `{'DOWN', Ref, process, Object, Reason}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Down {
    /// The monitor, as [`monitor`](crate::process::monitor) returned it.
    pub reference: Reference,
    /// The process that is down; [`Pid::NOBODY`] if it was monitored by a
    /// name that nobody had.
    pub pid: Pid,
    /// The name, if it was monitored by name.
    pub name: Option<Name>,
    /// Why it ended; `noproc` if it was dead before.
    pub reason: ExitReason,
}

/// There is no process of this name, or it is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such process")]
pub struct NoProc;
