//! The contestants: how each is called, and what it prints.

pub mod blitzy;
pub mod oha;
pub mod wrk;

use std::process::{Command, Stdio};
use std::time::Duration;

use wait4::{ResourceUsage, Wait4};

/// A load tester.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// This one.
    Blitzy,
    /// The fast one in C, in the closed model.
    Wrk,
    /// The one in Rust that most people use.
    Oha,
}

/// What a tool says of the latencies, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Latencies {
    /// The median.
    pub p50: f64,
    /// What 95 % do not exceed; wrk does not say.
    pub p95: Option<f64>,
    /// What 99 % do not exceed.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

impl Tool {
    /// Returns those that are there; says of the others how to get them.
    pub fn installed() -> Vec<Self> {
        let all = [Self::Blitzy, Self::Wrk, Self::Oha];
        let is_there = |tool: &Self| {
            let there = tool.try_version().is_some();
            if !there {
                eprintln!("{} does not take part: {}", tool.name(), tool.how());
            }
            there
        };
        all.into_iter().filter(is_there).collect()
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blitzy => "blitzy",
            Self::Wrk => "wrk",
            Self::Oha => "oha",
        }
    }

    /// Returns its name and version.
    pub fn version(self) -> String {
        self.try_version().unwrap_or_else(|| self.name().to_owned())
    }

    fn try_version(self) -> Option<String> {
        match self {
            Self::Blitzy => first_line(blitzy::command().ok()?, "--version"),
            Self::Wrk => first_line(Command::new("wrk"), "-v"),
            Self::Oha => first_line(Command::new("oha"), "--version"),
        }
    }

    fn how(self) -> &'static str {
        match self {
            Self::Blitzy => "cargo build --release --bin blitzy",
            Self::Wrk => "apt-get install wrk",
            Self::Oha => "cargo install --locked oha",
        }
    }

    /// Returns the command that asks `url` over so many connections, as fast
    /// as it can, for so long.
    pub fn closed(
        self,
        url: &str,
        connections: usize,
        time: Duration,
    ) -> anyhow::Result<Command> {
        let seconds = time.as_secs();
        Ok(match self {
            Self::Blitzy => blitzy::closed(url, connections, seconds)?,
            Self::Wrk => wrk::closed(url, connections, seconds),
            Self::Oha => oha::closed(url, connections, seconds),
        })
    }
}

fn first_line(mut command: Command, flag: &str) -> Option<String> {
    let output = command.arg(flag).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().next()?.trim();
    // wrk goes on with its authors.
    Some(line.split(" Copyright").next().unwrap_or(line).to_owned())
}

/// Runs a command to its end. Returns what it cost and what it printed.
pub fn run(mut command: Command) -> anyhow::Result<(ResourceUsage, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut text = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        std::io::Read::read_to_string(&mut stdout, &mut text)?;
    }
    let used = child.wait4()?;
    anyhow::ensure!(
        used.status.success(),
        "{command:?} ended with {}",
        used.status
    );
    Ok((used.rusage, text))
}
