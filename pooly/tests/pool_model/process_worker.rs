//! Workers that are processes.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{ChildSpec, Shutdown};
use actor_core::{ExitReason, GenServer, ProcessRef, process};
use pooly::Pool;
use pooly::pool::{Builder, Processes};
use tokio::time::sleep;

use super::held::Life;
use super::kind::Kind;
use super::notes::Notes;
use super::operation::{Behaviour, Part};

struct Worker {
    notes: Arc<Notes>,
    /// Dropped when the process ends.
    _life: Life,
}

impl Kind for Processes<()> {
    const NAME: &str = "processes";
    const DIES: bool = true;

    fn builder(notes: Arc<Notes>) -> Builder<Self> {
        let start = move || Worker::start_link(notes.clone());
        let worker = ChildSpec::new("Worker", start);
        Pool::processes(worker.shutdown(Shutdown::After(PATIENCE)))
    }

    fn number(notes: &Notes, worker: &ProcessRef<()>) -> usize {
        notes.page().pids[&worker.pid()]
    }
}

/// How long a worker has to stop.
const PATIENCE: Duration = Duration::from_millis(700);

/// Longer than a pool waits for a start, and a supervisor for an end.
const TOO_LONG: Duration = Duration::from_secs(8);

impl GenServer for Worker {
    type Args = Arc<Notes>;
    type Message = ();

    async fn init(notes: Arc<Notes>) -> Init<Self> {
        let behaviour = notes.behaviour(Part::Start);
        match behaviour {
            Behaviour::Works => {}
            Behaviour::Takes(time) => sleep(time).await,
            Behaviour::Fails => return Init::error("told to"),
            Behaviour::Panics => resume_unwind(Box::new("told to")),
            // Until then the supervisor waits as well.
            Behaviour::Hangs => sleep(TOO_LONG).await,
        }
        // To be given time when it is told to stop.
        process::trap_exit(true);
        let me = process::id();
        let ancestors = process::info(me).map(|info| info.ancestors);
        let owner = ancestors.and_then(|them| them.first().copied());
        let life = notes.born(owner, Some(me));
        Init::ok(Self { notes, _life: life })
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }

    async fn terminate(&mut self, _: &ExitReason) {
        match self.notes.behaviour(Part::Close) {
            Behaviour::Works | Behaviour::Fails => {}
            Behaviour::Takes(time) => sleep(time).await,
            Behaviour::Panics => resume_unwind(Box::new("told to")),
            // With its supervisor killed, nobody would end it but itself.
            Behaviour::Hangs => sleep(TOO_LONG).await,
        }
    }
}
