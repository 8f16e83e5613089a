//! Stopping children: one, or many at the same time.
//!
//! A child is watched by a monitor, not by the link, so that one that unlinked
//! itself cannot keep its supervisor waiting for ever. The link stays until
//! the child is dead: if the supervisor is killed meanwhile, so is the child.

use std::sync::Arc;

use tokio::time::{Instant, timeout_at};

use super::{Restart, Shutdown};
use crate::exit::ExitReason;
use crate::process::{self, Process, Signal};

/// A child that is to be stopped.
pub(crate) struct Stopping {
    pub(crate) process: Arc<dyn Process>,
    pub(crate) restart: Restart,
    pub(crate) shutdown: Shutdown,
}

/// Stops a child. Returns why it ended, if that is not as it should be.
pub(crate) async fn stop(child: Stopping) -> Option<ExitReason> {
    let mut unexpected = None;
    stop_all(vec![child], |_, reason| unexpected = Some(reason)).await;
    unexpected
}

/// Stops children that do not depend on each other: all at once, each given
/// the time that its specification says. Reports those that did not end as
/// they should.
pub(crate) async fn stop_all(
    mut children: Vec<Stopping>,
    mut report: impl FnMut(&Stopping, ExitReason),
) {
    let now = Instant::now();
    let deadline = |child: &Stopping| match child.shutdown {
        Shutdown::Kill => Some(now),
        Shutdown::After(time) => now.checked_add(time),
        Shutdown::Infinity => None,
    };
    for child in &children {
        match child.shutdown {
            Shutdown::Kill => signal(child, ExitReason::Kill),
            _ => signal(child, ExitReason::Shutdown),
        }
    }
    // Those that may take longest last, so that whoever is waited for keeps
    // nobody else alive beyond its time.
    children.sort_by_key(|child| {
        let deadline = deadline(child);
        (deadline.is_none(), deadline)
    });
    // The children before this one were killed already.
    let mut killed = 0;
    for (at, child) in children.iter().enumerate() {
        let ended = process::ended(&child.process);
        let in_time = match deadline(child) {
            Some(time) if at >= killed => timeout_at(time, ended).await.ok(),
            _ => Some(ended.await),
        };
        let reason = if let Some(reason) = in_time {
            reason
        } else {
            let late = |child: &&Stopping| {
                deadline(child).is_some_and(|time| time <= Instant::now())
            };
            killed = at;
            for child in children[at..].iter().take_while(late) {
                signal(child, ExitReason::Kill);
                killed += 1;
            }
            process::ended(&child.process).await
        };
        if !child.may_end_with(&reason) {
            report(child, reason);
        }
    }
}

fn signal(child: &Stopping, reason: ExitReason) {
    let from = process::id();
    child.process.signal(Signal::Exit { from, reason });
}

impl Stopping {
    /// Returns whether a child that was told to stop may end like that.
    fn may_end_with(&self, reason: &ExitReason) -> bool {
        let asked_for = match self.shutdown {
            Shutdown::Kill => ExitReason::Killed,
            Shutdown::After(_) | Shutdown::Infinity => ExitReason::Shutdown,
        };
        *reason == asked_for
            || (reason.is_orderly() && self.restart != Restart::Permanent)
    }
}
