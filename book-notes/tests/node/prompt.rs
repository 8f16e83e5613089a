//! A node at its prompt, as a program of its own.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long a program may be busy with something else.
const PATIENCE: Duration = Duration::from_mins(1);

/// It is killed when it is dropped.
pub(crate) struct Prompt {
    name: String,
    program: Child,
    typed: Option<ChildStdin>,
    lines: Receiver<String>,
    shown: Vec<String>,
}

impl Prompt {
    pub(crate) fn start(name: &str, epmd_port: u16) -> Self {
        Self::start_with(name, epmd_port, &["--cookie", "pizza"])
    }

    /// Starts a node, and waits until it is up. A cookie that is not among the
    /// options is `pizza`.
    pub(crate) fn start_with(
        name: &str,
        epmd_port: u16,
        options: &[&str],
    ) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_book-notes"));
        command.args(["node", name, "--epmd-port", &epmd_port.to_string()]);
        if !options.contains(&"--cookie") {
            command.args(["--cookie", "pizza"]);
        }
        command.args(options);
        let mut prompt = Self::run(name, command);
        prompt.shows(&format!("{name} is up"));
        prompt
    }

    /// Starts any program that prints lines.
    pub(crate) fn run(name: &str, mut command: Command) -> Self {
        let mut program = command
            .env_remove("RUST_LOG")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(program.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let typed = program.stdin.take();
        let (name, shown) = (name.to_owned(), Vec::new());
        Self { name, program, typed, lines, shown }
    }

    pub(crate) fn types(&mut self, line: &str) {
        self.shown.push(format!("> {line}"));
        let typed = self.typed.as_mut().unwrap();
        writeln!(typed, "{line}").and_then(|()| typed.flush()).unwrap();
    }

    /// Waits until a line is shown that has this text, and returns it.
    pub(crate) fn shows(&mut self, text: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                let shown = self.shown.join("\n");
                panic!("{} does not show {text:?}, but\n{shown}", self.name);
            };
            self.shown.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Ends its input.
    pub(crate) fn says_no_more(&mut self) {
        self.typed = None;
    }

    /// Waits until the program has ended by itself, with success.
    pub(crate) fn ends(&mut self) {
        assert!(self.program.wait().unwrap().success(), "{:?}", self.shown);
    }

    pub(crate) fn kill(&mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
