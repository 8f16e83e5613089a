//! Workers that are not processes.

use std::future::pending;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use actor_core::process;
use pooly::Pool;
use pooly::pool::{Builder, Manage};
use tokio::time::sleep;

use super::held::Life;
use super::kind::Kind;
use super::notes::{Notes, State};
use super::operation::{Behaviour, Part};

/// A reset is waited for, however long it takes.
const TOO_LONG: Duration = Duration::from_secs(8);

/// Makes resources.
pub(crate) struct Resources(Arc<Notes>);

#[derive(Debug, thiserror::Error)]
#[error("told to")]
pub(crate) struct ToldTo;

impl Kind for Resources {
    const NAME: &str = "resources";
    const DIES: bool = false;

    fn builder(notes: Arc<Notes>) -> Builder<Self> {
        Pool::builder(Self(notes))
    }

    fn number(_: &Notes, worker: &Life) -> usize {
        worker.number
    }
}

impl Resources {
    async fn behave(&self, part: Part) -> Result<(), ToldTo> {
        match self.0.behaviour(part) {
            Behaviour::Works => {}
            Behaviour::Takes(time) => sleep(time).await,
            Behaviour::Fails => return Err(ToldTo),
            Behaviour::Panics => resume_unwind(Box::new("told to")),
            Behaviour::Hangs if part == Part::Reset => sleep(TOO_LONG).await,
            Behaviour::Hangs => pending().await,
        }
        Ok(())
    }
}

impl Manage for Resources {
    type Worker = Life;
    type Error = ToldTo;

    async fn create(&self) -> Result<Life, ToldTo> {
        self.behave(Part::Start).await?;
        // The process that starts a worker is linked to the pool's server.
        let starter = process::info(process::id());
        let server = starter.and_then(|info| info.links.first().copied());
        Ok(self.0.born(server, None))
    }

    async fn check(&self, worker: &mut Life) -> Result<(), ToldTo> {
        let check = Check::begin(worker);
        self.behave(Part::Check).await?;
        check.end()
    }

    async fn reset(&self, worker: &mut Life) -> Result<(), ToldTo> {
        // Unless this ends, the worker is lost.
        self.0.page().lost += 1;
        self.0.page().spoils += 1;
        let outcome = self.behave(Part::Reset).await;
        let mut page = self.0.page();
        page.lost -= 1;
        page.spoils -= u64::from(outcome.is_ok());
        page.workers[worker.number].is_used = outcome.is_err();
        outcome
    }

    async fn close(&self, worker: Life) {
        let spoiled = "was closed";
        self.0.page().workers[worker.number].spoiled = Some(spoiled);
        // There is nobody to tell that it failed.
        let _ = self.behave(Part::Close).await;
    }
}

/// The current process finds out whether a worker is fit, until this is
/// dropped.
struct Check<'a> {
    worker: &'a Life,
    caller: usize,
}

impl<'a> Check<'a> {
    fn begin(worker: &'a Life) -> Self {
        let mut page = worker.notes.page();
        let me = process::id();
        let caller = page.callers.iter().position(|it| it.process.pid() == me);
        let caller = caller.expect("callers check what they get");
        page.workers[worker.number].is_checked = true;
        page.callers[caller].state = State::Checks;
        page.served.push(caller);
        page.spoils += 1;
        Self { worker, caller }
    }

    fn end(self) -> Result<(), ToldTo> {
        let mut page = self.worker.notes.page();
        if page.workers[self.worker.number].is_broken {
            page.unfit += 1;
            page.callers[self.caller].state = State::Waits;
            return Err(ToldTo);
        }
        page.spoils -= 1;
        Ok(())
    }
}

impl Drop for Check<'_> {
    fn drop(&mut self) {
        let mut page = self.worker.notes.page();
        page.workers[self.worker.number].is_checked = false;
    }
}
