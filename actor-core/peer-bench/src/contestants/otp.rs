//! OTP itself: the workloads are in `otp.erl`, and run in `erl`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use tempfile::TempDir;

use super::{Calls, Chain, Contestant, Dynamic, Plan, RECOUNTS};
use crate::runtime::Setting;
use crate::workload::Workload;

pub(super) struct Otp(pub(super) Setting);

impl Contestant for Otp {
    fn plan(&self, workload: Workload) -> Plan {
        match workload {
            Workload::Restarts => Plan::Noted(RECOUNTS),
            Workload::Dynamic => Plan::Tenth("all of it takes 20 s or more"),
            _ => Plan::Full,
        }
    }

    fn spawn(&self, processes: usize) -> Duration {
        nanoseconds(self.run("spawn", &[processes])[0])
    }

    fn call(&self, calls: usize) -> Duration {
        nanoseconds(self.run("call", &[calls])[0])
    }

    fn fan_in(&self, producers: usize, messages: usize) -> Duration {
        nanoseconds(self.run("fan_in", &[messages, producers])[0])
    }

    fn ring(&self, processes: usize, hops: usize) -> Duration {
        nanoseconds(self.run("ring", &[hops, processes])[0])
    }

    fn idle(&self, processes: usize) -> u64 {
        self.run("idle", &[processes])[0]
    }

    fn links(&self, processes: usize) -> Chain {
        let times = self.run("links", &[processes]);
        Chain { build: nanoseconds(times[0]), kill: nanoseconds(times[1]) }
    }

    fn monitors(&self, monitors: usize) -> Duration {
        nanoseconds(self.run("monitors", &[monitors])[0])
    }

    fn callers(&self, callers: usize, calls_each: usize) -> Calls {
        let times = self.run("callers", &[calls_each, callers]);
        let (elapsed, latencies) = times.split_first().expect("it is there");
        Calls {
            elapsed: nanoseconds(*elapsed),
            latencies: latencies.iter().copied().map(nanoseconds).collect(),
        }
    }

    fn skynet(&self, leaves: usize) -> Duration {
        nanoseconds(self.run("skynet", &[leaves])[0])
    }

    fn restarts(&self, restarts: usize) -> Duration {
        nanoseconds(self.run("restarts", &[restarts])[0])
    }

    fn whereis(&self, names: usize, lookups: usize) -> Duration {
        nanoseconds(self.run("whereis", &[lookups, names])[0])
    }

    fn tables(&self, clients: usize, keys: usize) -> Duration {
        nanoseconds(self.run("tables", &[keys, clients])[0])
    }

    fn dynamic(&self, children: usize) -> Dynamic {
        let numbers = self.run("dynamic", &[children]);
        Dynamic {
            start: nanoseconds(numbers[0]),
            bytes: numbers[1],
            stop: nanoseconds(numbers[2]),
        }
    }
}

impl Otp {
    /// Runs one workload of `otp.erl` and returns the numbers it prints.
    fn run(&self, workload: &str, sizes: &[usize]) -> Vec<u64> {
        let workers = self.0.workers;
        let mut erl = Command::new("erl")
            .arg("-noinput")
            .args(["+S", &format!("{workers}:{workers}")])
            // The default is a quarter of a million processes.
            .args(["+P", "4000000"])
            .args(["-pa", &std::env::var(BEAMS).unwrap_or_default()])
            .args(["-run", "otp", "main", workload])
            .arg(self.0.warm_up.to_string())
            .args(sizes.iter().map(ToString::to_string))
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
}

fn nanoseconds(number: u64) -> Duration {
    Duration::from_nanos(number)
}

/// The environment variable that says where the compiled program is.
pub const BEAMS: &str = "PEER_BENCH_BEAMS";

/// Compiles `otp.erl` into a folder that lives as long as the result.
pub fn compile() -> anyhow::Result<TempDir> {
    let folder = TempDir::new()?;
    let source = folder.path().join("otp.erl");
    std::fs::write(&source, include_str!("otp.erl"))?;
    erlc(folder.path(), &source)?;
    Ok(folder)
}

fn erlc(folder: &Path, source: &Path) -> anyhow::Result<()> {
    let status = Command::new("erlc")
        .arg("-o")
        .args([folder, source])
        .status()
        .context("`erlc` is not installed")?;
    ensure!(status.success(), "`erlc` failed: {status}");
    Ok(())
}

/// Asks `erl` for the version of OTP and of its virtual machine.
pub fn version() -> anyhow::Result<String> {
    let expression = "io:format(\"~s, erts ~s\", [erlang:system_info(otp_release), erlang:system_info(version)]), halt().";
    let output =
        Command::new("erl").args(["-noshell", "-eval", expression]).output()?;
    Ok(String::from_utf8(output.stdout)?)
}
