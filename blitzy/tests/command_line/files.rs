//! The files that a run leaves.

use std::fs;
use std::net::TcpListener;
use std::process::Stdio;

use serde_json::Value;

use super::{Directory, code, report, run, stderr, stdout, target};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_can_leave_every_kind_of_report() {
    let server = target().await;
    let directory = Directory::new();
    let [json, csv, html] =
        ["a.json", "a.csv", "a.html"].map(|name| directory.path(name));
    let output = run(&server.url(), &["-n", "50"])
        .args(["--json", &json, "--csv", &csv, "--html", &html])
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).starts_with("GET http://"), "the table is there");
    let report = fs::read_to_string(json).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["counts"]["sent"], 50);
    let csv = fs::read_to_string(csv).unwrap();
    assert!(csv.starts_with("at_s,"), "{csv}");
    let html = fs::read_to_string(html).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
    assert_eq!(directory.names(), ["a.csv", "a.html", "a.json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_on_stdout_takes_the_place_of_the_table() {
    let server = target().await;
    for (kind, beginning) in [
        ("--json", "{\"schema\":"),
        ("--csv", "at_s,"),
        ("--html", "<!DOCTYPE html>"),
    ] {
        let output =
            run(&server.url(), &["-n", "5", kind, "-"]).output().unwrap();
        assert_eq!(code(&output), 0, "{kind}: {}", stderr(&output));
        assert!(stdout(&output).starts_with(beginning), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_says_what_sent_the_requests_and_why() {
    let server = target().await;
    let about = |arguments: &[&str]| {
        let output = run(&server.url(), &["-n", "5", "--json", "-"])
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let about = &report(&output)["about"];
        let word = |name: &str| about[name].as_str().unwrap().to_owned();
        (word("engine"), word("reason"))
    };
    let (engine, reason) = about(&[]);
    assert_eq!(engine, "HTTP/1.1");
    assert!(reason.starts_with("the fastest"), "{reason}");
    let (engine, reason) = about(&["--http2", "--streams", "3"]);
    assert_eq!((engine.as_str(), reason.as_str()), ("HTTP/2", "for HTTP/2"));
    let (engine, reason) = about(&["--redirects", "3"]);
    assert_eq!(engine, "general HTTP/1.1");
    assert_eq!(reason, "for --redirects");
}

/// Ten minutes of load for nothing are ten minutes too many.
#[test]
fn a_file_that_cannot_be_written_is_found_before_the_first_request() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let directory = Directory::new();
    let missing = directory.path("no/such/directory.json");
    let itself = directory.path(".");
    for path in [missing, itself] {
        for kind in ["--json", "--csv", "--html"] {
            let output = run(&url, &["-n", "5", kind, &path]).output().unwrap();
            assert_eq!(code(&output), 1, "{}", stderr(&output));
            assert!(stderr(&output).contains(&path), "{}", stderr(&output));
        }
    }
    listener.set_nonblocking(true).unwrap();
    let nobody = listener.accept().unwrap_err();
    assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock);
}

/// `/dev/full` can be opened, and not written.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_at_the_end_does_not_cost_the_rest() {
    let server = target().await;
    let directory = Directory::new();
    let csv = directory.path("a.csv");
    let output = run(&server.url(), &["-n", "5"])
        .args(["--json", "/dev/full", "--csv", &csv])
        .output()
        .unwrap();
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("/dev/full"), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("GET http://"));
    assert!(fs::read_to_string(csv).unwrap().starts_with("at_s,"));
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_cannot_be_written_is_an_error() {
    let server = target().await;
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let child = run(&server.url(), &["-n", "5"])
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("stdout"), "{}", stderr(&output));
}

/// A shell that sends stderr to a file means that file to be continued.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_was_opened_by_another_is_not_replaced() {
    let server = target().await;
    let directory = Directory::new();
    let log = directory.path("log");
    fs::write(&log, "before\n").unwrap();
    let append = fs::OpenOptions::new().append(true).open(&log).unwrap();
    let mut run = run(&server.url(), &["-n", "5", "--csv", "/dev/stderr"]);
    let status = run.stdout(Stdio::null()).stderr(append).status().unwrap();
    assert!(status.success());
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.starts_with("before\nat_s,"), "{text}");
    assert_eq!(directory.names(), ["log"]);
}
