//! A node of Erlang or Elixir, which does what it is told.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::Duration;

use actor_core::NodeName;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::driver;

/// How long a node may take for one line. Few take more than a moment, unless
/// the machine is very busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// What comes of a line is printed behind this.
const ANSWER: &str = "=> ";

/// How a node would be.
#[derive(Clone, Debug)]
pub(crate) struct BeamOptions {
    language: Language,
    name: String,
    epmd_port: u16,
    cookie: String,
    arguments: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Erlang,
    Elixir,
}

/// A node that runs, until it is dropped.
pub(crate) struct Beam {
    name: NodeName,
    language: Language,
    child: Child,
    input: ChildStdin,
    lines: mpsc::UnboundedReceiver<String>,
}

impl BeamOptions {
    pub(crate) fn new(language: Language, name: &str, epmd_port: u16) -> Self {
        Self {
            language,
            name: name.to_owned(),
            epmd_port,
            cookie: "pizza".to_owned(),
            arguments: Vec::new(),
        }
    }

    /// Gives another secret than that of the cluster.
    pub(crate) fn cookie(mut self, cookie: &str) -> Self {
        cookie.clone_into(&mut self.cookie);
        self
    }

    /// Is seen only by nodes that it connects to, or that connect to it.
    pub(crate) fn hidden(self) -> Self {
        self.arguments("-hidden")
    }

    /// Adds what else `erl` is given, with spaces between.
    pub(crate) fn arguments(mut self, arguments: &str) -> Self {
        self.arguments
            .extend(arguments.split_ascii_whitespace().map(str::to_owned));
        self
    }

    /// Starts the node and waits until it is up. Says that the test is
    /// skipped, and returns nothing, if there is no `erl` or `elixir`.
    pub(crate) async fn start(self) -> Option<Beam> {
        let mut beam = self.spawn()?;
        assert_eq!(beam.answer("").await.trim_start_matches(':'), "ready");
        Some(beam)
    }

    /// As [`start`](Self::start), where there is Erlang; returns nothing if
    /// another node has the name.
    pub(crate) async fn start_if_free(self) -> Option<Beam> {
        let mut beam = self.spawn()?;
        beam.lines.recv().await.map(|_| beam)
    }

    /// Starts the node, which must end by itself, and returns what it says.
    pub(crate) async fn fails(self) -> String {
        let mut command = self.command();
        command.stdin(Stdio::null());
        let output = spawn_blocking(move || command.output());
        let output = output.await.unwrap().expect("another one was started");
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&said).into_owned()
    }

    fn spawn(self) -> Option<Beam> {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let program = command.get_program();
                eprintln!("skipped: there is no `{}`", program.display());
                return None;
            }
            Err(error) => panic!("{error}"),
        };
        let input = child.stdin.take().expect("the input is a pipe");
        let output = child.stdout.take().expect("the output is a pipe");
        let (sender, lines) = mpsc::unbounded_channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // The test may be over.
                let _ = sender.send(line);
            }
        });
        let name = self.name.parse().expect("it is the name of a node");
        let language = self.language;
        Some(Beam { name, language, child, input, lines })
    }

    fn command(&self) -> Command {
        let node = ["-start_epmd", "false", "-kernel", "logger_level", "error"];
        let arguments: Vec<_> = node
            .map(str::to_owned)
            .iter()
            .chain(&self.arguments)
            .cloned()
            .collect();
        let Self { name, cookie, .. } = self;
        // A host with a dot makes a long name.
        let kind = if name.contains('.') { "name" } else { "sname" };
        let mut command = match self.language {
            Language::Erlang => {
                let mut command = Command::new("erl");
                command
                    .args(["-noshell", "-setcookie", cookie])
                    .args([&format!("-{kind}"), name])
                    .args(arguments)
                    .args(["-eval", driver::ERLANG]);
                command
            }
            Language::Elixir => {
                let mut command = Command::new("elixir");
                command
                    .args([&format!("--{kind}"), name, "--cookie", cookie])
                    .args(["--erl", &arguments.join(" ")])
                    .args(["-e", driver::ELIXIR]);
                command
            }
        };
        command.env("ERL_EPMD_PORT", self.epmd_port.to_string());
        command
    }
}

impl Beam {
    pub(crate) fn name(&self) -> &NodeName {
        &self.name
    }

    /// Evaluates expressions, in a process that ends with them, and returns
    /// the value of the last as it is printed: by `~0tp` or `inspect`. If the
    /// process ends before, that is `{ended,Reason}`. What is bound stays
    /// bound for the lines that follow.
    ///
    /// In Erlang the full stop at the end may be left out.
    pub(crate) async fn eval(&mut self, code: &str) -> String {
        let mut line = code.trim().replace('\n', "\x0b");
        if self.language == Language::Erlang && !line.ends_with('.') {
            line.push('.');
        }
        line.push('\n');
        let written = self.input.write_all(line.as_bytes());
        written.and_then(|()| self.input.flush()).expect("the node is there");
        self.answer(code).await
    }

    async fn answer(&mut self, code: &str) -> String {
        let mut printed = Vec::new();
        loop {
            let name = &self.name;
            let Ok(line) = timeout(PATIENCE, self.lines.recv()).await else {
                panic!("{name} says nothing to {code}: {printed:#?}");
            };
            let Some(line) = line else {
                panic!("{name} has ended at {code}: {printed:#?}");
            };
            match line.strip_prefix(ANSWER) {
                Some(answer) => return answer.to_owned(),
                None => printed.push(line),
            }
        }
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
        let pid = self.child.id().to_string();
        let status = Command::new("kill").args([signal, &pid]).status();
        assert!(status.expect("there is `kill`").success());
    }

    /// Ends the program with no chance to say farewell.
    pub(crate) fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Beam {
    fn drop(&mut self) {
        self.kill();
    }
}
