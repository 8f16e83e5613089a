//! blitzy: what `cargo build --release --bin blitzy` has built.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use super::Latencies;

/// Returns where it is: what the variable `BLITZY` says, or in the workspace's
/// target folder.
pub fn path() -> anyhow::Result<PathBuf> {
    let built =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/blitzy");
    let path =
        env::var_os("BLITZY").map_or_else(|| built.into(), PathBuf::from);
    anyhow::ensure!(
        path.exists(),
        "{} is not there; cargo build --release --bin blitzy makes it",
        path.display()
    );
    Ok(path)
}

pub(super) fn command() -> anyhow::Result<Command> {
    Ok(Command::new(path()?))
}

pub(super) fn closed(
    url: &str,
    connections: usize,
    seconds: u64,
) -> anyhow::Result<Command> {
    let mut command = command()?;
    command
        .args(["run", "--quiet", "--json", "-"])
        .args(["-c", &connections.to_string()])
        .args(["-d", &format!("{seconds}s"), url]);
    Ok(command)
}

/// Returns the command that asks at a rate.
pub fn open(url: &str, rate: u64, seconds: u64) -> anyhow::Result<Command> {
    let mut command = command()?;
    command
        .args(["run", "--quiet", "--json", "-", "-c", "10"])
        .args(["-r", &rate.to_string()])
        .args(["-d", &format!("{seconds}s"), url]);
    Ok(command)
}

/// Reads the distribution of a report that stands there, as a JSON pointer.
pub fn latencies(report: &str, at: &str) -> anyhow::Result<Latencies> {
    let report: Value = serde_json::from_str(report)?;
    let times = report.pointer(at).with_context(|| at.to_owned())?;
    let time = |name: &str| {
        times[name].as_f64().with_context(|| format!("{at}/{name}"))
    };
    Ok(Latencies {
        p50: time("p50_ms")?,
        p95: Some(time("p95_ms")?),
        p99: time("p99_ms")?,
        max: time("max_ms")?,
    })
}
