//! What is asked, as the server sees it.

use std::io::Write;
use std::process::{Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{code, run, stderr};

/// Runs a command that sends one request, answers that, and returns what was
/// sent.
async fn heard(
    describe: impl FnOnce(&mut Command) -> &mut Command,
    stdin: &[u8],
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/facts", listener.local_addr().unwrap());
    let mut child = describe(&mut run(&url, &["-n", "1"]))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    // Connections without a request stay silent, and are closed at the end.
    let mut connections = tokio::task::JoinSet::new();
    let heard = loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (mut connection, _) = accepted.unwrap();
                connections.spawn(async move {
                    let mut heard = Vec::new();
                    while !is_whole(&heard) {
                        if connection.read_buf(&mut heard).await.ok()? == 0 {
                            return None;
                        }
                    }
                    let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
                    connection.write_all(answer).await.unwrap();
                    String::from_utf8(heard).ok()
                });
            }
            Some(Ok(Some(heard))) = connections.join_next() => break heard,
        }
    };
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    heard
}

/// Says whether there is a head, and as much of a body as it promises.
fn is_whole(sent: &[u8]) -> bool {
    let text = String::from_utf8_lossy(sent).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_comes_from_stdin() {
    let heard =
        heard(|run| run.args(["--body-file", "-"]), b"28.5 degrees").await;
    assert!(heard.starts_with("POST /facts HTTP/1.1\r\n"), "{heard}");
    assert!(heard.ends_with("\r\n\r\n28.5 degrees"), "{heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_as_it_was_described() {
    let arguments = [
        "-X",
        "put",
        "-H",
        "Accept: text/plain",
        "--form",
        "city=Hong Kong",
        "--user",
        "joe:pizza",
        "--host",
        "weather.example",
    ];
    let heard = heard(|run| run.args(arguments), b"").await.to_lowercase();
    assert!(heard.starts_with("put /facts http/1.1\r\n"), "{heard}");
    for line in [
        "accept: text/plain",
        "authorization: basic am9lonbpenph",
        "host: weather.example",
        "content-type: application/x-www-form-urlencoded",
    ] {
        assert!(heard.contains(&format!("\r\n{line}\r\n")), "{line}: {heard}");
    }
    assert!(heard.ends_with("city=hong%20kong"), "{heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_says_who_asks() {
    let heard = heard(|run| run.env("BLITZY_BEARER", "t0ken"), b"").await;
    assert!(heard.contains("authorization: Bearer t0ken\r\n"), "{heard}");
}
