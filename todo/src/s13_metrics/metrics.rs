//! A task that nobody waits for: it reports on the system, again and again.

use std::convert::Infallible;
use std::fmt;
use std::fs;

use actor_core::supervisor::ChildSpec;
use actor_core::{System, Task};
use tokio::time::sleep;
use tracing::info;

use crate::book_time::SECOND;

/// By which name the supervisor knows the task.
pub const ID: &str = "Todo.Metrics";

/// Returns how the task is started. A task under a supervisor is temporary
/// unless it is said otherwise: the system can do without.
pub fn child_spec() -> ChildSpec<Infallible> {
    Task::child_spec(|| every_ten_seconds(|metrics| info!("{metrics}")))
        .with_id(ID)
}

/// Reports every ten seconds, for ever.
pub async fn every_ten_seconds(report: impl Fn(Metrics)) {
    loop {
        sleep(10 * SECOND).await;
        report(Metrics::collect());
    }
}

/// What is known of a system at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// How many bytes of memory the whole program has; nothing where the
    /// operating system does not tell in the way of Linux.
    pub memory_usage: Option<u64>,
    /// How many processes are alive.
    pub process_count: usize,
}

impl Metrics {
    /// Looks at the system of the current process.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub fn collect() -> Self {
        Self {
            memory_usage: memory_usage(),
            process_count: System::current().process_count(),
        }
    }
}

impl fmt::Display for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.memory_usage {
            Some(bytes) => write!(f, "memory_usage: {bytes} bytes")?,
            None => write!(f, "memory_usage: unknown")?,
        }
        write!(f, ", process_count: {}", self.process_count)
    }
}

/// The memory is the operating system's to tell, because it is shared by all
/// processes here, and each frees its own part at once.
fn memory_usage() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
