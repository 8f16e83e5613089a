//! What can be asked of a dynamic supervisor that runs.

use std::sync::Arc;

use super::server::{Message, Request};
use crate::call::{CallError, Reply};
use crate::pid::{Name, Pid};
use crate::process::{Process, ProcessRef};
use crate::supervisor::{
    ChildError, ChildKind, ChildState, Counts, IntoChildSpec, typed,
};

/// A reference to a dynamic supervisor.
///
/// All its methods wait for as long as the supervisor needs: it may be
/// starting or stopping a child.
pub type DynamicSupervisorRef = ProcessRef<Message>;

/// A child of a dynamic supervisor, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicChild {
    /// The id in its specification, which others may have too.
    pub id: Name,
    /// What it is doing: it runs, or is being restarted.
    pub state: ChildState,
    /// What it is.
    pub kind: ChildKind,
}

impl DynamicChild {
    /// Returns its pid, if it runs.
    pub fn pid(&self) -> Option<Pid> {
        self.state.pid()
    }
}

/// A dynamic supervisor's methods.
impl DynamicSupervisorRef {
    /// Starts a child. Ids need not be unique.
    ///
    /// # Errors
    ///
    /// See [`ChildError`].
    pub async fn start_child<C: IntoChildSpec>(
        &self,
        child: C,
    ) -> Result<ProcessRef<C::Message>, ChildError> {
        let spec = child.into_child_spec().spec;
        let started = |reply| Request::StartChild(spec, reply);
        let process: Arc<dyn Process> = self.ask(started).await??;
        Ok(typed(process))
    }

    /// Stops a child and forgets it.
    ///
    /// # Errors
    ///
    /// See [`ChildError`].
    pub async fn terminate_child(&self, pid: Pid) -> Result<(), ChildError> {
        self.ask(|reply| Request::TerminateChild(pid, reply)).await?
    }

    /// Lists the children, in no order.
    ///
    /// # Errors
    ///
    /// If the supervisor cannot be asked.
    pub async fn which_children(&self) -> Result<Vec<DynamicChild>, CallError> {
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

    async fn ask<T: Send + 'static>(
        &self,
        request: impl FnOnce(Reply<T>) -> Request + Unpin,
    ) -> Result<T, CallError> {
        self.call(|reply| Message(request(reply))).forever().await
    }
}
