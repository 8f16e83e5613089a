//! What can be done with a report that was saved.

use std::fs;

use serde_json::Value;

use super::{Directory, blitzy, code, run, stderr, stdout, target};

/// Leaves the reports of two runs, the second of which is slower.
async fn two_runs() -> (Directory, [String; 2]) {
    let server = target().await;
    let directory = Directory::new();
    let files = ["a.json", "b.json"].map(|name| directory.path(name));
    let urls = [server.url(), server.url() + "/delay/50ms"];
    for (file, url) in files.iter().zip(urls) {
        let run = run(&url, &["-n", "40", "--json", file]).output().unwrap();
        assert_eq!(code(&run), 0, "{}", stderr(&run));
    }
    (directory, files)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_reports_are_compared() {
    let (_directory, [a, b]) = two_runs().await;
    let compare = |more: &[&str]| {
        blitzy(&["compare", &a, &b]).args(more).output().unwrap()
    };
    let output = compare(&[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("worse"), "{}", stdout(&output));
    let output = compare(&["--fail-if-worse", "100%"]);
    assert_eq!(code(&output), 99, "{}", stderr(&output));
    assert!(stderr(&output).contains("p50"), "{}", stderr(&output));
    let output = compare(&["--fail-if-worse", "100000000%"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let output = compare(&["--json", "-"]);
    let comparison: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(comparison["rows"].is_array(), "{comparison}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_reports_become_one() {
    let (directory, [a, b]) = two_runs().await;
    let all = directory.path("all.json");
    let output = blitzy(&["merge", &a, &b, "--json", &all]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let report = fs::read_to_string(&all).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["counts"]["sent"], 80);
    let judged = blitzy(&["merge", &a, &b, "--fail-if", "p99>1ms"]).output();
    assert_eq!(code(&judged.unwrap()), 99);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_shown_again() {
    let (directory, [a, _]) = two_runs().await;
    let html = directory.path("a.html");
    let output = blitzy(&["report", &a, "--html", &html]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).starts_with("GET http://"), "the table");
    let page = fs::read_to_string(html).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    let again = blitzy(&["report", &a, "--json", "-"]).output().unwrap();
    let first: Value =
        serde_json::from_str(&fs::read_to_string(&a).unwrap()).unwrap();
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(again, first);
}

#[test]
fn what_is_no_report_is_refused_by_name() {
    let directory = Directory::new();
    let text = directory.path("facts.txt");
    fs::write(&text, "Chuck Norris").unwrap();
    let missing = directory.path("missing.json");
    for file in [&text, &missing] {
        for command in [vec!["report"], vec!["compare", file]] {
            let output = blitzy(&command).arg(file).output().unwrap();
            assert_eq!(code(&output), 1);
            assert!(stderr(&output).contains(file), "{}", stderr(&output));
        }
    }
}
