//! A server that runs: `todo serve`, with lists in a folder of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use tempfile::TempDir;

/// A server; it is killed when this is dropped.
pub(crate) struct Server {
    folder: TempDir,
    running: Option<Running>,
    pub(crate) url: String,
}

struct Running {
    child: Child,
    /// Kept open: the server prints to it.
    _output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts one without lists, and waits until it listens.
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let mut server = Self { folder, running: None, url: String::new() };
        server.run("0");
        server
    }

    /// Kills it, as if the machine had lost its power.
    pub(crate) fn kill(&mut self) {
        let mut running = self.running.take().expect("it runs");
        running.child.kill().unwrap();
        running.child.wait().unwrap();
    }

    /// Starts it again, where it was.
    pub(crate) fn start_again(&mut self) {
        let port = self.url.rsplit(':').next().unwrap().to_owned();
        self.run(&port);
    }

    fn run(&mut self, port: &str) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_todo"))
            .args(["serve", "--port", port, "--data"])
            .arg(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http"));
        let url = url.unwrap_or_else(|| panic!("no URL in {line:?}"));
        url.trim_end_matches([',', '.', '/']).clone_into(&mut self.url);
        self.running = Some(Running { child, _output: output });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.running.is_some() {
            self.kill();
        }
    }
}
