//! Nodes that are programs of their own, as the chapter has them started.

use std::io::{BufRead, BufReader, Lines};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};

use blitzy::serve::{self, Config, Server};
use serde_json::Value;

use super::nodes::port_mapper;

/// A program that is killed when this is dropped.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts a node, and waits until it is up.
    fn node(name: &str, port: u16) -> Self {
        let mut child = blitzy(&["node", "--name", name], port)
            .stdin(Stdio::piped())
            .arg("--until-eof")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let mut lines = BufReader::new(output).lines();
        let line = lines.next().unwrap().unwrap();
        assert!(line.starts_with(&format!("{name} is up")), "{line}");
        Self { child, lines }
    }

    fn signal(&self, signal: &str) {
        send(signal, self.child.id());
    }

    fn says(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may be dead.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn send(signal: &str, pid: u32) {
    let kill = Command::new("kill").args([signal, &pid.to_string()]).status();
    assert!(kill.unwrap().success());
}

fn blitzy(arguments: &[&str], port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blitzy"));
    for name in ["BLITZY_USER", "BLITZY_BEARER", "RUST_LOG", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .args(["--epmd-port", &port.to_string()])
        .env("BLITZY_COOKIE", "pizza")
        .stdin(Stdio::null());
    command
}

/// A run that goes on, of which the first second is over.
struct Run {
    child: Option<Child>,
    /// Kept open: who closes it has not been asked what happens then.
    _lines: Lines<BufReader<ChildStderr>>,
}

impl Run {
    fn start(arguments: &[&str], url: &str, port: u16) -> Self {
        let mut child = blitzy(&["run", "--json", "-"], port)
            .args(arguments)
            .arg(url)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        assert!(first.starts_with("  1s  "), "{first}");
        Self { child: Some(child), _lines: lines }
    }

    fn signal(&self, signal: &str) {
        send(signal, self.child.as_ref().unwrap().id());
    }

    fn output(mut self) -> Output {
        self.child.take().unwrap().wait_with_output().unwrap()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&output.stderr))
    })
}

fn sum(report: &Value, field: &str) -> u64 {
    let nodes = report["nodes"].as_array().unwrap().iter();
    nodes.map(|node| node[field].as_u64().unwrap()).sum()
}

async fn target() -> Server {
    serve::start(Config::default()).await.unwrap()
}

const TWO: &str = "b@127.0.0.1,c@127.0.0.1";

