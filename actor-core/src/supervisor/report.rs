//! What a supervisor reports: who ended, why, and what became of it.
//!
//! A child that crashes leaves its report to its supervisor, so that there is
//! one, and it says what was restarted.

use std::fmt::Write;
use std::sync::Arc;

use tracing::{Level, error, warn};

use super::Intensity;
use crate::exit::ExitReason;
use crate::gen_server::StartError;
use crate::pid::{Name, Pid};
use crate::process::{self, Process};
use crate::report::guarded;

/// The child that a report is about.
pub(crate) struct Report<'a> {
    pub(crate) id: &'a Name,
    pub(crate) process: Option<&'a Arc<dyn Process>>,
    pub(crate) reason: Option<&'a ExitReason>,
}

/// A child that was started again.
pub(crate) struct Restarted {
    pub(crate) id: Name,
    pub(crate) pid: Pid,
}

/// Who reports: the name of the current process or, if it has none, its pid.
fn supervisor() -> String {
    let me = process::me();
    let name = me.with(|control| control.relations.as_ref()?.name.clone());
    name.map_or_else(|| me.pid().to_string(), |name| name.to_string())
}

/// Reports a child, with what happened.
macro_rules! report {
    ($level:ident, $report:expr, $($field:tt)*) => {
        guarded(|| $level!(
            target: "actor_core::crash",
            supervisor = supervisor(),
            child = %$report.id,
            pid = $report.process.map(|p| tracing::field::display(p.pid())),
            reason = $report.reason.map(tracing::field::display),
            message_type = $report.process.and_then(|p| p.message_type()),
            $($field)*
        ))
    };
}

impl Report<'_> {
    /// It ended, and is not started again.
    pub(crate) fn ended(&self) {
        if self.reason.is_some_and(|reason| !reason.is_orderly()) {
            report!(error, self, "a child crashed");
        }
    }

    /// It was told to stop, and ended otherwise.
    pub(crate) fn did_not_stop_in_order(&self) {
        report!(error, self, "a child did not stop in order");
    }

    /// It ended, and there were too many restarts already.
    pub(crate) fn too_many_restarts(&self, limit: Intensity) {
        report!(
            error,
            self,
            max_restarts = limit.max_restarts,
            within = ?limit.within,
            "too many restarts: the supervisor gives up"
        );
    }

    /// It ended, and was started again, with these.
    pub(crate) fn restarted(&self, restarted: &[Restarted]) {
        if !tracing::enabled!(target: "actor_core::crash", Level::ERROR) {
            return;
        }
        let mut list = String::new();
        for Restarted { id, pid } in restarted {
            let comma = if list.is_empty() { "" } else { ", " };
            // Text can always be written.
            let _ = write!(list, "{comma}{id} as {pid}");
        }
        match self.reason {
            Some(reason) if !reason.is_orderly() => report!(
                error,
                self,
                restarted = list,
                "a child crashed and was restarted"
            ),
            Some(_) => report!(
                warn,
                self,
                restarted = list,
                "a child ended and was restarted"
            ),
            None => {
                report!(warn, self, restarted = list, "a child was restarted");
            }
        }
    }

    /// It ended, and could not be started again because `failed` did not
    /// start; that will be tried again.
    pub(crate) fn not_restarted(&self, failed: &Name, error: &StartError) {
        report!(
            error,
            self,
            %failed,
            %error,
            "a child ended and could not be restarted: trying again"
        );
    }

    /// It did not start.
    pub(crate) fn did_not_start(id: &Name, error: &StartError) {
        guarded(|| {
            error!(
                target: "actor_core::crash",
                supervisor = supervisor(),
                child = %id,
                %error,
                "a child did not start"
            );
        });
    }
}
