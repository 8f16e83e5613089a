//! oha.

use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use super::Latencies;

fn oha() -> Command {
    let mut command = Command::new("oha");
    command.args(["--no-tui", "--output-format", "json"]);
    command
}

pub(super) fn closed(url: &str, connections: usize, seconds: u64) -> Command {
    let mut command = oha();
    command.args(["-c", &connections.to_string()]).args([
        "-z",
        &format!("{seconds}s"),
        url,
    ]);
    command
}

/// Returns the command that asks at a rate, with these flags.
pub fn at_rate(url: &str, rate: u64, seconds: u64, flags: &[&str]) -> Command {
    let mut command = oha();
    command.args(["-c", "10", "-q", &rate.to_string()]).args(flags).args([
        "-z",
        &format!("{seconds}s"),
        url,
    ]);
    command
}

/// Reads the latencies of its report, which are in seconds.
pub fn latencies(report: &str) -> anyhow::Result<Latencies> {
    let report: Value = serde_json::from_str(report)?;
    let percentiles = &report["latencyPercentiles"];
    let time = |value: &Value| {
        value.as_f64().map(|time| time * 1000.0).context("a latency of oha's")
    };
    Ok(Latencies {
        p50: time(&percentiles["p50"])?,
        p95: Some(time(&percentiles["p95"])?),
        p99: time(&percentiles["p99"])?,
        max: time(&report["summary"]["slowest"])?,
    })
}
