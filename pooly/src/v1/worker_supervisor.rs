//! The supervisor of the workers: whoever crashes is started again.

use std::time::Duration;

use actor_core::supervisor::{
    ChildError, ChildSpec, IntoChildSpec, Restart, Shutdown,
};
use actor_core::{DynamicSupervisor, DynamicSupervisorRef, dynamic_supervisor};

use crate::sample_worker::{self, Worker};

/// Returns how the supervisor is started: without workers.
///
/// It is temporary, because it is started without workers again, too: only
/// the server knows how many there should be.
pub fn child_spec() -> ChildSpec<dynamic_supervisor::Message> {
    DynamicSupervisor::new()
        .intensity(5, Duration::from_secs(5))
        .into_child_spec()
        .with_id("WorkerSupervisor")
        .restart(Restart::Temporary)
}

/// Starts one more worker.
///
/// # Errors
///
/// If it does not start, or the supervisor is dead.
pub async fn start_worker(
    supervisor: &DynamicSupervisorRef,
    worker: ChildSpec<sample_worker::Message>,
) -> Result<Worker, ChildError> {
    let worker = worker.restart(Restart::Permanent).shutdown(Shutdown::WORKER);
    supervisor.start_child(worker).await
}
