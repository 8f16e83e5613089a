//! The load of the book: a thousand lists, and four questions for each entry
//! that is added.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::cli::Cli;
use crate::process::{Memory, mebibytes};
use crate::server::{Kind, Server, folder};
use crate::table::{markdown, median};

/// What `wrk/mix.lua` prints.
#[derive(Debug, Deserialize)]
struct Summary {
    requests: u64,
    micros: u64,
    errors: u64,
    p50: u64,
    p99: u64,
}

/// The columns of a row, a number for each round.
#[derive(Debug, Default)]
struct Row {
    rate: Vec<f64>,
    cpu: Vec<f64>,
    memory: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
}

pub(crate) fn measure(cli: &Cli) -> anyhow::Result<String> {
    let kinds: Vec<_> =
        Kind::ALL.into_iter().filter(|kind| kind.is_there()).collect();
    let mut rows: BTreeMap<(usize, usize), Row> = BTreeMap::new();
    for round in 1..=cli.rounds {
        for connections in &cli.connections {
            for (place, kind) in kinds.iter().enumerate() {
                eprintln!("mix, round {round}: {connections}, {}", kind.name());
                let row = rows.entry((*connections, place)).or_default();
                turn(cli, *kind, *connections, row)?;
            }
        }
    }
    let head = [
        "connections",
        "requests/s",
        "CPU µs/request",
        "peak MiB",
        "p50 ms",
        "p99 ms",
    ];
    let rows = rows.iter_mut().map(|((connections, place), row)| {
        let mut cells =
            vec![format!("{connections}, {}", kinds[*place].name())];
        let Row { rate, cpu, memory, p50, p99 } = row;
        cells
            .extend([rate, cpu, memory, p50, p99].map(|column| median(column)));
        cells
    });
    Ok(format!(
        "## The book's load\n\n{} rounds of {} s: the median, and the lowest \
         and highest.\n\n{}\n",
        cli.rounds,
        cli.seconds,
        markdown(&head, rows.collect()),
    ))
}

/// Loads a new server for some seconds.
fn turn(
    cli: &Cli,
    kind: Kind,
    connections: usize,
    row: &mut Row,
) -> anyhow::Result<()> {
    let folder = folder(&cli.data)?;
    let server = Server::start(kind, folder.path(), &[])?;
    let before = server.cpu()?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/wrk/mix.lua");
    let output = Command::new("wrk")
        .args(["-t2", &format!("-c{connections}"), "--timeout", "20s"])
        .args([&format!("-d{}s", cli.seconds), "-s", script, server.url()])
        .output()
        .context("wrk is in Debian: apt-get install wrk")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.starts_with('{'));
    let summary: Summary = serde_json::from_str(line.context("a summary")?)?;
    ensure!(summary.errors == 0, "{} requests failed", summary.errors);
    let cpu = server.cpu()?.saturating_sub(before).as_secs_f64() * 1e6;
    row.rate.push(summary.requests as f64 / summary.micros as f64 * 1e6);
    row.cpu.push(cpu / summary.requests as f64);
    row.memory.push(mebibytes(server.memory(Memory::Peak)?));
    row.p50.push(summary.p50 as f64 / 1e3);
    row.p99.push(summary.p99 as f64 / 1e3);
    server.kill()
}
