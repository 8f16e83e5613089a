//! wrk: as many threads as there are processors, as its authors advise.

use std::process::Command;

use anyhow::Context;

use super::Latencies;

pub(super) fn closed(url: &str, connections: usize, seconds: u64) -> Command {
    let mut command = Command::new("wrk");
    command.args(["-t2", "--latency", "-c", &connections.to_string()]).args([
        "-d",
        &format!("{seconds}s"),
        url,
    ]);
    command
}

/// Returns the command of the stall: ten connections, one thread.
pub fn stalling(url: &str, seconds: u64) -> Command {
    let mut command = Command::new("wrk");
    command.args(["-t1", "-c10", "--timeout", "30s", "--latency"]).args([
        "-d",
        &format!("{seconds}s"),
        url,
    ]);
    command
}

/// Reads what it prints: lines such as `  99%    1.23ms`, and one such as
/// `  Latency   avg   stdev   max   +/- stdev`.
pub fn latencies(text: &str) -> anyhow::Result<Latencies> {
    let word = |line: &str, index: usize| {
        text.lines()
            .find(|candidate| candidate.trim_start().starts_with(line))
            .and_then(|found| found.split_whitespace().nth(index))
            .and_then(milliseconds)
            .with_context(|| format!("wrk's line {line:?}"))
    };
    Ok(Latencies {
        p50: word("50%", 1)?,
        p95: None,
        p99: word("99%", 1)?,
        max: word("Latency  ", 3)?,
    })
}

fn milliseconds(word: &str) -> Option<f64> {
    let (number, unit) =
        word.split_at(word.find(|c: char| c.is_ascii_alphabetic())?);
    let factor = match unit {
        "us" => 0.001,
        "ms" => 1.0,
        "s" => 1000.0,
        "m" => 60_000.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * factor)
}
