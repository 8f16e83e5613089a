//! Pools of OTP processes.

use std::fmt;

use actor_core::supervisor::{ChildError, ChildSpec, IntoChildSpec, Restart};
use actor_core::{
    CallError, DynamicSupervisor, DynamicSupervisorRef, ExitReason, Mailbox,
    Pid, ProcessRef, process,
};
use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::manage::Manage;

/// Workers that are processes, started by a child specification and supervised;
/// see [`Pool::processes`](super::Pool::processes).
///
/// One starts after the other, because their supervisor waits for each `init`:
/// one that hangs there holds up all that are to be started. If that can
/// happen, give the server a [timeout](actor_core::gen_server::Starter::timeout).
pub struct Processes<M> {
    spec: ChildSpec<M>,
    /// Another one after each restart of the pool.
    supervisor: Mutex<Option<DynamicSupervisorRef>>,
}

impl<M: Send + 'static> Processes<M> {
    pub(super) fn new(spec: impl IntoChildSpec<Message = M>) -> Self {
        // The pool replaces a worker that ends; its supervisor must not.
        let spec = spec.into_child_spec().restart(Restart::Temporary);
        Self { spec, supervisor: Mutex::new(None) }
    }

    fn above(&self) -> Result<DynamicSupervisorRef, ChildError> {
        let supervisor = self.supervisor.lock().clone();
        supervisor.ok_or(ChildError::Supervisor(CallError::NoProc))
    }
}

impl<M: Send + 'static> Manage for Processes<M> {
    type Worker = ProcessRef<M>;
    type Error = ChildError;

    /// The supervisor would start the child even if nobody waited for it any
    /// more; so that somebody does, this is done by a process of its own.
    async fn create(&self) -> Result<ProcessRef<M>, ChildError> {
        let supervisor = self.above()?;
        let spec = self.spec.clone();
        let (claim, started) = oneshot::channel();
        process::spawn(async move |_: Mailbox<()>| {
            let child = supervisor.start_child(spec).await;
            // If nobody claims it, this drops it.
            let _ = claim.send(child.map(|child| Unclaimed(Some(child))));
        });
        let started = started.await;
        started
            .map_err(|_| ChildError::Supervisor(CallError::NoReply))??
            .claim()
    }

    /// One that has just ended is not given to anybody, even if the pool was
    /// not told yet.
    async fn check(
        &self,
        worker: &mut ProcessRef<M>,
    ) -> Result<(), ChildError> {
        if worker.is_alive() { Ok(()) } else { Err(ChildError::NotFound) }
    }

    async fn close(&self, worker: ProcessRef<M>) {
        if let Ok(supervisor) = self.above() {
            // A child that is not there has ended already.
            let _ = supervisor.terminate_child(worker.pid()).await;
        }
    }

    fn pid(&self, worker: &ProcessRef<M>) -> Option<Pid> {
        Some(worker.pid())
    }

    fn supervisor(&self) -> Option<DynamicSupervisor> {
        Some(DynamicSupervisor::new())
    }

    fn stand_under(&self, supervisor: DynamicSupervisorRef) {
        *self.supervisor.lock() = Some(supervisor);
    }
}

/// A child that was started, and does not belong to a pool yet.
struct Unclaimed<M: Send + 'static>(Option<ProcessRef<M>>);

impl<M: Send + 'static> Unclaimed<M> {
    fn claim(mut self) -> Result<ProcessRef<M>, ChildError> {
        self.0.take().ok_or(ChildError::NotFound)
    }
}

impl<M: Send + 'static> Drop for Unclaimed<M> {
    fn drop(&mut self) {
        if let Some(child) = self.0.take() {
            child.exit(ExitReason::Kill);
        }
    }
}

impl<M> fmt::Debug for Processes<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Processes").field(&self.spec).finish()
    }
}
