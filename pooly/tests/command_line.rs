//! The program as its users meet it: what it prints, and how it ends.

use std::process::{Command, Output, Stdio};

fn pooly() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pooly"));
    command.env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn what_the_terminal_shows() {
    trycmd::TestCases::new()
        .env("RUST_BACKTRACE", "0")
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml");
}

#[test]
fn a_program_can_read_the_tree() {
    for (version, pools, workers) in
        [("v1", 1, 5), ("v2", 1, 5), ("v3", 3, 9), ("v4", 3, 9), ("pool", 1, 2)]
    {
        let output =
            pooly().args(["tree", version, "--json"]).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let shown: serde_json::Value =
            serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(shown["version"], version);
        assert_eq!(shown["tree"]["kind"], "supervisor");
        assert_eq!(shown["pools"].as_array().unwrap().len(), pools);
        let found = stdout(&output).matches(r#""kind":"worker""#).count();
        assert_eq!(found, workers);
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn reports_are_short_lines_on_stderr() {
    let output = pooly().args(["demo", "v2"]).output().unwrap();
    let reports = stderr(&output);
    assert!(reports.lines().count() >= 4, "{reports}");
    for line in reports.lines() {
        assert!(line.starts_with("ERROR a child "), "{line}");
        assert!(line.contains(", because of "), "{line}");
    }
    let mut quiet = pooly();
    quiet.env("RUST_LOG", "off").args(["demo", "v2"]);
    let quiet = quiet.output().unwrap();
    assert_eq!(stderr(&quiet), "");
    assert_eq!(stdout(&quiet).lines().count(), stdout(&output).lines().count());
}

#[test]
fn a_closed_pipe_is_no_error() {
    for arguments in [&["tree"][..], &["demo", "v4"], &["shell"]] {
        let mut child = pooly()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }
}

#[test]
fn a_crash_that_nobody_reads_of_keeps_nobody_waiting() {
    let mut child = pooly()
        .args(["demo", "v4"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert!(child.wait().unwrap().success());
}
