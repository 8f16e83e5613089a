//! Runs pairs of nodes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use crate::beam;
use crate::workload::Workload;

/// What a node runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Runtime {
    ActorCore,
    Beam,
}

/// Who sends, and who receives.
pub(crate) type Pair = (Runtime, Runtime);

/// The figures of each round.
pub(crate) type Cells = BTreeMap<(Workload, Pair), Vec<f64>>;

/// Measures all pairs, in turn, for so many rounds.
pub(crate) fn all(rounds: u32) -> anyhow::Result<Cells> {
    let folder = tempfile::tempdir()?;
    let mut pairs = vec![(Runtime::ActorCore, Runtime::ActorCore)];
    if beam::is_there() {
        beam::compile(folder.path())?;
        pairs.extend([
            (Runtime::ActorCore, Runtime::Beam),
            (Runtime::Beam, Runtime::ActorCore),
            (Runtime::Beam, Runtime::Beam),
        ]);
    } else {
        eprintln!("there is no `erl` here, so nothing is measured beside it");
    }
    let steps = u64::from(rounds) * pairs.len() as u64;
    let bar = ProgressBar::new(steps).with_style(ProgressStyle::with_template(
        "{bar:30} {pos}/{len} {elapsed} {msg}",
    )?);
    let mut cells = Cells::new();
    for _ in 0..rounds {
        for pair in &pairs {
            bar.set_message(format!("{pair:?}"));
            for (workload, figure) in one(*pair, folder.path())? {
                cells.entry((workload, *pair)).or_default().push(figure);
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(cells)
}

/// Runs one pair once.
fn one(
    (client, server): Pair,
    folder: &Path,
) -> anyhow::Result<Vec<(Workload, f64)>> {
    let port = free_port()?;
    let _mapper = port_mapper(port)?;
    let mut server = Node::start(command(server, "server", port, folder)?)?;
    let ready = server.line()?;
    ensure!(ready == "ready", "the server said {ready:?}");
    let mut client = Node::start(command(client, "client", port, folder)?)?;
    let mut figures = Vec::new();
    for _ in Workload::ALL {
        let line = client.line()?;
        let (word, micros) = line
            .split_once(' ')
            .with_context(|| format!("the client said {line:?}"))?;
        let workload: Workload = word.parse()?;
        figures.push((workload, workload.figure(micros.parse()?)));
    }
    Ok(figures)
}

fn command(
    runtime: Runtime,
    name: &str,
    port: u16,
    folder: &Path,
) -> anyhow::Result<Command> {
    if runtime == Runtime::Beam {
        return Ok(beam::command(name, port, folder));
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(name).arg(port.to_string());
    Ok(command)
}

/// Starts Erlang's port mapper; where it is not, our nodes bring one.
fn port_mapper(port: u16) -> anyhow::Result<Option<Node>> {
    if !beam::is_there() {
        return Ok(None);
    }
    let mut epmd = Command::new("epmd");
    epmd.args(["-port", &port.to_string(), "-address", "127.0.0.1"]);
    Node::start(epmd).map(Some)
}

/// Returns a port that was free a moment ago.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// A node in a program of its own, which ends with this value.
struct Node {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Node {
    fn start(mut command: Command) -> anyhow::Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{command:?} does not start"))?;
        let stdout = child.stdout.take().context("it is piped")?;
        Ok(Self { child, lines: BufReader::new(stdout) })
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        let length = self.lines.read_line(&mut line)?;
        ensure!(length > 0, "a node ended without a report");
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
