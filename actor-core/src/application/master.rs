//! The process of an application: it starts the tree, and stops it.

use std::sync::Arc;

use super::distributed::Takeover;
use super::{Application, StartType};
use crate::exit::ExitReason;
use crate::gen_server::{self, GenServer, Info, Init, Next, StartError};
use crate::process::{self, Process, Signal};
use crate::system::System;

/// Tells the master to stop.
pub(super) struct Stop;

pub(super) struct Master {
    application: Application,
    top: Arc<dyn Process>,
}

impl GenServer for Master {
    type Args = (Application, StartType);
    type Message = Stop;

    async fn init((application, start_type): Self::Args) -> Init<Self> {
        process::set_label(application.name.clone());
        process::trap_exit(true);
        let kernel = System::current().kernel;
        let takeover = Takeover::begin(&kernel, &start_type);
        let started = (application.start)(start_type).await;
        drop(takeover);
        let top = match started {
            Ok(top) => top,
            Err(StartError::Init(reason)) => return Init::Error(reason),
            Err(StartError::Ignore) => return Init::Ignore,
            Err(error) => return Init::error(ExitReason::error(error)),
        };
        // Whoever started it has linked it already, or should have. If it is
        // dead its exit is the next message.
        let _ = process::link(top.pid());
        Init::ok(Master { application, top })
    }

    async fn handle(&mut self, Stop: Stop) -> Next {
        Next::Stop(ExitReason::Normal)
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Exit(exit) if exit.from == self.top.pid() => {
                Next::Stop(exit.reason)
            }
            // A process that was started beside the tree.
            Info::Exit(_) => Next::Continue,
            other => {
                other.log();
                Next::Continue
            }
        }
    }

    async fn terminate(&mut self, _: &ExitReason) {
        let Application { before_stop, after_stop, .. } = &self.application;
        if let Some(hook) = before_stop.as_ref().filter(|_| self.runs()) {
            self.call("before_stop", hook()).await;
        }
        let (from, reason) = (process::id(), ExitReason::Shutdown);
        self.top.signal(Signal::Exit { from, reason });
        process::ended(&self.top).await;
        if let Some(hook) = after_stop {
            self.call("after_stop", hook()).await;
        }
    }
}

impl Master {
    fn runs(&self) -> bool {
        self.top.is_alive()
    }

    /// Runs a hook. What it does wrong keeps nothing from stopping.
    async fn call(&self, hook: &str, running: super::Future<()>) {
        if let Err(reason) = gen_server::catch(running).await {
            tracing::error!(
                target: "actor_core::crash",
                application = %self.application.name,
                hook,
                %reason,
                "a hook of an application crashed"
            );
        }
    }
}
