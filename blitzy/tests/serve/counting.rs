//! What came is counted exactly, and a server ends when it is told to.

use blitzy::serve::{self, Config, Listen, ServeError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::{Session, rest};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_counted_once_under_concurrency() {
    let session = Session::start().await;
    let mut asking = JoinSet::new();
    for _ in 0..20 {
        let mut stream = session.connect().await;
        asking.spawn(async move {
            let request = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
            for _ in 0..100 {
                stream.write_all(request).await.unwrap();
                let mut answer = Vec::new();
                while !answer.ends_with(b"Hello, world!") {
                    assert!(stream.read_buf(&mut answer).await.unwrap() > 0);
                }
            }
        });
    }
    asking.join_all().await;
    assert_eq!(session.server.requests(), 2000);
    assert_eq!(session.server.connections(), 20);
    session.until(|server| server.stats().open_connections == 0).await;
}

#[tokio::test]
async fn requests_in_one_packet_are_counted_one_by_one() {
    let session = Session::start().await;
    let mut stream = session.connect().await;
    let many = "GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(9)
        + "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    stream.write_all(many.as_bytes()).await.unwrap();
    let (answers, end) = rest(stream).await;
    end.unwrap();
    assert_eq!(answers.matches("Hello, world!").count(), 10);
    assert_eq!(session.server.requests(), 10);
    assert_eq!(session.server.connections(), 1);
}

#[tokio::test]
async fn a_request_without_an_answer_is_counted_too() {
    let session = Session::start().await;
    let hanging = session.ask("/hang").await;
    session.until(|server| server.requests() == 1).await;
    drop(hanging);
    session.until(|server| server.stats().open_connections == 0).await;
    assert_eq!(session.server.requests(), 1);
}

#[tokio::test]
async fn a_dropped_server_cuts_its_connections() {
    let session = Session::start().await;
    let hanging = session.ask("/hang").await;
    session.until(|server| server.requests() == 1).await;
    drop(session.server);
    let (answer, _) = rest(hanging).await;
    assert_eq!(answer, "");
}

#[tokio::test]
async fn a_server_that_is_shut_down_listens_no_more() {
    let session = Session::start().await;
    session.get("/").await;
    let address = session.server.address().unwrap();
    session.server.shutdown().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error_that_names_it() {
    let session = Session::start().await;
    let listen = session.server.listen().clone();
    assert!(
        matches!(listen, Listen::Tcp(address) if address.ip().is_loopback())
    );
    let config = Config { listen: listen.clone(), ..Config::default() };
    let error = serve::start(config).await.unwrap_err();
    assert!(matches!(error, ServeError::Listen { .. }));
    assert!(error.to_string().contains(&listen.to_string()), "{error}");
}

#[tokio::test]
async fn the_url_of_a_server_on_all_addresses_can_be_asked() {
    let listen = "0.0.0.0:0".parse::<std::net::SocketAddr>().unwrap().into();
    let session = Session::with(Config { listen, ..Config::default() }).await;
    assert!(session.server.url().starts_with("http://127.0.0.1:"));
    assert_eq!(session.text("/").await, "Hello, world!");
}
