//! A program that is a member of a cluster, and does what lines tell it.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::{TICK_TIME, ours};

/// How long a program may take for one line on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a member is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Ours,
    Erlang,
}

/// A member that runs, until it is dropped.
pub(crate) struct Member {
    name: String,
    program: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// What it was told happened to it, in order.
    events: Vec<String>,
}

impl Member {
    /// Starts a node and waits until it is up. Says that the test is skipped,
    /// and returns nothing, if there is no `erl` for it.
    pub(crate) fn start(kind: Kind, short: &str, port: u16) -> Option<Self> {
        let name = format!("{short}@127.0.0.1");
        let mut command = match kind {
            Kind::Ours => of_ours(&name, port),
            Kind::Erlang => of_erlang(&name, port),
        };
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = match command.spawn() {
            Ok(program) => program,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                eprintln!("skipped: there is no `erl`");
                return None;
            }
            Err(error) => panic!("{error}"),
        };
        let input = program.stdin.take();
        let output = BufReader::new(program.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let events = Vec::new();
        let mut member = Self { name, program, input, lines, events };
        assert_eq!(member.answer("to start"), "ready");
        Some(member)
    }

    /// Tells it something, and returns its answer. What has happened to it
    /// before that is among its [events](Self::events) then.
    pub(crate) fn ask(&mut self, line: &str) -> String {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{line}").and_then(|()| input.flush()).unwrap();
        self.answer(line)
    }

    fn answer(&mut self, line: &str) -> String {
        loop {
            let Ok(said) = self.lines.recv_timeout(PATIENCE) else {
                let Self { name, events, .. } = self;
                panic!("{name} does not answer {line}: {events:#?}");
            };
            if let Some(answer) = said.strip_prefix("=> ") {
                return answer.to_owned();
            }
            if let Some(event) = said.strip_prefix("! ") {
                self.events.push(event.to_owned());
            }
        }
    }

    pub(crate) fn events(&self) -> &[String] {
        &self.events
    }

    /// Stops the program, as a machine that hangs: `SIGSTOP`.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Has the program go on: `SIGCONT`.
    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.program.id().to_string();
        let status = Command::new("kill").args([signal, &pid]).status();
        assert!(status.unwrap().success());
    }

    /// Ends the program with no chance to say farewell.
    pub(crate) fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }

    /// Has it end as it does when there are no more lines; returns whether
    /// that was in order.
    pub(crate) fn ends(mut self) -> bool {
        drop(self.input.take());
        self.program.wait().unwrap().success()
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.kill();
    }
}

fn of_ours(name: &str, port: u16) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", ours::TEST, "--nocapture"])
        .env(ours::MEMBER, format!("{name} {port}"));
    command
}

fn of_erlang(name: &str, port: u16) -> Command {
    let source =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/member.erl");
    let run = format!(
        "{{ok, member, Code}} = compile:file({source:?}, [binary, report]),
        {{module, member}} = code:load_binary(member, {source:?}, Code),
        member:main()."
    );
    let seconds = TICK_TIME.as_secs().to_string();
    let mut command = Command::new("erl");
    command
        .args(["-noshell", "-setcookie", "pizza", "-name", name])
        .args(["-start_epmd", "false", "-kernel", "logger_level", "critical"])
        .args(["net_ticktime", &seconds, "-eval", &run])
        .env("ERL_EPMD_PORT", port.to_string());
    command
}
