//! What is shown while a run goes on, anywhere but on a terminal.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::{blitzy, code, nobody, stderr, target};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_is_a_line_on_stderr() {
    let server = target().await;
    let url = server.url() + "/delay/20ms";
    let output = blitzy(&["run", "-d", "2s", "-c", "2", &url]).output();
    let output = output.unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let lines: Vec<_> = stderr(&output).lines().collect();
    assert!(lines.len() >= 2, "{lines:?}");
    for (index, line) in lines.iter().enumerate() {
        let number = format!("{:3}s  ", index + 1);
        assert!(line.starts_with(&number), "{lines:?}");
        assert!(line.contains(" requests  "), "{lines:?}");
        assert!(line.contains("  0 errors"), "{lines:?}");
    }
}

#[test]
fn errors_are_in_the_line() {
    let output = blitzy(&["run", "-n", "20", &nobody()]).output().unwrap();
    assert!(stderr(&output).contains("  20 errors"), "{}", stderr(&output));
}

/// Whoever watched has gone, and the run has not.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_need_read_the_lines() {
    let server = target().await;
    let url = server.url() + "/delay/20ms";
    let mut child = blitzy(&["run", "-d", "2s", "-c", "2", &url])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    drop(lines);
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0);
    assert!(String::from_utf8_lossy(&output.stdout).contains("succeeded"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_to_warm_up_is_named() {
    let server = target().await;
    let url = server.url() + "/delay/20ms";
    let arguments =
        ["run", "-d", "1s", "--warmup", "1s", "-c", "2", url.as_str()];
    let output = blitzy(&arguments).output().unwrap();
    let lines: Vec<_> = stderr(&output).lines().collect();
    assert!(lines[0].ends_with("  warming up"), "{lines:?}");
    assert!(!lines[1].ends_with("  warming up"), "{lines:?}");
}
