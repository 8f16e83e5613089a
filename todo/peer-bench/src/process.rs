//! What a process has cost so far, as the kernel counts it.

use std::fs;
use std::time::Duration;

use anyhow::Context;

/// The kernel counts processor time in hundredths of a second, for all that
/// ask it.
const TICK: Duration = Duration::from_millis(10);

/// Returns how long processors have worked for a process, in the program and
/// in the kernel.
pub(crate) fn cpu(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name is in parentheses, and may have blanks.
    let (_, fields) = stat.rsplit_once(") ").context("a name")?;
    let fields: Vec<_> = fields.split(' ').collect();
    let ticks: u32 = fields[11].parse::<u32>()? + fields[12].parse::<u32>()?;
    Ok(TICK * ticks)
}

/// Returns how much memory a process has, in bytes, or ever had.
pub(crate) fn memory(pid: u32, which: Memory) -> anyhow::Result<u64> {
    let name = match which {
        Memory::Now => "VmRSS:",
        Memory::Peak => "VmHWM:",
    };
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let line = line.context("a resident size")?.trim();
    let kilobytes: u64 = line.trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024)
}

/// When a size was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Memory {
    /// Now.
    Now,
    /// When it was greatest.
    Peak,
}

/// Writes bytes as mebibytes.
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
