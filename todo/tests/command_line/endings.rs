//! How commands end when nobody reads them.

use std::process::Stdio;

use super::{Home, stderr};

#[test]
fn a_closed_pipe_is_no_error() {
    let home = Home::new();
    for number in 0..50 {
        home.ok(&["add", "-l", &format!("list {number}"), "Dentist"]);
    }
    for arguments in [
        &["lists"][..],
        &["lists", "--json"],
        &["list", "-l", "list 1"],
        &["list", "--json", "-l", "list 1"],
        &["export", "-l", "list 1"],
        &["backup", "-"],
        &["config"],
        &["check"],
        &["add", "Movies"],
        &["shell"],
        &["--help"],
    ] {
        let mut child = home
            .todo(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        let told = stderr(&output);
        assert!(!told.contains("pipe"), "{arguments:?}: {told}");
    }
    // What was to be done was done.
    assert_eq!(home.titles("todo"), ["Movies"]);
}

#[test]
fn an_error_that_nobody_reads_is_an_error() {
    let home = Home::new();
    let mut child = home
        .todo(&["list", "-l", "nobody"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
