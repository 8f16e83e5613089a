//! How late this machine is with everything, while others use it too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long the probe sleeps.
const NAP: Duration = Duration::from_millis(2);

/// Sleeps again and again, and notes how much later it wakes up.
pub(crate) struct Probe {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    ended: AtomicBool,
    worst_in_micros: AtomicU64,
}

impl Probe {
    pub(crate) fn start() -> Self {
        let shared = Arc::<Shared>::default();
        let its = shared.clone();
        let thread = thread::spawn(move || {
            while !its.ended.load(Ordering::Relaxed) {
                let asleep = Instant::now();
                thread::sleep(NAP);
                let late = asleep.elapsed().saturating_sub(NAP).as_micros();
                let late = late.try_into().unwrap_or(u64::MAX);
                its.worst_in_micros.fetch_max(late, Ordering::Relaxed);
            }
        });
        Self { shared, thread: Some(thread) }
    }

    /// Returns how late it was at most since this was last asked.
    pub(crate) fn worst(&self) -> Duration {
        let worst = self.shared.worst_in_micros.swap(0, Ordering::Relaxed);
        Duration::from_micros(worst)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It does nothing that could panic.
            let _ = thread.join();
        }
    }
}
