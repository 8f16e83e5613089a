//! `blitzy serve`, and the book's steps.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use super::{Directory, blitzy, code, nobody, run, stderr, stdout, target};

/// A server in a process of its own; `lines` is what is on stdout.
struct Serving {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Serving {
    fn start(arguments: &[&str]) -> Self {
        let mut child = blitzy(&["serve"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    fn url(&mut self) -> String {
        let mut url = String::new();
        self.lines.read_line(&mut url).unwrap();
        url.trim_end().to_owned()
    }

    /// Tells it to end; returns the exit code and what was on stderr.
    fn end(mut self, signal: &str) -> (i32, String) {
        let pid = self.child.id().to_string();
        Command::new("kill").args([signal, &pid]).status().unwrap();
        let mut text = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut text).unwrap();
        (self.child.wait().unwrap().code().unwrap(), text)
    }
}

#[test]
fn a_newcomer_can_try_it_on_a_server_of_its_own() {
    for signal in ["-INT", "-TERM"] {
        let mut serving = Serving::start(&["--port", "0", "--errors", "50%"]);
        let url = serving.url();
        let output = run(&url, &["-n", "100"]).output().unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(stdout(&output).contains("503"), "{}", stdout(&output));
        let (code, told) = serving.end(signal);
        assert_eq!(code, 0);
        assert!(told.contains(&format!("try: blitzy run {url}/")), "{told}");
        assert!(told.contains("/redirect/3"), "the guide: {told}");
        assert!(told.contains("100 requests on "), "{told}");
    }
}

#[test]
fn the_authority_of_a_server_is_trusted_by_file() {
    let directory = Directory::new();
    let authority = directory.path("ca.pem");
    let mut serving =
        Serving::start(&["--port", "0", "--tls", "--authority", &authority]);
    let url = serving.url();
    let output =
        run(&url, &["-n", "5", "--cacert", &authority]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let output = run(&url, &["-n", "5", "--insecure"]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let output = run(&url, &["-n", "5"]).output().unwrap();
    assert_eq!(code(&output), 1);
    let told = stdout(&output);
    assert!(told.contains("tls") && told.contains("--insecure"), "{told}");
    // The report says it once, and nobody says it for each connection.
    assert_eq!(stderr(&output), "");
    let (_, told) = serving.end("-INT");
    assert!(told.contains(&format!("--cacert {authority} {url}")), "{told}");
}

#[test]
fn a_unix_socket_is_gone_with_its_server() {
    let directory = Directory::new();
    let socket = directory.path("socket");
    let mut serving = Serving::start(&["--unix-socket", &socket]);
    let url = serving.url();
    let output =
        run(&url, &["-n", "5", "--unix-socket", &socket]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    serving.end("-INT");
    assert!(directory.names().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_named() {
    let server = target().await;
    let port = server.address().unwrap().port().to_string();
    let output = blitzy(&["serve", "--port", &port]).output().unwrap();
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains(&port), "{}", stderr(&output));
}

#[test]
fn the_chapter_is_run_as_a_whole_or_by_step() {
    let output = blitzy(&["chapter8"]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(!stdout(&output).is_empty());
    for step in ["caller", "tasks", "supervised"] {
        let arguments = ["chapter8", "--step", step, "-n", "7"];
        let output = blitzy(&arguments).output().unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(stdout(&output).contains('7'), "{}", stdout(&output));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_asks_whom_it_is_told_to() {
    let server = target().await;
    let arguments = ["chapter8", "-n", "12", &server.url()];
    let output = blitzy(&arguments).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(server.requests(), 12);
    let output = blitzy(&["chapter8", "-n", "2", &nobody()]).output().unwrap();
    assert_eq!(code(&output), 0, "the book reports that too");
}
