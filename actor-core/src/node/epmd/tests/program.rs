//! Programs that tests run: Erlang nodes and the real `epmd`.

use std::io::{BufRead, BufReader, ErrorKind};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time;

/// How long a program may take to say what a test waits for. It takes less
/// than a second, unless the machine is very busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program, which is killed with its test, and what it prints.
pub(in crate::node) struct Program {
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
}

impl Program {
    /// Starts it; returns nothing if it is not installed.
    pub(in crate::node) fn start(command: &mut Command) -> Option<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let program = command.get_program();
                eprintln!("skipped: there is no {}", program.display());
                return None;
            }
            Err(error) => panic!("{error}"),
        };
        let output = child.stdout.take().expect("the output is a pipe");
        let (sender, lines) = mpsc::unbounded_channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // The test may be over.
                let _ = sender.send(line);
            }
        });
        Some(Self { child, lines })
    }

    /// Starts an Erlang node that runs `expressions`, which end with a full
    /// stop or not, and then stays.
    pub(in crate::node) fn erl(
        name: &str,
        epmd_port: u16,
        cookie: &str,
        expressions: &str,
    ) -> Option<Self> {
        Self::erl_with(&[], name, epmd_port, cookie, expressions)
    }

    /// As [`erl`](Self::erl), with more arguments.
    pub(in crate::node) fn erl_with(
        arguments: &[&str],
        name: &str,
        epmd_port: u16,
        cookie: &str,
        expressions: &str,
    ) -> Option<Self> {
        let mut command = Command::new("erl");
        command
            .env("ERL_EPMD_PORT", epmd_port.to_string())
            .args(["-noshell", "-noinput", "-start_epmd", "false"])
            .args(["-kernel", "logger_level", "error"])
            .args(["-name", name, "-setcookie", cookie])
            .args(arguments)
            .args(["-eval", expressions]);
        Self::start(&mut command)
    }

    /// Waits for the next line.
    pub(in crate::node) async fn line(&mut self) -> Option<String> {
        let line = time::timeout(PATIENCE, self.lines.recv()).await;
        line.expect("the program says something in time")
    }

    /// Waits for this line; others before it do not matter.
    pub(in crate::node) async fn says(&mut self, wanted: &str) {
        let mut before = Vec::new();
        while let Some(line) = self.line().await {
            if line == wanted {
                return;
            }
            before.push(line);
        }
        panic!("{wanted:?} was not said, but {before:#?}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
