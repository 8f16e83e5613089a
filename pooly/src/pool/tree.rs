//! The tree of a pool: who starts it, and what ends with what.

use std::sync::Arc;

use actor_core::supervisor::{self, ChildSpec, IntoChildSpec, Strategy};
use actor_core::{
    DynamicSupervisor, DynamicSupervisorRef, GenServer, Supervisor,
    dynamic_supervisor, process,
};
use parking_lot::Mutex;

use super::Pool;
use super::manage::Manage;
use super::server::{Args, Server};

impl<W: Manage> Pool<W> {
    /// If one of the two ends, the other cannot go on: the server would lend
    /// the dead, and workers would answer to nobody.
    pub(super) fn tree(&self) -> Supervisor {
        let tree = Supervisor::new(Strategy::OneForAll);
        let workers = Arc::new(Mutex::new(None));
        let tree = match self.shared.manage.supervisor() {
            Some(supervisor) => {
                tree.child(worker_supervisor(supervisor, workers.clone()))
            }
            None => tree,
        };
        let shared = self.shared.clone();
        tree.child(ChildSpec::new("PoolServer", move || {
            Server::start_link(Args {
                shared: shared.clone(),
                // This runs in the supervisor.
                supervisor: process::this(),
                worker_supervisor: workers.lock().clone(),
            })
        }))
    }
}

/// A pool is known to its supervisor by its [name](super::Builder::named).
impl<W: Manage> IntoChildSpec for Pool<W> {
    type Message = supervisor::Message;

    fn into_child_spec(self) -> ChildSpec<supervisor::Message> {
        let id = self.shared.options.name.clone();
        let start = move || {
            let pool = self.clone();
            async move { pool.start_link().await }
        };
        ChildSpec::new(id, start).supervisor()
    }
}

/// Returns how the supervisor of the workers is started. `started` is where
/// the server, which is started after it, finds it.
fn worker_supervisor(
    supervisor: DynamicSupervisor,
    started: Arc<Mutex<Option<DynamicSupervisorRef>>>,
) -> ChildSpec<dynamic_supervisor::Message> {
    let start = move || {
        let (supervisor, started) = (supervisor.clone(), started.clone());
        async move {
            let supervisor = supervisor.start_link().await?;
            *started.lock() = Some(supervisor.clone());
            Ok(supervisor)
        }
    };
    ChildSpec::new("WorkerSupervisor", start).supervisor()
}
