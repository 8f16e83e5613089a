//! The program as its users meet it: what it prints, and how it ends.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A port mapper and a secret of its own, and programs that end with it.
struct Place {
    folder: TempDir,
    port: String,
    running: Vec<Child>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cookie = folder.path().join("cookie");
        fs::write(&cookie, "pizza\n").unwrap();
        let mode = fs::Permissions::from_mode(0o600);
        fs::set_permissions(&cookie, mode).unwrap();
        // A port that was free a moment ago.
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port().to_string();
        Self { folder, port, running: Vec::new() }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn chucky(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chucky"));
        command.args(arguments).env_remove("RUST_LOG").stdin(Stdio::null());
        command.args(["--epmd-port", &self.port, "--cookie-file"]);
        command.arg(self.folder.path().join("cookie"));
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.chucky(arguments).output().unwrap()
    }

    /// Starts a node, and waits until it runs Chucky.
    fn node(&mut self, arguments: &[&str]) {
        let mut command = self.chucky(arguments);
        let mut node = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(node.stderr.take().unwrap());
        self.running.push(node);
        let mut lines = log.lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains("Application is started on")));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for program in &mut self.running {
            let _ = program.kill();
            let _ = program.wait();
        }
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

#[test]
fn what_help_and_errors_look_like() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}

#[test]
fn a_node_that_is_alone_tells_facts() {
    let mut place = Place::new();
    let facts = place.file("facts.txt", "\nOnly this.\n\n");
    let facts = facts.to_str().unwrap();
    place.node(&["--name", "a@127.0.0.1", "--facts", facts]);

    let output = place.output(&["fact"]);
    assert_eq!(stdout(&output), "Only this.\n", "{}", stderr(&output));
    assert_eq!(code(&output), 0);
    let output = place.output(&["where", "--node", "a@127.0.0.1"]);
    assert_eq!(stdout(&output), "a@127.0.0.1\n");
    let output = place.output(&["fact", "--json"]);
    let told: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(told["node"], "a@127.0.0.1");
    assert_eq!(told["fact"], "Only this.");
    let output = place.output(&["where", "--json"]);
    assert_eq!(stdout(&output), "{\"node\":\"a@127.0.0.1\"}\n");
}

#[test]
fn a_watch_tells_who_answers_until_it_is_interrupted() {
    let mut place = Place::new();
    place.node(&["--name", "a@127.0.0.1"]);
    let mut watch = place
        .chucky(&["fact", "--watch", "--every", "1ms"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.ends_with("a@127.0.0.1 answers"), "{first}");
    // A node that is not distributed is not gone on for.
    place.running[0].kill().unwrap();
    let second = lines.next().unwrap().unwrap();
    assert!(second.contains("nobody answers: "), "{second}");
    let id = watch.id().to_string();
    Command::new("kill").args(["-INT", &id]).status().unwrap();
    let last = lines.next().unwrap().unwrap();
    assert!(last.ends_with(" answers, 0 gaps"), "{last}");
    assert!(watch.wait().unwrap().success());
}

#[test]
fn what_cannot_be_done_says_what_would_help() {
    let place = Place::new();
    let empty = place.file("empty.txt", "\n\n");
    let others = place.file(
        "others.toml",
        "[distributed]\napplication = \"chucky\"\nnodes = [\"b@127.0.0.1\"]",
    );
    let wrong = place.file("wrong.toml", "sync_nodes = []");
    let missing = place.file(
        "missing.toml",
        "sync_nodes_mandatory = [\"b@127.0.0.1\"]\nsync_nodes_timeout_ms = 1",
    );
    let mandatory = "expected one of `distributed`, `sync_nodes_mandatory`";
    let node = ["--name", "a@127.0.0.1"];
    let paths =
        [&empty, &others, &missing, &wrong].map(|it| it.to_str().unwrap());
    let [empty, others, missing, wrong] = paths;
    for (arguments, says) in [
        (vec!["fact"], "no node runs on this machine"),
        (
            vec!["where", "--node", "a@127.0.0.1"],
            "there is no node a@127.0.0.1",
        ),
        (vec!["--facts", "no-such-file"], "give a file with a fact"),
        (vec!["--facts", empty], "write one in each line"),
        (
            vec!["--config", "no-such-file"],
            "no-such-file cannot be read: No such file",
        ),
        (vec!["--config", wrong], mandatory),
        (vec!["--config", others], "add it there, in the files of all nodes"),
        (vec!["--config", missing], "start the other nodes too"),
    ] {
        let is_node = arguments[0].starts_with("--");
        let name = if is_node { &node[..] } else { &[] };
        let output = place.output(&[name, &arguments[..]].concat());
        let said = stderr(&output);
        assert!(said.contains("chucky: "), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
        assert_eq!(code(&output), 1, "{arguments:?}");
    }
}

#[test]
fn who_has_another_secret_is_told_so() {
    let mut place = Place::new();
    place.node(&["--name", "a@127.0.0.1"]);
    // The node has read it.
    place.file("cookie", "pasta\n");
    let output = place.output(&["fact"]);
    assert_eq!(code(&output), 1);
    let said = stderr(&output);
    assert!(said.contains("has probably another cookie"), "{said}");
}

#[test]
fn a_port_mapper_needs_no_node() {
    let mut place = Place::new();
    let mut epmd = place.chucky(&["epmd"]);
    let mut epmd = epmd.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(epmd.stdout.take().unwrap()).lines();
    place.running.push(epmd);
    let line = lines.next().unwrap().unwrap();
    assert_eq!(line, format!("port mapper on port {}", place.port));
    place.node(&["--name", "a@127.0.0.1"]);
    let output = place.output(&["where"]);
    assert_eq!(stdout(&output), "a@127.0.0.1\n", "{}", stderr(&output));

    let output = place.output(&["epmd"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("is taken: there is a port mapper"));
}

#[test]
fn the_demo_reports_how_long_nobody_answered() {
    let output = Command::new(env!("CARGO_BIN_EXE_chucky"))
        .args(["demo", "--delay", "200ms", "--json"])
        .env_remove("ERL_EPMD_PORT")
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let report: Value = serde_json::from_str(stdout(&output)).unwrap();
    let transitions = report["transitions"].as_array().unwrap();
    let kinds: Vec<_> = transitions.iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, ["failover", "failover", "takeover"]);
    assert_eq!(transitions[0]["from"], "a@127.0.0.1");
    assert_eq!(transitions[2]["to"], "a@127.0.0.1");
    for transition in &transitions[..2] {
        assert!(transition["gap_ms"].as_f64().unwrap() >= 200.0);
    }
}

#[test]
fn the_demo_tells_the_story() {
    let output = Command::new(env!("CARGO_BIN_EXE_chucky"))
        .args(["demo", "--delay", "50ms"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let mut rest = stdout(&output);
    for text in [
        "Three nodes",
        "a says: a@127.0.0.1 waits for",
        "c starts.",
        "a says: Application is started on a@127.0.0.1",
        "asked c@127.0.0.1: ",
        "a@127.0.0.1 is killed",
        "a@127.0.0.1 is failing over to ",
        " is killed",
        " is failing over to ",
        "a says: a@127.0.0.1 is taking over ",
        "says: Application is stopped on ",
        " questions, ",
        "of which 50ms are the delay",
    ] {
        let Some((_, after)) = rest.split_once(text) else {
            panic!("{text} is missing in\n{}", stdout(&output));
        };
        rest = after;
    }
}
