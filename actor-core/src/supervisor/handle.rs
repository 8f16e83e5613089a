//! What can be asked of a supervisor that runs.

use std::sync::Arc;

use super::server::{Message, Request};
use super::{ChildKind, ChildSpec, IntoChildSpec, Spec, SpecError};
use crate::call::{CallError, Reply};
use crate::gen_server::StartError;
use crate::pid::{Name, Pid};
use crate::process::{Process, ProcessRef};

/// A reference to a supervisor.
///
/// All its methods wait for as long as the supervisor needs: it may be
/// starting or stopping a child.
pub type SupervisorRef = ProcessRef<Message>;

/// Why a supervisor did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChildError {
    /// The child runs already, or another process has its name.
    #[error("already started as {0}")]
    AlreadyStarted(Pid),
    /// The supervisor knows the child, which does not run: restart it.
    #[error("the child is known, and does not run; use `restart_child`")]
    AlreadyPresent,
    /// No child has this id, or this pid.
    #[error("there is no such child")]
    NotFound,
    /// The child runs: terminate it first.
    #[error("the child runs; use `terminate_child` first")]
    Running,
    /// The supervisor is about to start the child again.
    #[error("the child is being restarted")]
    Restarting,
    /// There are as many children as there may be.
    #[error("the supervisor has as many children as it may have")]
    MaxChildren,
    /// The child chose not to run. The supervisor knows it, unless it is
    /// temporary.
    #[error("the child chose not to start")]
    Ignored,
    /// The child did not start.
    #[error("the child did not start: {0}")]
    Start(StartError),
    /// The specification is not one for this supervisor.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The supervisor cannot be asked.
    #[error("the supervisor does not answer: {0}")]
    Supervisor(#[from] CallError),
}

impl From<StartError> for ChildError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::AlreadyStarted(pid) => Self::AlreadyStarted(pid),
            StartError::Ignore => Self::Ignored,
            error => Self::Start(error),
        }
    }
}

/// A child of a supervisor, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// By which name the supervisor knows it.
    pub id: Name,
    /// What it is doing.
    pub state: ChildState,
    /// What it is.
    pub kind: ChildKind,
}

impl Child {
    /// Returns its pid, if it runs.
    pub fn pid(&self) -> Option<Pid> {
        self.state.pid()
    }
}

/// A child that a supervisor was asked for.
pub(crate) struct Found {
    pub(crate) spec: Spec,
    pub(crate) process: Option<Arc<dyn Process>>,
}

/// What a child is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildState {
    /// It runs.
    Running(Pid),
    /// It crashed, and did not start again yet.
    Restarting,
    /// It was terminated, ended for good, or chose not to run: `undefined`.
    Stopped,
}

impl ChildState {
    pub(crate) fn pid(self) -> Option<Pid> {
        match self {
            Self::Running(pid) => Some(pid),
            Self::Restarting | Self::Stopped => None,
        }
    }
}

/// How many children a supervisor has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that it knows.
    pub specs: usize,
    /// Those that are alive.
    pub active: usize,
    /// Those that are supervisors, alive or not.
    pub supervisors: usize,
    /// Those that are workers, alive or not.
    pub workers: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, kind: ChildKind, is_active: bool) {
        self.specs += 1;
        self.active += usize::from(is_active);
        match kind {
            ChildKind::Supervisor => self.supervisors += 1,
            ChildKind::Worker => self.workers += 1,
        }
    }
}

/// A supervisor's methods.
impl SupervisorRef {
    /// Adds a child and starts it.
    ///
    /// # Errors
    ///
    /// See [`ChildError`]. A child that does not start is not added.
    pub async fn start_child<C: IntoChildSpec>(
        &self,
        child: C,
    ) -> Result<ProcessRef<C::Message>, ChildError> {
        let spec = child.into_child_spec().spec;
        let process =
            self.ask(|reply| Request::StartChild(spec, reply)).await??;
        Ok(typed(process))
    }

    /// Starts a child that was terminated, or has ended for good.
    ///
    /// # Errors
    ///
    /// See [`ChildError`].
    pub async fn restart_child(
        &self,
        id: impl Into<Name>,
    ) -> Result<Pid, ChildError> {
        let id = id.into();
        self.ask(|reply| Request::RestartChild(id, reply)).await?
    }

    /// Stops a child, if it runs. It is not started again, but still known,
    /// unless it is temporary.
    ///
    /// # Errors
    ///
    /// See [`ChildError`].
    pub async fn terminate_child(
        &self,
        id: impl Into<Name>,
    ) -> Result<(), ChildError> {
        let id = id.into();
        self.ask(|reply| Request::TerminateChild(id, reply)).await?
    }

    /// Forgets a child that does not run.
    ///
    /// # Errors
    ///
    /// See [`ChildError`].
    pub async fn delete_child(
        &self,
        id: impl Into<Name>,
    ) -> Result<(), ChildError> {
        let id = id.into();
        self.ask(|reply| Request::DeleteChild(id, reply)).await?
    }

    /// Returns a reference to a child, if it runs and its messages are of
    /// type `M`.
    ///
    /// # Errors
    ///
    /// See [`ChildError`].
    pub async fn child<M: Send + 'static>(
        &self,
        id: impl Into<Name>,
    ) -> Result<ProcessRef<M>, ChildError> {
        let found = self.find(id.into()).await?;
        let process = found.process.and_then(ProcessRef::of);
        process.ok_or(ChildError::NotFound)
    }

    /// Returns the specification of a child, if its messages are of type `M`:
    /// `get_childspec`.
    ///
    /// # Errors
    ///
    /// See [`ChildError`].
    pub async fn child_spec<M: Send + 'static>(
        &self,
        id: impl Into<Name>,
    ) -> Result<ChildSpec<M>, ChildError> {
        let found = self.find(id.into()).await?;
        ChildSpec::of(found.spec).ok_or(ChildError::NotFound)
    }

    /// Lists the children, in the order in which they start.
    ///
    /// # Errors
    ///
    /// If the supervisor cannot be asked.
    pub async fn which_children(&self) -> Result<Vec<Child>, CallError> {
        self.ask(Request::WhichChildren).await
    }

    /// Counts the children.
    ///
    /// # Errors
    ///
    /// If the supervisor cannot be asked.
    pub async fn count_children(&self) -> Result<Counts, CallError> {
        self.ask(Request::CountChildren).await
    }

    async fn find(&self, id: Name) -> Result<Found, ChildError> {
        self.ask(|reply| Request::FindChild(id, reply)).await?
    }

    async fn ask<T: Send + 'static>(
        &self,
        request: impl FnOnce(Reply<T>) -> Request + Unpin,
    ) -> Result<T, CallError> {
        self.call(|reply| Message(request(reply))).forever().await
    }
}

/// Returns a reference of the type that the specification has promised.
pub(crate) fn typed<M: Send + 'static>(
    process: Arc<dyn Process>,
) -> ProcessRef<M> {
    ProcessRef::of(process).expect("a `ChildSpec<M>` starts a `ProcessRef<M>`")
}
