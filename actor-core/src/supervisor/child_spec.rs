//! What a supervisor knows of a child before it runs.

use std::any::{TypeId, type_name};
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::exit::ExitReason;
use crate::gen_server::{GenServer, StartError, Starter};
use crate::pid::Name;
use crate::process::{Process, ProcessRef};

/// How a child is started, stopped and restarted: OTP's child specification.
///
/// `M` is the type of the child's messages, so that whoever starts a child by
/// [`start_child`](crate::SupervisorRef::start_child) gets a reference that
/// it can send to.
///
/// ```
/// use std::time::Duration;
///
/// use actor_core::supervisor::{ChildSpec, Restart, Shutdown};
/// use actor_core::{Mailbox, process};
///
/// let clock = ChildSpec::new("clock", async || {
///     Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
///         mailbox.receive().await;
///     }))
/// });
/// let clock = clock
///     .restart(Restart::Transient)
///     .shutdown(Shutdown::After(Duration::from_secs(1)));
/// assert_eq!(clock.id().as_str(), "clock");
/// ```
pub struct ChildSpec<M> {
    pub(crate) spec: Spec,
    message: PhantomData<fn() -> M>,
}

/// What can be a child: a [`ChildSpec`], and everything that has one.
pub trait IntoChildSpec {
    /// The messages that the child understands.
    type Message: Send + 'static;

    /// Returns the specification.
    fn into_child_spec(self) -> ChildSpec<Self::Message>;
}

/// Whether a child is started again when it has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Restart {
    /// Always.
    #[default]
    Permanent,
    /// Only if it ended by a crash: with another reason than `normal`,
    /// `shutdown` and `{shutdown, _}`.
    Transient,
    /// Never; and it is forgotten.
    Temporary,
}

/// How a child is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shutdown {
    /// It is killed: `brutal_kill`.
    Kill,
    /// It is asked to stop by an exit signal `shutdown`, and killed if it is
    /// there after this time. Workers are given five seconds unless their
    /// specification says otherwise.
    After(Duration),
    /// It is asked to stop, and waited for as long as it takes: `infinity`.
    /// So are supervisors, which have children of their own to stop.
    Infinity,
}

impl Shutdown {
    /// What a worker is given if nothing else is said.
    pub const WORKER: Self = Self::After(Duration::from_secs(5));
}

/// What a child is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChildKind {
    /// It does the work.
    #[default]
    Worker,
    /// It has children itself.
    Supervisor,
}

impl Restart {
    /// Returns whether a child that ended with `reason` is started again.
    pub(crate) fn applies(self, reason: &ExitReason) -> bool {
        match self {
            Self::Permanent => true,
            Self::Transient => !reason.is_orderly(),
            Self::Temporary => false,
        }
    }
}

/// A specification, whatever the messages of the child are.
#[derive(Clone)]
pub(crate) struct Spec {
    pub(crate) id: Name,
    /// The type of the child's messages.
    message: TypeId,
    pub(crate) start: Start,
    pub(crate) restart: Restart,
    pub(crate) shutdown: Shutdown,
    pub(crate) kind: ChildKind,
    pub(crate) significant: bool,
}

/// Starts a child, linked to the current process.
pub(crate) type Start = Arc<dyn Fn() -> Starting + Send + Sync>;

pub(crate) type Starting =
    Pin<Box<dyn Future<Output = Result<Arc<dyn Process>, StartError>> + Send>>;

impl<M: Send + 'static> ChildSpec<M> {
    /// Returns the specification of a worker, started by `start`: permanent,
    /// and given five seconds to stop.
    ///
    /// `start` runs in the supervisor, which waits for it. It must link the
    /// child to the supervisor, as every `start_link` and `spawn_link` does.
    pub fn new<F, S>(id: impl Into<Name>, start: S) -> Self
    where
        S: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<ProcessRef<M>, StartError>> + Send + 'static,
    {
        let start: Start = Arc::new(move || {
            let starting = start();
            Box::pin(async move {
                let child = starting.await?;
                child.process().ok_or(StartError::Ignore)
            })
        });
        let spec = Spec {
            id: id.into(),
            message: TypeId::of::<M>(),
            start,
            restart: Restart::Permanent,
            shutdown: Shutdown::WORKER,
            kind: ChildKind::Worker,
            significant: false,
        };
        Self { spec, message: PhantomData }
    }

    /// Returns a specification again whose type was forgotten.
    pub(super) fn of(spec: Spec) -> Option<Self> {
        let is_right = spec.message == TypeId::of::<M>();
        is_right.then_some(Self { spec, message: PhantomData })
    }

    /// Says by which name the supervisor knows the child; unique among its
    /// children. This is not a registered name.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<Name>) -> Self {
        self.spec.id = id.into();
        self
    }

    /// Says whether the child is restarted; [`Restart::Permanent`] unless said
    /// otherwise.
    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Self {
        self.spec.restart = restart;
        self
    }

    /// Says how the child is stopped.
    #[must_use]
    pub fn shutdown(mut self, shutdown: Shutdown) -> Self {
        self.spec.shutdown = shutdown;
        self
    }

    /// Says that the child is a supervisor, which is given all the time it
    /// needs to stop.
    #[must_use]
    pub fn supervisor(mut self) -> Self {
        self.spec.kind = ChildKind::Supervisor;
        self.spec.shutdown = Shutdown::Infinity;
        self
    }

    /// Says that the supervisor may stop when this child has ended by itself;
    /// see [`AutoShutdown`](super::AutoShutdown).
    #[must_use]
    pub fn significant(mut self) -> Self {
        self.spec.significant = true;
        self
    }

    /// Returns by which name the supervisor knows the child.
    pub fn id(&self) -> &Name {
        &self.spec.id
    }
}

impl<M: Send + 'static> IntoChildSpec for ChildSpec<M> {
    type Message = M;

    fn into_child_spec(self) -> Self {
        self
    }
}

/// A server is known by its name or, if it has none, by its type.
impl<S> IntoChildSpec for Starter<S>
where
    S: GenServer<Args: Clone + Sync>,
{
    type Message = S::Message;

    fn into_child_spec(self) -> ChildSpec<S::Message> {
        let id = self.name();
        let id = id.unwrap_or_else(|| type_name::<S>().into());
        ChildSpec::new(id, move || self.clone().start_link())
    }
}

impl<M> Clone for ChildSpec<M> {
    fn clone(&self) -> Self {
        Self { spec: self.spec.clone(), message: PhantomData }
    }
}

impl<M> fmt::Debug for ChildSpec<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}

impl fmt::Debug for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildSpec")
            .field("id", &self.id)
            .field("restart", &self.restart)
            .field("shutdown", &self.shutdown)
            .field("kind", &self.kind)
            .field("significant", &self.significant)
            .finish_non_exhaustive()
    }
}
