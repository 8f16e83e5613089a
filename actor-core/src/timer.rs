//! Messages that are sent later.
//!
//! One task a system sends all of them, those of the same instant in the order
//! in which they were started. It runs while there are any.

use std::collections::BTreeMap;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::process::{Process, ProcessRef};
use crate::sync::Mutex;
use crate::system::{Kernel, System};

/// Sends `message` to `to` after `delay`: `Process.send_after`.
///
/// A name is resolved when the time has come.
///
/// # Panics
///
/// Outside of a process; see [`System::send_after`].
#[track_caller]
pub fn send_after<M: Send + 'static>(
    to: &ProcessRef<M>,
    message: M,
    delay: Duration,
) -> Timer {
    System::current().send_after(to, message, delay)
}

/// Sends what `message` makes to `to` every `period`, for the first time after
/// one period, until it is cancelled or the process is dead:
/// `timer:send_interval`.
///
/// # Panics
///
/// Outside of a process, and if `period` is zero.
#[track_caller]
pub fn send_interval<M, F>(
    to: &ProcessRef<M>,
    message: F,
    period: Duration,
) -> Timer
where
    M: Send + 'static,
    F: FnMut() -> M + Send + 'static,
{
    System::current().send_interval(to, message, period)
}

/// A message that is still to be sent. Dropping it cancels nothing.
#[derive(Clone, Debug)]
pub struct Timer {
    kernel: Weak<Kernel>,
    id: u64,
}

impl Timer {
    /// Cancels it, and returns the time that was left; nothing if the message
    /// was sent already, it was cancelled before, or the process is dead.
    ///
    /// Once it has returned a time, the message will not come.
    pub fn cancel(&self) -> Option<Duration> {
        let kernel = self.kernel.upgrade()?;
        let mut pending = kernel.timers.pending.lock();
        let due = pending.due.remove(&self.id)?;
        let fire = pending.timers.remove(&(due.when, self.id));
        drop(pending);
        // An interval that fires right now is cancelled, but was sent.
        fire.and_then(|_| due.left())
    }

    /// Returns the time that is left; nothing if the message was sent, it was
    /// cancelled, or the process is dead.
    pub fn remaining(&self) -> Option<Duration> {
        let kernel = self.kernel.upgrade()?;
        let due = kernel.timers.pending.lock().due.get(&self.id)?.clone();
        due.left()
    }
}

impl System {
    /// Sends `message` to `to` after `delay`.
    pub fn send_after<M: Send + 'static>(
        &self,
        to: &ProcessRef<M>,
        message: M,
        delay: Duration,
    ) -> Timer {
        let to = to.clone();
        let mut message = Some(message);
        self.start_timer(to.local_process(), delay, move || {
            if let Some(message) = message.take() {
                to.send(message);
            }
            None
        })
    }

    /// Sends what `message` makes to `to` every `period`; see
    /// [`process::send_interval`](crate::process::send_interval).
    ///
    /// # Panics
    ///
    /// If `period` is zero.
    #[track_caller]
    pub fn send_interval<M, F>(
        &self,
        to: &ProcessRef<M>,
        mut message: F,
        period: Duration,
    ) -> Timer
    where
        M: Send + 'static,
        F: FnMut() -> M + Send + 'static,
    {
        assert!(!period.is_zero(), "an interval is longer than nothing");
        let to = to.clone();
        self.start_timer(to.local_process(), period, move || {
            if !to.is_by_name() && !to.is_alive() {
                return None;
            }
            to.send(message());
            Some(period)
        })
    }

    pub(crate) fn start_timer(
        &self,
        to: Option<Arc<dyn Process>>,
        delay: Duration,
        fire: impl FnMut() -> Option<Duration> + Send + 'static,
    ) -> Timer {
        let timers = &self.kernel.timers;
        let id = self.kernel.number();
        let timer = Timer { kernel: Arc::downgrade(&self.kernel), id };
        let when = after(Instant::now(), delay);
        let mut pending = timers.pending.lock();
        if pending.stopped {
            return timer;
        }
        pending.due.insert(id, Due { when, to });
        pending.timers.insert((when, id), Box::new(fire));
        let is_first = pending.first() == Some(when);
        let is_running = mem::replace(&mut pending.running, true);
        drop(pending);
        if !is_running {
            let run = run(Arc::downgrade(&self.kernel), timers.wake.clone());
            self.kernel.runtime().spawn(run);
        } else if is_first {
            timers.wake.notify_one();
        }
        timer
    }
}

