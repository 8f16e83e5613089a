//! HTTP/2 with prior knowledge does what HTTP/1.1 does.

use blitzy::serve::Config;
use bytes::Bytes;
use http::{Request, Response, Version};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Handle;

use super::Session;

type Sender = SendRequest<Full<Bytes>>;

/// Speaks HTTP/2 on a connection.
pub(super) async fn speak<S>(stream: S) -> Sender
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let io = TokioIo::new(stream);
    let (sender, connection) =
        handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// Asks for a path.
pub(super) async fn ask(
    sender: &mut Sender,
    path: &str,
) -> hyper::Result<Response<Incoming>> {
    let uri = format!("http://localhost{path}");
    let request = Request::post(uri).body(Full::from("pizza")).unwrap();
    sender.send_request(request).await
}

#[tokio::test]
async fn many_requests_share_a_connection() {
    let session = Session::start().await;
    let sender = speak(session.connect().await).await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let mut sender = sender.clone();
        asking.spawn(async move {
            let response = ask(&mut sender, "/").await.unwrap();
            assert_eq!(response.version(), Version::HTTP_2);
            assert_eq!(response.headers()["server"], "blitzy-serve");
            response.into_body().collect().await.unwrap().to_bytes()
        });
    }
    let bodies = asking.join_all().await;
    assert!(bodies.iter().all(|body| body == "Hello, world!"));
    assert_eq!(session.server.requests(), 100);
    assert_eq!(session.server.connections(), 1);
}

#[tokio::test]
async fn paths_do_the_same_on_a_stream() {
    let session = Session::start().await;
    let mut sender = speak(session.connect().await).await;
    let bytes = ask(&mut sender, "/bytes/300000").await.unwrap();
    let body = bytes.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body.len(), 300_000);
    let echo = ask(&mut sender, "/echo").await.unwrap();
    let body = echo.into_body().collect().await.unwrap().to_bytes();
    let echo: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(echo["version"], "HTTP/2.0");
    assert_eq!(echo["path"], "/echo");
    assert_eq!(echo["body"], "pizza");
}

#[tokio::test]
async fn a_reset_and_a_cut_end_the_stream_and_not_the_connection() {
    let session = Session::start().await;
    let mut sender = speak(session.connect().await).await;
    ask(&mut sender, "/reset").await.unwrap_err();
    let cut = ask(&mut sender, "/cut").await.unwrap();
    cut.into_body().collect().await.unwrap_err();
    let hello = ask(&mut sender, "/").await.unwrap();
    assert_eq!(hello.status(), 200);
    assert_eq!(session.server.connections(), 1);
    assert_eq!(session.server.requests(), 3);
}

#[tokio::test]
async fn errors_meet_streams_as_well() {
    let config = Config { errors: 0.5, ..Config::default() };
    let session = Session::with(config).await;
    let mut sender = speak(session.connect().await).await;
    let mut failed = 0;
    for _ in 0..100 {
        let response = ask(&mut sender, "/").await.unwrap();
        failed += u32::from(response.status() == 503);
    }
    assert_eq!(failed, 50);
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused_and_others_go_on() {
    let session = Session::start().await;
    let mut sender = speak(session.connect().await).await;
    let long = "x".repeat(20_000);
    let request = Request::get("http://localhost/").header("x-long", long);
    let request = request.body(Full::default()).unwrap();
    match sender.send_request(request).await {
        Ok(response) => assert_eq!(response.status(), 431),
        // The client knows the limit, and does not even send it.
        Err(error) => assert!(error.is_user(), "{error:?}"),
    }
    assert_eq!(session.text("/").await, "Hello, world!");
    assert_eq!(session.server.requests(), 1);
}

#[tokio::test]
async fn a_stream_that_hangs_ends_with_its_server() {
    let session = Session::start().await;
    let mut sender = speak(session.connect().await).await;
    let asking = tokio::spawn(async move { ask(&mut sender, "/hang").await });
    session.until(|server| server.requests() == 1).await;
    session.server.shutdown().await;
    asking.await.unwrap().unwrap_err();
    // Streams are tasks of their own, and so is the client's connection.
    while Handle::current().metrics().num_alive_tasks() > 0 {
        tokio::task::yield_now().await;
    }
}
