//! The program as its users meet it: what it prints, and how it ends.

mod endings;
mod files;
mod limits;
mod live;
mod requests;
mod saved;
mod secrets;
mod serving;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

use blitzy::serve::{self, Config, Server};
use serde_json::Value;

/// Runs the program where nothing of the environment reaches it.
fn blitzy(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blitzy"));
    for name in ["BLITZY_USER", "BLITZY_BEARER", "RUST_LOG", "NO_COLOR"] {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// As `blitzy run`, with few connections, and nothing on stderr meanwhile.
fn run(url: &str, arguments: &[&str]) -> Command {
    let mut command = blitzy(&["run", "-q", "-c", "4", url]);
    command.args(arguments);
    command
}

async fn target() -> Server {
    serve::start(Config::default()).await.unwrap()
}

/// Returns a URL that nobody answers.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
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

/// Reads the report that went to stdout.
fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", stderr(output)))
}

/// A directory of one test, that is gone after it.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("blitzy-command-{}-{number}", process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// Returns the path of a file in it, as a command line has it.
    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> =
            names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // A test that fails must not fail again here.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_help_and_errors_look_like() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}
