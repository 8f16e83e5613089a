//! `todo serve`, as a process that can be killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;

use reqwest::blocking::Client;
use serde_json::Value;

/// A server that runs; it is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Kept open: the server prints to it.
    _stdout: BufReader<ChildStdout>,
    pub(crate) url: String,
}

impl Server {
    /// Starts one on the lists in a folder, and waits until it listens.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_todo"));
        command.args(["serve", "--port", "0", "--data"]).arg(folder);
        Self::spawn(command)
    }

    /// As [`start`](Self::start), by a command of the caller's.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http"));
        let url = url.unwrap_or_else(|| panic!("no URL in {line:?}"));
        let url = url.trim_end_matches([',', '.', '/']).to_owned();
        Self { child, _stdout: stdout, url }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it by SIGKILL, which it cannot notice.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Returns the titles of all lists, in the order of their numbers.
    pub(crate) fn lists(&self) -> Vec<(String, Vec<String>)> {
        let url = format!("{}/api/v1/export", self.url);
        let text = client().get(url).send().unwrap().text().unwrap();
        let list = |line: &str| {
            let list: Value = serde_json::from_str(line).unwrap();
            let entries = list["entries"].as_array().unwrap();
            let ids = entries.iter().map(|entry| entry["id"].as_u64().unwrap());
            assert!(ids.is_sorted_by(|one, other| one < other), "{line}");
            let title =
                |entry: &Value| entry["title"].as_str().unwrap().to_owned();
            let name = list["list"].as_str().unwrap().to_owned();
            (name, entries.iter().map(title).collect())
        };
        text.lines().map(list).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the client of all tests, which has as many connections as there are
/// requests at a time.
pub(crate) fn client() -> &'static Client {
    static CLIENT: LazyLock<Client> = LazyLock::new(|| {
        // reqwest wants to know who would encrypt, also where nobody does.
        let provider = rustls::crypto::ring::default_provider();
        provider.install_default().unwrap();
        Client::new()
    });
    &CLIENT
}
