//! Measures, compares with what was recorded, and says so in one table.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::{baseline, workloads};

/// How much a figure may grow before the gate fails.
const TOLERANCE: f64 = 1.05;

/// The workloads, few and many operations, and DESIGN's upper limit.
const WORKLOADS: [(&str, u64, u64, f64); 4] = [
    ("spawn", 10_000, 60_000, 3000.0),
    ("call", 10_000, 60_000, 1300.0),
    ("cast", 20_000, 220_000, 140.0),
    ("hop", 10_000, 110_000, 540.0),
];
const IDLE: u64 = 1_000_000;
const IDLE_LIMIT: f64 = 640.0;

/// Instructions an operation; bytes for `idle`.
#[derive(Default, Serialize, Deserialize)]
struct Figures {
    actor_core: BTreeMap<String, f64>,
    tokio: BTreeMap<String, f64>,
}

/// Does one workload in this process.
pub(crate) fn work(
    contestant: &str,
    workload: &str,
    operations: u64,
) -> anyhow::Result<()> {
    match (contestant, workload) {
        ("actor_core", "spawn") => workloads::spawn(operations),
        ("actor_core", "call") => workloads::call(operations),
        ("actor_core", "cast") => workloads::cast(operations),
        ("actor_core", "hop") => workloads::hop(operations),
        ("actor_core", "idle") => println!("{}", workloads::idle(operations)),
        ("tokio", "spawn") => baseline::spawn(operations),
        ("tokio", "call") => baseline::call(operations),
        ("tokio", "cast") => baseline::cast(operations),
        ("tokio", "hop") => baseline::hop(operations),
        ("tokio", "idle") => println!("{}", baseline::idle(operations)),
        _ => bail!("there is no workload {workload} of {contestant}"),
    }
    Ok(())
}

/// Measures, and fails if a figure grew.
pub(crate) fn compare() -> anyhow::Result<()> {
    let text = fs::read_to_string(recorded_path())
        .context("nothing is recorded yet: run with --record")?;
    let recorded: Figures = toml::from_str(&text)?;
    let measured = measure()?;
    let mut grown = Vec::new();
    println!(
        "{:<8} {:>10} {:>10} {:>8} {:>10} {:>8}",
        "", "measured", "recorded", "change", "at most", "tokio"
    );
    for (workload, figure) in &measured.actor_core {
        let before = recorded.actor_core.get(workload);
        let before = *before.context("a workload without a record")?;
        println!(
            "{workload:<8} {figure:>10.0} {before:>10.0} {:>7.1}% {:>10.0} \
             {:>8.0}",
            (figure / before - 1.0) * 100.0,
            limit(workload),
            measured.tokio.get(workload).copied().unwrap_or_default(),
        );
        if *figure > before * TOLERANCE {
            grown.push(workload.as_str());
        }
    }
    ensure!(
        grown.is_empty(),
        "more than 5 % above what is recorded: {}. Find out why, or accept \
         it with --record and say why in the commit",
        grown.join(", ")
    );
    Ok(())
}

/// Measures, and writes the figures down.
pub(crate) fn record() -> anyhow::Result<()> {
    let text = toml::to_string(&measure()?)?;
    let header = "# Instructions an operation on one worker; `idle` is bytes \
                  a process.\n# Written by `cargo bench -p gates --bench \
                  instructions -- --record`.\n";
    fs::write(recorded_path(), format!("{header}{text}"))?;
    print!("{text}");
    Ok(())
}

fn measure() -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    for (contestant, out) in
        [("actor_core", &mut figures.actor_core), ("tokio", &mut figures.tokio)]
    {
        for (workload, few, many, _) in WORKLOADS {
            let low = instructions(contestant, workload, few)?;
            let high = instructions(contestant, workload, many)?;
            #[expect(clippy::cast_precision_loss, reason = "below 2^52")]
            let each = (high - low) as f64 / (many - few) as f64;
            out.insert(workload.to_owned(), each.round());
        }
        let output = Command::new(env::current_exe()?)
            .args(["work", contestant, "idle", &IDLE.to_string()])
            .output()?;
        let text = String::from_utf8(output.stdout)?;
        let bytes: f64 = text.trim().parse().context("a number of bytes")?;
        out.insert("idle".to_owned(), bytes.round());
    }
    Ok(figures)
}

/// Counts the instructions of one run.
fn instructions(
    contestant: &str,
    workload: &str,
    operations: u64,
) -> anyhow::Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args(["work", contestant, workload, &operations.to_string()])
        .output()
        .context("valgrind is needed: apt-get install valgrind")?;
    let report = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{workload} failed:\n{report}");
    let collected = report
        .lines()
        .find_map(|line| line.split("Collected :").nth(1))
        .with_context(|| format!("no count in:\n{report}"))?;
    Ok(collected.trim().parse()?)
}

fn limit(workload: &str) -> f64 {
    WORKLOADS
        .iter()
        .find(|(name, ..)| *name == workload)
        .map_or(IDLE_LIMIT, |(.., limit)| *limit)
}

fn recorded_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("benches/instructions/recorded.toml")
}