/// Returns the instant `delay` after `start`, or one that nobody will see.
fn after(start: Instant, delay: Duration) -> Instant {
    const YEARS: Duration = Duration::from_hours(30 * 365 * 24);
    start.checked_add(delay).unwrap_or_else(|| start + YEARS)
}

/// Sends the message; returns after which time to do it again.
type Fire = Box<dyn FnMut() -> Option<Duration> + Send>;

#[derive(Default)]
pub(crate) struct Timers {
    pending: Mutex<Pending>,
    /// Told when there is an earlier timer than before, or none any more.
    wake: Arc<Notify>,
}

#[derive(Default)]
struct Pending {
    /// In the order in which they are due.
    timers: BTreeMap<(Instant, u64), Fire>,
    /// When each is due; also while an interval is being sent.
    due: FxHashMap<u64, Due>,
    running: bool,
    stopped: bool,
}

#[derive(Clone)]
struct Due {
    when: Instant,
    /// The process it is for, whose end is that of the timer; a name may have
    /// another holder when the time has come.
    to: Option<Arc<dyn Process>>,
}

impl Due {
    /// Returns the time that is left, if there is anybody to send to.
    fn left(&self) -> Option<Duration> {
        let is_alive = self.to.as_ref().is_none_or(|to| to.is_alive());
        is_alive.then(|| self.when.saturating_duration_since(Instant::now()))
    }
}

impl Pending {
    fn first(&self) -> Option<Instant> {
        self.timers.first_key_value().map(|((when, _), _)| *when)
    }

    /// Takes the first timer, if it is due.
    fn take_due(&mut self) -> Option<((Instant, u64), Fire)> {
        if self.first()? > Instant::now() {
            return None;
        }
        self.timers.pop_first()
    }
}

impl Timers {
    /// Drops all timers, and ends the task.
    pub(crate) fn stop(&self) {
        let mut pending = self.pending.lock();
        pending.stopped = true;
        let timers = mem::take(&mut pending.timers);
        pending.due.clear();
        drop(pending);
        drop(timers);
        self.wake.notify_one();
    }

    /// Sends all messages that are due. Returns when the next one is, or
    /// nothing if there is none.
    fn send_due(&self) -> Option<Instant> {
        loop {
            let mut pending = self.pending.lock();
            let Some((key, mut fire)) = pending.take_due() else {
                let next = pending.first();
                pending.running = next.is_some();
                return next;
            };
            drop(pending);
            // What makes a message, or drops one, is not ours, and must not
            // stop the timers of everybody else.
            let again = catch_unwind(AssertUnwindSafe(&mut fire));
            let again = again.unwrap_or_else(|_| {
                tracing::error!("a timer panicked when it sent its message");
                None
            });
            let (when, id) = key;
            let mut pending = self.pending.lock();
            match again {
                // Unless it was cancelled meanwhile.
                Some(period) if pending.due.contains_key(&id) => {
                    let next = after(when, period);
                    if let Some(due) = pending.due.get_mut(&id) {
                        due.when = next;
                    }
                    pending.timers.insert((next, id), fire);
                }
                _ => {
                    pending.due.remove(&id);
                    drop(pending);
                    let drop = AssertUnwindSafe(|| drop(fire));
                    let _ = catch_unwind(drop);
                }
            }
        }
    }
}

async fn run(kernel: Weak<Kernel>, wake: Arc<Notify>) {
    loop {
        let Some(system) = kernel.upgrade() else { return };
        let Some(next) = system.timers.send_due() else { return };
        drop(system);
        tokio::select! {
            () = sleep_until(next) => {}
            () = wake.notified() => {}
        }
    }
}
