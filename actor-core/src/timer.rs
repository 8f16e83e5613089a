//! Messages that are sent later.
//!
//! One task a system looks after all of them; it starts with the first timer
//! and ends when none is left.

use std::future::poll_fn;
use std::mem;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::Instant;
use tokio_util::time::DelayQueue;
use tokio_util::time::delay_queue::Key;

use crate::process::ProcessRef;
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
    /// was sent already, or it was cancelled before.
    ///
    /// Once it has returned a time, the message will not come.
    pub fn cancel(&self) -> Option<Duration> {
        let kernel = self.kernel.upgrade()?;
        let mut state = kernel.timers.state.lock();
        let key = state.keys.remove(&self.id)??;
        let cancelled = state.queue.remove(&key);
        drop(state);
        Some(cancelled.deadline() - Instant::now())
    }

    /// Returns the time that is left; nothing if the message was sent, or it
    /// was cancelled.
    pub fn remaining(&self) -> Option<Duration> {
        let kernel = self.kernel.upgrade()?;
        let state = kernel.timers.state.lock();
        let key = (*state.keys.get(&self.id)?)?;
        Some(state.queue.deadline(&key) - Instant::now())
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
        let fire = move || {
            if let Some(message) = message.take() {
                to.send(message);
            }
            None
        };
        self.start_timer(Instant::now() + delay, Box::new(fire))
    }

    /// Sends what `message` makes to `to` every `period`; see
    /// [`send_interval`].
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
        let fire = move || {
            if to.name().is_none() && !to.is_alive() {
                return None;
            }
            to.send(message());
            Some(period)
        };
        self.start_timer(Instant::now() + period, Box::new(fire))
    }

    fn start_timer(&self, when: Instant, fire: Fire) -> Timer {
        let timers = &self.kernel.timers;
        // The queue sleeps on the runtime of the system.
        let runtime = self.kernel.runtime();
        let _entered = runtime.enter();
        let mut state = timers.state.lock();
        let id = state.next;
        state.next += 1;
        if !state.stopped {
            let key = state.queue.insert_at(Entry { id, fire }, when);
            state.keys.insert(id, Some(key));
            if !mem::replace(&mut state.running, true) {
                runtime.spawn(run(Arc::downgrade(&self.kernel)));
            }
        }
        Timer { kernel: Arc::downgrade(&self.kernel), id }
    }
}

/// Sends the message; returns after which time to do it again.
type Fire = Box<dyn FnMut() -> Option<Duration> + Send>;

struct Entry {
    id: u64,
    fire: Fire,
}

#[derive(Default)]
pub(crate) struct Timers {
    state: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    queue: DelayQueue<Entry>,
    /// Where each timer is in the queue; nowhere while it fires.
    keys: FxHashMap<u64, Option<Key>>,
    next: u64,
    running: bool,
    stopped: bool,
    waker: Option<Waker>,
}

impl Timers {
    /// Drops all timers, and ends the task.
    pub(crate) fn stop(&self) {
        let mut state = self.state.lock();
        state.stopped = true;
        state.keys.clear();
        let queue = mem::take(&mut state.queue);
        let waker = state.waker.take();
        drop(state);
        drop(queue);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Waits for the next timer; nothing when there is none left.
    fn poll_next(
        &self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<(Entry, Instant)>> {
        let mut state = self.state.lock();
        if state.stopped {
            return Poll::Ready(None);
        }
        match state.queue.poll_expired(cx) {
            Poll::Pending => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
            Poll::Ready(None) => {
                state.running = false;
                Poll::Ready(None)
            }
            Poll::Ready(Some(expired)) => {
                let deadline = expired.deadline();
                let entry = expired.into_inner();
                state.keys.insert(entry.id, None);
                Poll::Ready(Some((entry, deadline)))
            }
        }
    }

    /// Puts a timer back that fired at `deadline`, unless it was cancelled
    /// meanwhile.
    fn again(&self, entry: Entry, deadline: Instant, period: Duration) {
        let mut state = self.state.lock();
        let id = entry.id;
        if state.stopped || !state.keys.contains_key(&id) {
            drop(state);
            drop(entry);
            return;
        }
        let key = state.queue.insert_at(entry, deadline + period);
        state.keys.insert(id, Some(key));
    }

    fn forget(&self, id: u64) {
        self.state.lock().keys.remove(&id);
    }
}

async fn run(kernel: Weak<Kernel>) {
    let next = async || {
        poll_fn(|cx| match kernel.upgrade() {
            Some(kernel) => kernel.timers.poll_next(cx),
            None => Poll::Ready(None),
        })
        .await
    };
    while let Some((mut entry, deadline)) = next().await {
        let again = (entry.fire)();
        let Some(kernel) = kernel.upgrade() else { return };
        match again {
            Some(period) => kernel.timers.again(entry, deadline, period),
            None => kernel.timers.forget(entry.id),
        }
    }
}
