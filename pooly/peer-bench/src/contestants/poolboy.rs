//! poolboy: the tasks and the pool are in `poolboy.erl`, and run in `erl`.

use std::env;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use crate::child::Job;
use crate::measure::Outcome;
use crate::workload::Workload;

/// Runs `job` in `erl` and returns what it prints.
pub(super) fn measure(job: &Job) -> Outcome {
    let Job { workload, threads, sizes, .. } = job;
    let shape = workload.shape();
    let (what, amount) = match workload {
        Workload::Waits => ("milliseconds", sizes.milliseconds),
        _ => ("checkouts", sizes.checkouts as u64),
    };
    let numbers = [shape.tasks, shape.size, shape.max_overflow];
    let mut erl = Command::new("erl")
        .arg("-noinput")
        .args(["+S", &format!("{threads}:{threads}")])
        .args(["-pa", &env::var(BEAMS).unwrap_or_default()])
        .args(["-run", "pool", "main", what, &amount.to_string()])
        .args(numbers.map(|number| number.to_string()))
        .arg(shape.hold.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`compile` has found Erlang");
    // Open until it has answered, so that it ends when we are killed.
    let _stdin = erl.stdin.take();
    let output = erl.wait_with_output().expect("it can be read");
    assert!(output.status.success(), "erl: {}", output.status);
    serde_json::from_slice(&output.stdout).expect("it prints a list")
}

/// The environment variable that says where the compiled program is.
pub const BEAMS: &str = "PEER_BENCH_BEAMS";

/// Compiles `pool.erl` into a folder that lives as long as the result.
pub fn compile() -> anyhow::Result<TempDir> {
    version()?;
    let folder = TempDir::new()?;
    let source = folder.path().join("pool.erl");
    std::fs::write(&source, include_str!("pool.erl"))?;
    let status = Command::new("erlc")
        .arg("-o")
        .args([folder.path(), &source])
        .status()
        .context("`erlc` is not installed")?;
    ensure!(status.success(), "`erlc` failed: {status}");
    Ok(folder)
}

/// Asks `erl` for the versions of poolboy and of OTP.
pub fn version() -> anyhow::Result<String> {
    let expression = "ok = application:load(poolboy), \
        {ok, Version} = application:get_key(poolboy, vsn), \
        io:format(\"~s, OTP ~s\", \
            [Version, erlang:system_info(otp_release)]), \
        halt().";
    let output = Command::new("erl")
        .args(["-noshell", "-eval", expression])
        .stderr(Stdio::null())
        .output()
        .context("`erl` is not installed")?;
    ensure!(output.status.success(), "poolboy is not installed");
    Ok(String::from_utf8(output.stdout)?)
}
