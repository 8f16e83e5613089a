//! What a run costs the machine that it runs on.

use std::num::NonZero;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeVal;

use super::measured::Cost;

/// What this program had cost when a run began.
#[derive(Debug)]
pub(crate) struct Meter {
    began: Instant,
    usage: Option<Usage>,
}

impl Meter {
    pub(crate) fn start() -> Self {
        Self { began: Instant::now(), usage: usage() }
    }

    /// Returns what it has cost since.
    pub(crate) fn read(&self) -> Cost {
        let (Some(before), Some(now)) = (&self.usage, usage()) else {
            return Cost::default();
        };
        let between = |before: TimeVal, now: TimeVal| {
            duration(now).saturating_sub(duration(before))
        };
        Cost {
            user: between(before.user_time(), now.user_time()),
            system: between(before.system_time(), now.system_time()),
            peak_memory: peak_memory(&now),
            cores: thread::available_parallelism().map_or(1, NonZero::get),
            wall: self.began.elapsed(),
        }
    }
}

/// The kernel always answers; a container could forbid the question.
fn usage() -> Option<Usage> {
    getrusage(UsageWho::RUSAGE_SELF).ok()
}

fn duration(time: TimeVal) -> Duration {
    let seconds = u64::try_from(time.tv_sec()).unwrap_or(0);
    let micros = u64::try_from(time.tv_usec()).unwrap_or(0);
    Duration::from_secs(seconds) + Duration::from_micros(micros)
}

/// Linux counts in kilobytes, macOS in bytes.
fn peak_memory(usage: &Usage) -> u64 {
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    u64::try_from(usage.max_rss()).unwrap_or(0) * unit
}