#[tokio::test(flavor = "multi_thread")]
async fn three_programs_send_exactly_what_one_would() {
    let server = target().await;
    let port = port_mapper().await;
    let names = ["b@127.0.0.1", "c@127.0.0.1", "d@127.0.0.1"];
    let mut nodes = names.map(|name| Program::node(name, port));
    let mut before = 0;
    for n in [0, 1, 50, 199] {
        let output = blitzy(&["run", "-q", "-c", "6", "--json", "-"], port)
            .args(["--nodes", &names.join(","), "-n", &n.to_string()])
            .arg(server.url())
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(code(&output), 0, "{stderr}");
        let report = report(&output);
        assert_eq!(report["counts"]["sent"], n);
        assert_eq!(sum(&report, "sent"), n);
        assert_eq!(server.requests() - before, n);
        before = server.requests();
        for (number, node) in nodes.iter_mut().enumerate() {
            let share = n / 3 + u64::from((number as u64) < n % 3);
            let line = node.says();
            let sent = format!(": {share} requests sent of GET http://");
            assert!(line.contains(&sent), "{line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_leaves_the_report_of_a_part() {
    let server = target().await;
    let port = port_mapper().await;
    let [_b, c] =
        ["b@127.0.0.1", "c@127.0.0.1"].map(|name| Program::node(name, port));
    let arguments = ["--nodes", TWO, "-n", "1000", "-c", "4"];
    let url = server.url() + "/delay/10ms";
    let run = Run::start(&arguments, &url, port);
    c.signal("-KILL");
    let output = run.output();
    assert_eq!(code(&output), 1);
    let report = report(&output);
    let [b, c] = [&report["nodes"][0], &report["nodes"][1]];
    assert_eq!((&b["sent"], &b["lost"]), (&500.into(), &Value::Null));
    assert_eq!(c["name"], "c@127.0.0.1");
    assert_eq!(c["lost"], "its connection is lost");
    let (sent, unknown) = (c["sent"].as_u64(), c["unknown"].as_u64());
    let (sent, unknown) = (sent.unwrap(), unknown.unwrap());
    assert_eq!(sent + unknown, 500);
    assert!(unknown > 0);
    assert_eq!(report["counts"]["sent"], 1000 - unknown);
    assert!(server.requests() >= 1000 - unknown);
}

/// Its connection is there, and only its silence tells.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_hangs_is_lost_when_its_time_is_up() {
    let server = target().await;
    let port = port_mapper().await;
    let [_b, c] =
        ["b@127.0.0.1", "c@127.0.0.1"].map(|name| Program::node(name, port));
    let arguments = [
        "--nodes",
        TWO,
        "-n",
        "1000",
        "-c",
        "4",
        "--node-timeout",
        "3s",
        "--redistribute",
    ];
    let url = server.url() + "/delay/10ms";
    let run = Run::start(&arguments, &url, port);
    c.signal("-STOP");
    let output = run.output();
    let report = report(&output);
    assert_eq!(report["nodes"][1]["lost"], "silent for 3s");
    assert_eq!(code(&output), 0);
    assert_eq!(report["counts"]["sent"], 1000);
    let redistributed = report["nodes"][1]["redistributed"].as_u64().unwrap();
    assert_eq!(report["nodes"][0]["sent"], 500 + redistributed);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_interrupts_a_run_on_nodes_gets_the_report_of_a_part() {
    let server = target().await;
    let port = port_mapper().await;
    let [mut b, _c] =
        ["b@127.0.0.1", "c@127.0.0.1"].map(|name| Program::node(name, port));
    let arguments = ["--nodes", TWO, "-d", "24h", "-c", "4"];
    let url = server.url() + "/delay/10ms";
    let run = Run::start(&arguments, &url, port);
    run.signal("-INT");
    let output = run.output();
    assert_eq!(code(&output), 130);
    let report = report(&output);
    assert_eq!(report["ended"], "interrupted");
    assert_eq!(sum(&report, "sent"), report["counts"]["sent"]);
    assert!(b.says().contains("requests sent"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_ends_with_its_input() {
    let mut node = Program::node("b@127.0.0.1", port_mapper().await);
    drop(node.child.stdin.take());
    assert!(node.child.wait().unwrap().success());
}

/// Also those of a program that had no time for anything.
#[test]
fn a_demonstration_leaves_nobody_behind() {
    for signal in ["-INT", "-KILL"] {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_blitzy"))
            .args(["demo", "cluster", "-d", "1h"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        // Four nodes and a target, as soon as they are there.
        let children = loop {
            let found = children(demo.id());
            if found.len() == 5 {
                break found;
            }
            std::thread::yield_now();
        };
        send(signal, demo.id());
        demo.wait().unwrap();
        while children.iter().any(|pid| is_blitzy(*pid)) {
            std::thread::yield_now();
        }
    }
}

/// Returns the children of a process.
fn children(pid: u32) -> Vec<u32> {
    let output = Command::new("ps")
        .args(["-o", "pid=", "--ppid", &pid.to_string()])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().map(|pid| pid.parse().unwrap()).collect()
}

/// Returns whether a process is there, and is this program.
fn is_blitzy(pid: u32) -> bool {
    let output = Command::new("ps")
        .args(["-o", "stat=,comm=", "-p", &pid.to_string()])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // One that is dead and was not waited for is a zombie.
    text.contains("blitzy") && !text.starts_with('Z')
}
