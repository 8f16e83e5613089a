//! Workers that are processes, and of which a test decides how they start.

use actor_core::gen_server::{Init, Next};
use actor_core::{ExitReason, GenServer, Mailbox, Pid, ProcessRef, process};
use pooly::pool::Manage;

use crate::workshop::{Failed, Workshop};

/// A server whose `init` goes as the creation of a tool does.
pub(crate) struct Craftsman;

impl GenServer for Craftsman {
    type Args = Workshop;
    type Message = ();

    async fn init(workshop: Workshop) -> Init<Self> {
        match workshop.create_step().await {
            Ok(()) => Init::ok(Craftsman),
            Err(failed) => Init::error(ExitReason::error(failed)),
        }
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }
}

/// Hires processes that stand under no supervisor.
pub(crate) struct FreeCraftsmen {
    workshop: Workshop,
    temper: Temper,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Temper {
    /// They stay until they are sent a message.
    Calm,
    /// They panic at once.
    Hasty,
}

impl FreeCraftsmen {
    pub(crate) fn calm(workshop: Workshop) -> Self {
        Self { workshop, temper: Temper::Calm }
    }

    pub(crate) fn hasty(workshop: Workshop) -> Self {
        Self { workshop, temper: Temper::Hasty }
    }
}

impl Manage for FreeCraftsmen {
    type Worker = ProcessRef<()>;
    type Error = Failed;

    async fn create(&self) -> Result<ProcessRef<()>, Failed> {
        self.workshop.create_step().await?;
        let temper = self.temper;
        Ok(process::spawn(async move |mut mailbox: Mailbox<()>| {
            assert!(temper == Temper::Calm, "told to panic");
            mailbox.receive().await;
        }))
    }

    async fn reset(&self, _: &mut ProcessRef<()>) -> Result<(), Failed> {
        self.workshop.reset_step().await
    }

    async fn close(&self, worker: ProcessRef<()>) {
        worker.exit(ExitReason::Kill);
    }

    fn pid(&self, worker: &ProcessRef<()>) -> Option<Pid> {
        Some(worker.pid())
    }
}
