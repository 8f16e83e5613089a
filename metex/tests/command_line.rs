//! The program as its users meet it: what it prints, and how it ends.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use metex::stand_in::{Config, Fault, StandIn};

/// A secret that the stand-in accepts.
const KEY: &str = "good-s3cr3t";

fn metex() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_metex"));
    command.env_remove("METEX_API_KEY").env_remove("METEX_BASE_URL");
    command.env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

/// Runs it against `stand_in`, without what earlier runs left.
fn metex_at(stand_in: &StandIn) -> Command {
    let mut command = metex();
    command.env("METEX_BASE_URL", stand_in.base_url()).arg("--no-cache");
    command
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
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml");
}

#[test]
fn what_is_found_is_printed_and_the_rest_is_named() {
    let cities = ["Singapore", "Omicron Persei 8", "Macau"];
    let output = metex().arg("--offline").args(cities).output().unwrap();
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("Singapore: "), "{lines:?}");
    assert!(lines[1].starts_with("Macau: "), "{lines:?}");
    assert!(stderr(&output).contains("metex: Omicron Persei 8 not found\n"));
    assert_eq!(code(&output), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_exit_code() {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    for (fault, exit_code, timeout) in [
        ("429;retry-after=30", 4, "10s"),
        ("429", 4, "10s"),
        ("stall", 5, "200ms"),
        ("status=503", 6, "10s"),
        ("not-json", 7, "10s"),
        ("html", 7, "10s"),
        ("wrong-shape", 7, "10s"),
        ("truncate", 8, "10s"),
        ("reset", 8, "10s"),
        ("delay=20", 0, "10s"),
        ("500x1", 0, "10s"),
    ] {
        stand_in.fault("London", fault.parse().unwrap());
        for key in [None, Some(KEY)] {
            let mut metex = metex_at(&stand_in);
            metex.args(["--timeout", timeout, "London", "Singapore"]);
            if let Some(key) = key {
                metex.env("METEX_API_KEY", key);
            }
            let output = metex.output().unwrap();
            assert_eq!(code(&output), exit_code, "{fault} {key:?}");
            assert!(stdout(&output).contains("Singapore: "), "{fault}");
            let is_named = stderr(&output).contains("metex: London: ");
            assert_eq!(is_named, exit_code > 0, "{fault} {key:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worst_error_gives_the_exit_code() {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    stand_in.fault("London", Fault::Html);
    let cities = ["London", "Omicron Persei 8", "Singapore"];
    let output = metex_at(&stand_in).args(cities).output().unwrap();
    assert_eq!(code(&output), 7);
    let output = metex_at(&stand_in)
        .args(cities)
        .args(["--api-key", "stolen"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_has_an_entry_for_each_city() {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    stand_in.fault("London", Fault::Status(503));
    let output = metex_at(&stand_in)
        .args(["--json", "--units", "imperial", "Singapore", "London"])
        .output()
        .unwrap();
    let entries: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(entries[0]["city"], "Singapore");
    assert_eq!(entries[0]["unit"], "fahrenheit");
    assert!(entries[0]["temperature"].as_f64().unwrap() > 60.0);
    assert_eq!(entries[1]["error"]["code"], "upstream");
    assert_eq!(stderr(&output), "");
    assert_eq!(code(&output), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_never_shown() {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    let faults = ["reset", "html", "status=503", "429", "wrong-shape"];
    for fault in faults {
        stand_in.fault("London", fault.parse().unwrap());
        for more in [&["--json"][..], &[], &["--help"], &["--no-such"]] {
            let output = metex_at(&stand_in)
                .env("RUST_LOG", "trace")
                .env("METEX_API_KEY", KEY)
                .args(["--timeout", "1s", "London", "Singapore"])
                .args(more)
                .output()
                .unwrap();
            assert!(!stdout(&output).contains("s3cr3t"), "{fault}");
            assert!(!stderr(&output).contains("s3cr3t"), "{fault}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_run_leaves_its_answers_to_the_next() {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    let cache = std::env::temp_dir()
        .join(format!("metex-cache-{}", std::process::id()));
    let run = |more: &[&str]| {
        let output = metex()
            .env("METEX_BASE_URL", stand_in.base_url())
            .env("XDG_CACHE_HOME", &cache)
            .arg("Singapore")
            .args(more)
            .output()
            .unwrap();
        assert_eq!(code(&output), 0);
        (stdout(&output).to_owned(), stderr(&output).to_owned())
    };
    let (first, _) = run(&[]);
    assert_eq!(run(&[]).0, first);
    assert_eq!(stand_in.stats().requests_to("/v1/forecast"), 1);
    assert_eq!(run(&["--no-cache"]).0, first);
    assert_eq!(stand_in.stats().requests_to("/v1/forecast"), 2);

    stand_in.fault("Singapore", Fault::Status(503));
    let (stale, note) = run(&["--ttl", "1ms"]);
    assert!(stale.starts_with(first.trim_end()), "{stale}");
    assert!(stale.trim_end().ends_with(" s ago)"), "{stale}");
    assert!(note.contains("the provider has a problem"), "{note}");
    std::fs::remove_dir_all(&cache).unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_watch_asks_again_until_it_is_interrupted() {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    let mut child = metex_at(&stand_in)
        .args(["--watch=10ms", "Singapore"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let lines: Vec<_> = lines.take(3).map(Result::unwrap).collect();
    assert!(lines.iter().all(|line| line.starts_with("Singapore: ")));
    assert!(stand_in.stats().requests_to("/v1/forecast") >= 3);
    let pid = child.id().to_string();
    Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_chapters_print_what_the_book_prints() {
    let chapter = |arguments: &[&str]| {
        let output = metex().arg("--offline").args(arguments).output().unwrap();
        assert_eq!(code(&output), 0);
        stdout(&output).to_owned()
    };
    let line = chapter(&["chapter3"]);
    assert!(line.starts_with("Hong Kong: "), "{line}");
    assert_eq!(line.lines().count(), 1);
    assert_eq!(line, chapter(&["chapter3", "--as-in-the-book"]));
    let lines = chapter(&["chapter4"]);
    assert!(lines.contains("\n2 x Brunei\n1 x Cambodia\n"), "{lines}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = metex()
        .args(["--offline", "Singapore", "Macau"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}
