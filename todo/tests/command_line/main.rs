//! The program as its users meet it: what it prints, and how it ends.

mod configuration;
mod endings;
mod entries;
mod files;
mod serving;
mod shell;
mod wrong;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Somebody's home, where nothing was set before.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Returns the path of a file in it, as a command line has it.
    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Prepares the program; nothing of the environment reaches it.
    fn todo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_todo"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("TODO_") || name.starts_with("XDG_") {
                command.env_remove(&*name);
            }
        }
        command
            .env_remove("RUST_LOG")
            .env_remove("NO_COLOR")
            .env("RUST_BACKTRACE", "0")
            .env("HOME", self.0.path())
            .current_dir(self.0.path())
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.todo(arguments).output().unwrap()
    }

    /// Runs what must succeed; returns what is on stdout.
    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(code(&output), 0, "{arguments:?}: {}", stderr(&output));
        stdout(&output).to_owned()
    }

    /// As [`ok`](Self::ok), of what prints JSON.
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(arguments)).unwrap()
    }

    /// Runs what must fail; returns the exit code, and what is on stderr.
    fn fails(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        (code(&output), stderr(&output).to_owned())
    }

    /// Runs it with a text on stdin.
    fn with_input(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .todo(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        // It may end before it has read all.
        let writing = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        let _ = writing.join().unwrap();
        output
    }

    /// Lists the titles of all entries of a list.
    fn titles(&self, list: &str) -> Vec<String> {
        let found = self.json(&["list", "--all", "--json", "-l", list]);
        let entries = found["entries"].as_array().unwrap();
        let title = |entry: &Value| entry["title"].as_str().unwrap().to_owned();
        entries.iter().map(title).collect()
    }

    fn serve(&self, arguments: &[&str]) -> Serving {
        Serving::start(self.todo(&["serve", "--port", "0"]).args(arguments))
    }
}

/// A server in a process of its own.
struct Serving {
    child: Child,
    _lines: BufReader<ChildStdout>,
    first_line: String,
}

impl Serving {
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first_line = String::new();
        lines.read_line(&mut first_line).unwrap();
        let mut serving = Self { child, _lines: lines, first_line };
        if !serving.first_line.starts_with("Listening on http://") {
            let (code, told) = serving.end("-KILL");
            panic!("no server, {code:?}: {told}");
        }
        serving
    }

    fn url(&self) -> String {
        let url = self.first_line.strip_prefix("Listening on ").unwrap();
        url.split(',').next().unwrap().to_owned()
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let kill = Command::new("kill").args([signal, &pid]).status();
        assert!(kill.unwrap().success());
    }

    /// Tells it to end; returns the exit code and what was on stderr.
    fn end(&mut self, signal: &str) -> (Option<i32>, String) {
        // It may have ended by itself.
        let pid = self.child.id().to_string();
        Command::new("kill").args([signal, &pid]).output().unwrap();
        let mut text = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut text).unwrap();
        (self.child.wait().unwrap().code(), text)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // A test that fails must not leave it behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// Returns an address where nobody listens.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn what_help_and_errors_look_like() {
    trycmd::TestCases::new()
        .env("XDG_CONFIG_HOME", "/nowhere")
        .env("RUST_BACKTRACE", "0")
        .case("tests/cmd/*.trycmd");
}
