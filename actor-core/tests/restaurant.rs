//! A program that is an application, as a person runs it: told to stop by
//! signals. It is `examples/restaurant.rs`, which cargo builds with the tests.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

fn restaurant() -> Command {
    let mut path: PathBuf = std::env::current_exe().expect("a test has a path");
    path.pop();
    path.pop();
    let mut command = Command::new(path.join("examples/restaurant"));
    command.env_remove("RUST_BACKTRACE").stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    command
}

/// Sends a signal as a person does.
fn kill(signal: &str, child: &Child) {
    let mut kill = Command::new("kill");
    let kill = kill.arg(signal).arg(child.id().to_string());
    assert!(kill.status().expect("there is a `kill`").success());
}

/// Runs the restaurant until it is open, then sends it a signal. Returns what
/// it printed from there on.
fn stopped_by(signal: &str) -> (Vec<String>, ExitStatus) {
    let mut child = restaurant().spawn().expect("the example was built");
    let stdout = child.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
    let open: Vec<_> = lines.by_ref().take(2).collect();
    assert_eq!(open, ["cook comes", "waiter comes"]);
    kill(signal, &child);
    (lines.collect(), child.wait().expect("it ends"))
}

#[test]
fn a_signal_stops_the_tree_in_reverse_and_in_order() {
    for signal in ["-INT", "-TERM"] {
        let (lines, status) = stopped_by(signal);
        let order = ["waiter leaves: shutdown", "cook leaves: shutdown"];
        assert_eq!(lines, [&order[..], &["closed"]].concat(), "{signal}");
        assert!(status.success(), "{signal}: {status}");
    }
}

#[test]
fn an_application_that_gives_up_ends_the_program_with_an_error() {
    let output = restaurant().arg("--fire").output().expect("it runs");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    // Three restarts in five seconds are well; the fourth fire is the last.
    assert_eq!(lines.matches("cook leaves: fire").count(), 4, "{lines}");
    assert!(lines.ends_with("waiter leaves: shutdown\nclosed\n"), "{lines}");
    let mut error = String::new();
    output.stderr.as_slice().read_to_string(&mut error).expect("it is text");
    assert_eq!(error, "Error: restaurant ended: shutdown\n");
    assert_eq!(output.status.code(), Some(1));
}
