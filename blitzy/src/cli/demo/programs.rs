//! Programs of one's own that run for a while: a target, and nodes.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use actor_core::NodeName;
use actor_core::node::PortMapper;
use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinSet;

use crate::cli::hidden::Hidden;
use crate::report::Report;

/// Runs a program so that it interrupts no other: `SCHED_BATCH`.
const PATIENT: [&str; 3] = ["chrt", "-b", "0"];

/// Programs that are killed when this is dropped, and end by themselves when
/// this program is killed: they read from it.
pub(super) struct Programs {
    executable: PathBuf,
    epmd_port: u16,
    _port_mapper: JoinSet<()>,
    cookie: String,
    /// Whether whoever is woken waits for who runs, instead of interrupting
    /// it. Programs that share processors send much more then for the same
    /// price: each finds more to do when it is its turn.
    pub(super) is_patient: bool,
    /// Kept, so that they can go on printing.
    running: Vec<(Child, Lines<BufReader<ChildStdout>>)>,
}

impl Programs {
    /// Makes a place for them, with a port mapper and a secret of its own.
    pub(super) async fn new() -> anyhow::Result<Self> {
        let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await?;
        // It needs no permission, but is Linux's alone.
        let mut patient = Command::new(PATIENT[0]);
        patient.args(&PATIENT[1..]).arg("true").stderr(Stdio::null());
        let is_patient = patient.status().await.is_ok_and(|it| it.success());
        Ok(Self {
            is_patient,
            executable: std::env::current_exe()?,
            epmd_port: port_mapper.port(),
            _port_mapper: JoinSet::from_iter([port_mapper.serve()]),
            cookie: format!("{:x}{:x}", getrandom::u64()?, getrandom::u64()?),
            running: Vec::new(),
        })
    }

    pub(super) fn epmd_port(&self) -> u16 {
        self.epmd_port
    }

    pub(super) fn cookie(&self) -> Hidden {
        let Ok(cookie) = self.cookie.parse();
        cookie
    }

    /// Starts a target, and returns its URL.
    pub(super) async fn target(&mut self) -> anyhow::Result<String> {
        let arguments = ["serve", "--port", "0", "--until-eof"];
        let url = self.start(&arguments).await?;
        Ok(format!("{url}/"))
    }

    /// Starts a node, and waits until it is up.
    pub(super) async fn node(
        &mut self,
        name: &str,
    ) -> anyhow::Result<NodeName> {
        let port = self.epmd_port.to_string();
        let arguments =
            ["node", "--name", name, "--epmd-port", &port, "--until-eof"];
        self.start(&arguments).await?;
        Ok(name.parse()?)
    }

    /// Does runs that know nothing of each other, at the same time, one for
    /// each number of connections.
    pub(super) async fn apart(
        &self,
        url: &str,
        duration: Duration,
        connections: &[usize],
    ) -> anyhow::Result<Vec<Report>> {
        let mut runs = Vec::new();
        let duration = format!("{}ms", duration.as_millis());
        for connections in connections {
            let connections = connections.to_string();
            let mut arguments = vec!["run", url, "--json", "-", "--quiet"];
            arguments.extend(["-d", &duration, "-c", &connections]);
            arguments.push("--until-eof");
            runs.push(self.spawn(&arguments)?);
        }
        let mut reports = Vec::new();
        for mut run in runs {
            // As long as it is there the run goes on.
            let input = run.stdin.take();
            let output = run.wait_with_output().await?;
            drop(input);
            reports.push(Report::parse(&output.stdout, Path::new("a run"))?);
        }
        Ok(reports)
    }

    /// Starts this program once more, and returns its first line.
    async fn start(&mut self, arguments: &[&str]) -> anyhow::Result<String> {
        let mut program = self.spawn(arguments)?;
        let output = program.stdout.take().context("it has no output")?;
        let mut lines = BufReader::new(output).lines();
        let Some(line) = lines.next_line().await? else {
            bail!("`blitzy {}` has ended at once", arguments.join(" "));
        };
        self.running.push((program, lines));
        Ok(line)
    }

    fn spawn(&self, arguments: &[&str]) -> anyhow::Result<Child> {
        let mut command = if self.is_patient {
            let mut command = Command::new(PATIENT[0]);
            command.args(&PATIENT[1..]).arg(&self.executable);
            command
        } else {
            Command::new(&self.executable)
        };
        command
            .args(arguments)
            // Others can see the arguments of a program.
            .env("BLITZY_COOKIE", &self.cookie)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // What is typed for this program is not for the others.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .context("cannot start another blitzy")
    }
}
