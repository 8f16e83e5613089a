//! Whether a long run grows.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::cli::Cli;
use crate::table::{markdown, short};
use crate::target::Target;
use crate::tools::blitzy;

/// Looks at the memory of a run of many million requests at each tenth of it.
pub fn measure(cli: &Cli) -> anyhow::Result<String> {
    let all = cli.millions * 1_000_000;
    let target = Target::start(&[])?;
    let mut run = std::process::Command::new(blitzy::path()?)
        .args(["run", "--quiet", "-c", "50", "-n", &all.to_string()])
        .arg(target.url())
        .stdout(Stdio::null())
        .spawn()?;
    let mut rows = Vec::new();
    let mut tenth = 1;
    while run.try_wait()?.is_none() {
        thread::sleep(Duration::from_millis(100));
        if target.requests()? >= all / 10 * tenth {
            let Some(resident) = resident(run.id()) else { break };
            eprintln!("{tenth}0 %: {} MiB", short(resident));
            rows.push(vec![(all / 10 * tenth).to_string(), short(resident)]);
            tenth += 1;
        }
    }
    let status = run.wait()?;
    anyhow::ensure!(status.success(), "the run ended with {status}");
    let received = target.requests()?;
    Ok(format!(
        "\n## A long run\n\n\
         {all} requests over 50 connections; the server received {received}.\
         \n\n{}",
        markdown(&["after", "resident MiB"], rows)
    ))
}

/// Returns the memory that a process has now, in MiB, as long as it lives.
fn resident(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}
