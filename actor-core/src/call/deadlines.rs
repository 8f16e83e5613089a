//! The deadlines of all calls of a system, and the one who looks after them.
//!
//! A timer a call would triple the cost of a call. So a deadline is a number
//! of ticks in the caller's slot, and one sweeper a system counts the ticks.
//! It counts those that it lived through, not those that the clock says have
//! passed: after the machine was busy elsewhere a call times out later, never
//! too early. It sleeps while no call waits.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Notify;

use crate::pid::LocalPid;
use crate::sync::{self, AtomicBool, AtomicU64, Mutex};
use crate::system::Kernel;

/// The length of a tick. A call may time out this much late, twice.
const TICK: Duration = Duration::from_millis(10);

const TICKS_PER_SECOND: u64 = 100;

/// Timeouts shorter than this are kept by a timer of their own, to the
/// millisecond.
pub(crate) const COARSE: Duration = Duration::from_secs(1);

/// The tick at which a call times out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deadline(u64);

impl Deadline {
    pub(crate) const NEVER: Self = Self(u64::MAX);
}

/// A slot, as the sweeper sees it.
pub(crate) trait Sweep: Send + Sync {
    /// Returns the deadline, and who is asked; never and nobody if no call
    /// waits.
    fn deadline(&self) -> (Deadline, LocalPid);

    fn time_out(&self);

    fn server_died(&self);
}

#[derive(Default)]
struct Slots {
    all: Vec<Weak<dyn Sweep>>,
    /// Look for slots that are gone when there are this many.
    prune_at: usize,
    running: bool,
    stopped: bool,
}

pub(crate) struct Deadlines {
    tick: AtomicU64,
    /// No call times out before this tick.
    earliest: AtomicU64,
    /// A process that was once called has ended: somebody may wait for a
    /// reply that it gave away.
    deaths: AtomicBool,
    asleep: AtomicBool,
    wake: Arc<Notify>,
    slots: Mutex<Slots>,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            tick: AtomicU64::new(0),
            earliest: AtomicU64::new(u64::MAX),
            deaths: AtomicBool::new(false),
            asleep: AtomicBool::new(false),
            wake: Arc::default(),
            slots: Mutex::default(),
        }
    }
}

impl Deadlines {
    /// Looks after a new slot from here on.
    pub(crate) fn register(&self, kernel: &Arc<Kernel>, slot: Weak<dyn Sweep>) {
        let mut slots = self.slots.lock();
        if slots.all.len() >= slots.prune_at.max(64) {
            slots.all.retain(|slot| slot.strong_count() > 0);
            slots.prune_at = slots.all.len() * 2;
        }
        slots.all.push(slot);
        if !slots.running && !slots.stopped {
            slots.running = true;
            kernel.runtime().spawn(run(Arc::downgrade(kernel)));
        }
    }

    /// Returns the deadline of a call that starts now; to be called under the
    /// lock of its slot, so that no sweep falls between.
    #[inline]
    pub(crate) fn after(&self, timeout: Option<Duration>) -> Deadline {
        let Some(timeout) = timeout else { return Deadline::NEVER };
        // One for the tick that has begun, one for the rest of the division.
        let seconds = timeout.as_secs().saturating_mul(TICKS_PER_SECOND);
        let rest = u64::from(timeout.subsec_nanos() / TICK.subsec_nanos()) + 2;
        let now = self.tick.load(Ordering::Relaxed);
        let deadline = seconds.saturating_add(rest).saturating_add(now);
        if deadline < self.earliest.load(Ordering::Acquire) {
            self.earliest.fetch_min(deadline, Ordering::AcqRel);
            self.wake_up();
        }
        Deadline(deadline)
    }

    pub(crate) fn note_death(&self) {
        if !self.deaths.swap(true, Ordering::AcqRel) {
            self.wake_up();
        }
    }

    fn wake_up(&self) {
        if self.asleep.swap(false, Ordering::AcqRel) {
            self.wake.notify_one();
        }
    }

    /// Ends the sweeper.
    pub(crate) fn stop(&self) {
        let mut slots = self.slots.lock();
        slots.stopped = true;
        slots.all.clear();
        drop(slots);
        self.wake.notify_one();
    }

    /// Counts one more tick, and looks for calls whose time has come.
    fn tick(&self, kernel: &Kernel) {
        let now = self.tick.fetch_add(1, Ordering::AcqRel) + 1;
        let deaths = self.deaths.swap(false, Ordering::AcqRel);
        if now < self.earliest.load(Ordering::Acquire) && !deaths {
            return;
        }
        // A call that starts from here on finds this and says its deadline;
        // one that started before is found below.
        self.earliest.store(u64::MAX, Ordering::Release);
        let slots: Vec<_> = {
            let slots = self.slots.lock();
            slots.all.iter().filter_map(Weak::upgrade).collect()
        };
        let mut earliest = Deadline::NEVER;
        for slot in slots {
            let (deadline, server) = slot.deadline();
            if deadline.0 <= now {
                slot.time_out();
            } else if deaths && is_dead(kernel, server) {
                slot.server_died();
            } else {
                earliest = earliest.min(deadline);
            }
        }
        self.earliest.fetch_min(earliest.0, Ordering::AcqRel);
    }

    /// Returns whether the sweeper has nothing to do until it is woken.
    fn fall_asleep(&self) -> bool {
        self.asleep.store(true, Ordering::SeqCst);
        let idle = self.earliest.load(Ordering::SeqCst) == u64::MAX
            && !self.deaths.load(Ordering::SeqCst);
        if !idle {
            self.asleep.store(false, Ordering::SeqCst);
        }
        idle
    }
}

fn is_dead(kernel: &Kernel, server: LocalPid) -> bool {
    if matches!(server, LocalPid::NOBODY | LocalPid::ELSEWHERE) {
        return false;
    }
    let server = kernel.table.find(server.pid());
    server.is_none_or(|server| server.has_ended())
}

impl Drop for Deadlines {
    fn drop(&mut self) {
        self.wake.notify_one();
    }
}

/// Counts ticks until the system stops or is gone; it must not be what keeps
/// the system.
async fn run(kernel: Weak<Kernel>) {
    loop {
        let Some(system) = kernel.upgrade() else { return };
        if system.deadlines.slots.lock().stopped {
            return;
        }
        let asleep = system.deadlines.fall_asleep();
        let wake = system.deadlines.wake.clone();
        drop(system);
        if asleep {
            wake.notified().await;
            continue;
        }
        sync::sleep(TICK).await;
        let Some(system) = kernel.upgrade() else { return };
        system.deadlines.tick(&system);
    }
}
