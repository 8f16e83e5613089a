//! A Unix socket does what an address does, and leaves nothing behind.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use blitzy::serve::{self, Config, ServeError, Server};

use super::client;

/// Names a file that is not there yet.
fn path(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::remove_file(&path).ok();
    path
}

async fn start(path: &Path) -> Result<Server, ServeError> {
    let listen = path.to_owned().into();
    serve::start(Config { listen, ..Config::default() }).await
}

#[tokio::test]
async fn it_is_served_and_its_file_is_removed_at_the_end() {
    let path = path("served.sock");
    let server = start(&path).await.unwrap();
    assert_eq!(server.socket(), Some(path.as_path()));
    assert_eq!(server.address(), None);
    assert_eq!(server.url(), "http://localhost");
    let http = client().unix_socket(path.clone()).build().unwrap();
    let response = http.get(server.url()).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), "Hello, world!");
    assert_eq!(server.requests(), 1);
    let reset = format!("{}/reset", server.url());
    http.get(reset).send().await.unwrap_err();
    server.shutdown().await;
    assert!(!path.exists());
}

#[tokio::test]
async fn a_socket_that_nobody_listens_on_is_replaced() {
    let path = path("abandoned.sock");
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    start(&path).await.unwrap().shutdown().await;
}

#[tokio::test]
async fn a_socket_that_is_in_use_is_not() {
    let path = path("used.sock");
    let first = start(&path).await.unwrap();
    start(&path).await.unwrap_err();
    assert!(path.exists());
    first.shutdown().await;
}

#[tokio::test]
async fn another_file_is_not_either() {
    let path = path("not-a.sock");
    fs::write(&path, "mine").unwrap();
    let error = start(&path).await.unwrap_err();
    assert!(matches!(error, ServeError::Listen { .. }), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    fs::remove_file(path).unwrap();
}
