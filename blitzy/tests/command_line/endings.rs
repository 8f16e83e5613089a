//! How it ends: the exit codes.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, Command, Stdio};

use super::{blitzy, code, nobody, report, run, stderr, stdout, target};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_done_ends_with_0() {
    let server = target().await;
    let output = run(&server.url(), &["-n", "100"]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("succeeded"), "{}", stdout(&output));
    assert_eq!(stderr(&output), "");
    assert_eq!(server.requests(), 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_say_no_are_answers() {
    let server = target().await;
    let url = server.url() + "/status/503";
    let output = run(&url, &["-n", "20"]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("503"), "{}", stdout(&output));
}

#[test]
fn a_run_without_a_single_answer_ends_with_1_and_a_report() {
    let output = run(&nobody(), &["-n", "20"]).output().unwrap();
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("refused"), "{}", stdout(&output));
}

#[test]
fn who_asks_for_nothing_gets_nothing_and_0() {
    let output = run(&nobody(), &["-n", "0"]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_threshold_ends_with_99() {
    let server = target().await;
    let run = |thresholds: &[&str]| {
        let mut run = run(&server.url(), &["-n", "20"]);
        for threshold in thresholds {
            run.args(["--fail-if", threshold]);
        }
        run.output().unwrap()
    };
    assert_eq!(code(&run(&["p99>1000s", "errors>1%"])), 0);
    let output = run(&["p99>1000s", "max>1ns", "errors>1%"]);
    assert_eq!(code(&output), 99, "{}", stderr(&output));
    assert!(stdout(&output).contains("max>1ns"), "{}", stdout(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_threshold_is_told_where_the_table_is_not() {
    let server = target().await;
    let arguments =
        ["-n", "20", "--fail-if", "max>1ns", "--fail-if", "errors>1%"];
    let output =
        run(&server.url(), &arguments).args(["--json", "-"]).output().unwrap();
    assert_eq!(code(&output), 99);
    assert!(stderr(&output).starts_with("blitzy: max>1ns: "));
    assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
}

/// That nobody answers says more than what follows from it.
#[test]
fn nobody_there_comes_before_a_broken_threshold() {
    let arguments = ["-n", "20", "--fail-if", "errors>0"];
    let output = run(&nobody(), &arguments).output().unwrap();
    assert_eq!(code(&output), 1);
}

/// A run that nobody would wait for, of which a second is over.
struct Endless {
    run: Child,
    /// Kept open: who closes it has not been asked what happens then.
    _lines: Lines<BufReader<ChildStderr>>,
}

impl Endless {
    fn start(url: &str) -> Self {
        let mut run = blitzy(&["run", "-d", "24h", "--json", "-", url])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(run.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        assert!(first.starts_with("  1s  "), "{first}");
        Self { run, _lines: lines }
    }

    fn signal(&self, signal: &str) {
        let pid = self.run.id().to_string();
        let kill = Command::new("kill").args([signal, &pid]).status();
        assert!(kill.unwrap().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_interrupts_a_run_gets_the_report_of_a_part() {
    let server = target().await;
    for signal in ["-INT", "-TERM"] {
        let endless = Endless::start(&server.url());
        endless.signal(signal);
        let output = endless.run.wait_with_output().unwrap();
        assert_eq!(code(&output), 130, "{signal}");
        let report = report(&output);
        assert_eq!(report["ended"], "interrupted");
        assert!(report["counts"]["sent"].as_u64().unwrap() > 0);
    }
}

/// What is asked for an answer here never gets one.
#[tokio::test(flavor = "multi_thread")]
async fn who_interrupts_what_hangs_need_not_wait_either() {
    let server = target().await;
    let endless = Endless::start(&(server.url() + "/hang"));
    endless.signal("-INT");
    let output = endless.run.wait_with_output().unwrap();
    assert_eq!(code(&output), 130);
    let counts = &report(&output)["counts"];
    assert_eq!(counts["unfinished"], counts["sent"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_pipe_is_no_error() {
    let server = target().await;
    let mut child = run(&server.url(), &["-n", "20"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

/// The condition is broken whether anybody reads the table or not.
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_pipe_does_not_hide_the_exit_code() {
    let server = target().await;
    let mut child = run(&server.url(), &["-n", "20", "--fail-if", "max>1ns"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(99));
}
