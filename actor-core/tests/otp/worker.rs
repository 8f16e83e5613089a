//! A child that starts, ends and stops as it is told.

use std::future::pending;
use std::time::Duration;

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::ChildSpec;
use actor_core::{ExitReason, GenServer, process};
use tokio::time::sleep;

use crate::child;
use crate::journal::{Begin, Journal};
use crate::say::Word;

/// What a worker is told.
pub(crate) enum Do {
    Exit(ExitReason),
    Crash,
    Sleep(Duration),
    Tell(Word),
    Unlink,
    /// It sends this to its supervisor, as if it had ended.
    Signal(ExitReason),
}

/// What a worker does when it is told to stop.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It does not trap exits.
    Well,
    Linger(Duration),
    Hang,
    Crash,
    Exit(ExitReason),
}

#[derive(Clone)]
pub(crate) struct Worker {
    journal: Journal,
    id: Word,
    stop: Stop,
}

/// The children of a scenario.
impl Journal {
    pub(crate) fn child(&self, id: Word) -> ChildSpec<Do> {
        self.child_that(Stop::Well, id)
    }

    pub(crate) fn child_that(&self, stop: Stop, id: Word) -> ChildSpec<Do> {
        let worker = Worker { journal: self.clone(), id, stop };
        ChildSpec::new(id, move || Worker::start_link(worker.clone()))
    }

    pub(crate) fn child_without_link(&self, id: Word) -> ChildSpec<Do> {
        let worker = Worker { journal: self.clone(), id, stop: Stop::Well };
        ChildSpec::new(id, move || Worker::start(worker.clone()))
    }
}

impl GenServer for Worker {
    type Args = Self;
    type Message = Do;

    async fn init(worker: Self) -> Init<Self> {
        process::trap_exit(worker.stop != Stop::Well);
        let begin = worker.journal.begins(worker.id, process::this()).await;
        match begin {
            Begin::Well => Init::ok(worker),
            Begin::Ignore => Init::Ignore,
            Begin::Fail(why) => Init::error(why),
            Begin::Crash => child::crash(),
            Begin::Quietly(time) => {
                sleep(time).await;
                Init::error("boom")
            }
            Begin::Held | Begin::Always(_) => {
                unreachable!("the journal says what it is")
            }
        }
    }

    async fn handle(&mut self, message: Do) -> Next {
        match message {
            Do::Exit(why) => process::exit_self(why),
            Do::Crash => child::crash(),
            Do::Sleep(time) => sleep(time).await,
            Do::Tell(what) => self.journal.note(format!("{} {what}", self.id)),
            Do::Unlink => {
                let links = process::info(process::id()).unwrap().links;
                links.into_iter().for_each(process::unlink);
            }
            Do::Signal(why) => {
                let links = process::info(process::id()).unwrap().links;
                for supervisor in links {
                    process::exit(supervisor, why.clone());
                }
            }
        }
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        if *reason != ExitReason::Shutdown || self.stop == Stop::Well {
            return;
        }
        self.journal.note(format!("{} is told to stop", self.id));
        match &self.stop {
            Stop::Well => {}
            Stop::Linger(time) => sleep(*time).await,
            Stop::Hang => pending().await,
            Stop::Crash => child::crash(),
            Stop::Exit(why) => process::exit_self(why.clone()),
        }
    }
}
