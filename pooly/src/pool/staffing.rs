//! Starting workers, and replacing those that end.

use std::time::Duration;

use actor_core::{Down, ExitReason, Mailbox, Pid, process};
use tokio::time::{Instant, timeout};

use super::desk::Desk;
use super::error::CheckoutError;
use super::manage::Manage;
use super::server::{Message, Server};
use super::shared::Phase;
use super::timing::after;
use super::worker::{Unit, UnitId};

/// A start that failed.
pub(super) struct Failure {
    pub(super) cause: ExitReason,
    /// When the next is due.
    pub(super) retry: Instant,
}

/// A worker that is a process.
pub(super) struct Watched {
    id: UnitId,
    pub(super) pid: Pid,
    since: Instant,
}

/// The start of a worker took too long.
#[derive(Debug, thiserror::Error)]
#[error("a worker did not start within {0:?}")]
struct StartTimeout(Duration);

impl<W: Manage> Server<W> {
    /// Returns how many workers there are if nobody asks for one.
    pub(super) fn kept(&self) -> usize {
        match self.phase() {
            Phase::Open => self.options().min_idle.min(self.size),
            Phase::Draining | Phase::Closed => 0,
        }
    }

    /// Returns whether another worker is needed, and may be started now.
    pub(super) fn must_start(&self, desk: &Desk<W>) -> bool {
        let is_needed = self.present(desk) < self.kept()
            || self.coming() < desk.waiting.len();
        is_needed && self.total(desk) < self.limit() && self.may_start()
    }

    /// After a failure one start is tried at a time.
    pub(super) fn may_start(&self) -> bool {
        self.failure.as_ref().is_none_or(|failure| {
            self.starting.is_empty() && failure.retry <= Instant::now()
        })
    }

    /// Has a worker started.
    pub(super) fn start(&mut self) {
        let manage = self.shared.manage.clone();
        let server = self.this.clone();
        let limit = self.options().start_timeout;
        let starter = process::spawn_link(async move |_: Mailbox<()>| {
            process::set_label("starts a worker");
            let worker = timeout(limit, manage.create()).await;
            let worker = worker
                .map_err(|_| ExitReason::error(StartTimeout(limit)))?
                .map_err(ExitReason::error)?;
            server.cast(Message::Started(process::id(), worker));
            Ok::<_, ExitReason>(())
        });
        self.starting.insert(starter.pid());
    }

    pub(super) fn started(&mut self, by: Pid, worker: W::Worker) {
        self.starting.remove(&by);
        self.failure = None;
        let mut desk = self.desk();
        desk.counters.started += 1;
        let id = desk.new_id();
        drop(desk);
        let now = Instant::now();
        let monitor = self.shared.manage.pid(&worker).map(|pid| {
            let monitor = process::monitor(pid);
            self.monitors.insert(monitor, Watched { id, pid, since: now });
            monitor
        });
        let lifetime = self.options().max_lifetime;
        let expires = lifetime.map(|time| after(now, less(time, 0.1)));
        if let Some(expires) = expires {
            // It may be lent at once, and come back where nobody looks.
            self.arm(expires);
        }
        let unit = Unit {
            id,
            worker,
            pool: self.shared.clone(),
            monitor,
            expires,
            since: now,
            waited: Duration::ZERO,
            tainted: false,
            is_reset: true,
        };
        self.serve(Box::new(unit), now);
    }

    /// Notes that one of the server's own processes has ended.
    pub(super) fn exited(&mut self, pid: Pid, reason: ExitReason) {
        if self.starting.remove(&pid) {
            self.start_failed(reason);
        } else if let Some(monitor) = self.resetting.remove(&pid) {
            self.was_dropped(monitor);
        } else if let Some(Some(worker)) = self.closing.remove(&pid) {
            // One that would not stop in time is not left behind.
            process::exit(worker, ExitReason::Kill);
        }
    }

    fn start_failed(&mut self, cause: ExitReason) {
        if self.phase() == Phase::Closed {
            return;
        }
        self.desk().counters.start_failures += 1;
        self.back_off(&cause);
        for reply in self.ready.drain(..) {
            reply.send(Err(cause.clone()));
        }
        let why = CheckoutError::StartFailed(cause);
        let is_deserted = self.is_deserted(&self.desk());
        if is_deserted {
            self.refuse_all(&why);
        } else {
            self.refuse_hasty(&why);
        }
    }

    /// Puts off the next start. Several that fail together are one failure.
    fn back_off(&mut self, cause: &ExitReason) {
        let now = Instant::now();
        if let Some(failure) = &mut self.failure
            && failure.retry > now
        {
            failure.cause = cause.clone();
            return;
        }
        let (first, longest) = self.options().backoff;
        let doubled = first.saturating_mul(1 << self.setbacks_before().min(20));
        let retry = after(now, less(doubled.min(longest), 0.5));
        self.desk().setbacks += 1;
        self.failure = Some(Failure { cause: cause.clone(), retry });
        self.arm(retry);
    }

    /// Returns how many setbacks there were in a row. What is longer ago than
    /// two starts are apart is another story.
    fn setbacks_before(&mut self) -> u32 {
        let now = Instant::now();
        let options = self.options();
        let apart = options.backoff.1.saturating_add(options.start_timeout);
        if now - self.last_setback > apart.saturating_mul(2) {
            self.desk().setbacks = 0;
        }
        self.last_setback = now;
        self.desk().setbacks
    }

    /// A worker that is a process has ended by itself.
    pub(super) fn worker_ended(&mut self, down: &Down) {
        let watched = self.monitors.remove(&down.reference);
        let Some(Watched { id, since, .. }) = watched else { return };
        let mut desk = self.desk();
        desk.counters.crashed += 1;
        desk.busy.remove(&id);
        let idle = desk.idle.iter().position(|unit| unit.id == id);
        let idle = idle.and_then(|idle| desk.idle.remove(idle));
        drop(desk);
        drop(idle);
        if !down.reason.is_orderly()
            && down.reason != ExitReason::Killed
            && since.elapsed() < self.options().backoff.0
        {
            self.crashed_at_once(&down.reason);
        }
    }

    /// Workers that start and crash, and start and crash, would be all that
    /// happens. A few are replaced at once; then it is as if they had not
    /// started.
    fn crashed_at_once(&mut self, cause: &ExitReason) {
        let a_few = u32::try_from(self.size).unwrap_or(u32::MAX).max(3);
        if self.setbacks_before() < a_few {
            self.desk().setbacks += 1;
        } else {
            self.start_failed(cause.clone());
        }
    }
}

/// Returns a time that is up to `part` less, by chance.
fn less(time: Duration, part: f64) -> Duration {
    time.saturating_sub(time.mul_f64(part * fastrand::f64()))
}
