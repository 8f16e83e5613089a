//! The servers that are compared, each in a process of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::process::{self, Memory};

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `todo serve`: an answer means that it is on disk.
    Durable,
    /// `todo serve --durability relaxed`: on disk within a second.
    Relaxed,
    /// `beam/todo_peer.exs`: an answer means that it was asked for.
    Beam,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] =
        [Self::Durable, Self::Relaxed, Self::Beam];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Durable => "todo",
            Self::Relaxed => "todo, relaxed",
            Self::Beam => "OTP, not durable",
        }
    }

    /// Returns whether what it needs is on this machine.
    pub(crate) fn is_there(self) -> bool {
        self != Self::Beam || Command::new("elixir").arg("-v").output().is_ok()
    }
}

/// A server, which is killed with this.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Kept open: the server prints to it.
    _stdout: BufReader<ChildStdout>,
    url: String,
}

impl Server {
    /// Starts one, with its files in a folder.
    pub(crate) fn start(
        kind: Kind,
        folder: &Path,
        flags: &[&str],
    ) -> anyhow::Result<Self> {
        let mut command = match kind {
            Kind::Beam => {
                let script = Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("beam/todo_peer.exs");
                let mut command = Command::new("elixir");
                command.arg(script).arg("0").arg(folder);
                command
            }
            Kind::Durable | Kind::Relaxed => {
                let mut command = Command::new(program()?);
                command.args(["serve", "--port", "0", "--data"]).arg(folder);
                if kind == Kind::Relaxed {
                    command.args(["--durability", "relaxed"]);
                }
                command
            }
        };
        let mut child = command
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().context("the output is piped")?;
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let url = line.split_whitespace().find(|word| word.starts_with("http"));
        let url = url.with_context(|| format!("no URL in {line:?}"))?;
        let url = url.trim_end_matches([',', '.', '/']).to_owned();
        Ok(Self { child, _stdout: stdout, url })
    }

    /// Returns its URL, without a `/` at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        process::cpu(self.child.id())
    }

    pub(crate) fn memory(&self, which: Memory) -> anyhow::Result<u64> {
        process::memory(self.child.id(), which)
    }

    /// Kills it, as a power cut would.
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a folder for one server, which vanishes with what this returns.
pub(crate) fn folder(within: &Path) -> anyhow::Result<TempDir> {
    fs::create_dir_all(within)?;
    Ok(tempfile::Builder::new().prefix("todo-bench-").tempdir_in(within)?)
}

fn program() -> anyhow::Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("target/release/todo");
    if !path.exists() {
        bail!("build what is measured: cargo build --release --bin todo");
    }
    Ok(path)
}
