//! The worker: what it times, what it takes for success, and what it logs.

use std::cell::RefCell;
use std::io::{self, Write};
use std::time::Duration;

use actor_core::{System, process};
use blitzy::book::{Failure, Outcome, Worker};
use reqwest::Url;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::advance;

use crate::requests::numbered;

async fn outcome_of(answer: Result<u16, &str>) -> Outcome {
    let answer = answer.map_err(str::to_owned);
    let worker = numbered(move |_| {
        let answer = answer.clone();
        async { answer }
    });
    System::new("test").enter(worker.start()).await
}

#[tokio::test(start_paused = true)]
async fn success_is_a_status_from_200_to_304() {
    for status in [200, 201, 204, 301, 302, 304] {
        assert_eq!(outcome_of(Ok(status)).await, Ok(Duration::ZERO));
    }
    for status in [199, 305, 400, 404, 429, 500, 503, 999] {
        let unknown = Err(Failure::Unknown);
        assert_eq!(outcome_of(Ok(status)).await, unknown, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_without_an_answer_has_a_reason() {
    let outcome = outcome_of(Err("no flour")).await;
    assert_eq!(outcome, Err(Failure::Transport("no flour".to_owned())));
}

#[tokio::test(start_paused = true)]
async fn less_than_a_millisecond_is_timed() {
    let worker = numbered(|_| async {
        advance(Duration::from_micros(1250)).await;
        Ok(200)
    });
    let outcome = System::new("test").enter(worker.start()).await;
    assert_eq!(outcome, Ok(Duration::from_micros(1250)));
}

/// Returns a listener, and a worker that asks it.
async fn listener() -> (TcpListener, Worker) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/pizza", listener.local_addr().unwrap());
    let worker = Worker::new(Url::parse(&url).unwrap()).unwrap();
    (listener, worker)
}

/// Accepts a connection, and returns it with the head of its request.
async fn accept(listener: &TcpListener) -> (TcpStream, String) {
    let (mut client, _) = listener.accept().await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await.unwrap());
    }
    (client, String::from_utf8(head).unwrap())
}

/// Returns what becomes of a worker that is answered with these bytes, after
/// which the connection is closed.
async fn answered(answer: &'static str) -> Outcome {
    let (listener, worker) = listener().await;
    let server = async {
        let (mut client, _) = accept(&listener).await;
        client.write_all(answer.as_bytes()).await.unwrap();
    };
    let system = System::new("test");
    let (outcome, ()) = tokio::join!(system.enter(worker.start()), server);
    outcome
}

#[tokio::test]
async fn a_request_is_a_get_that_says_who_asks() {
    let (listener, worker) = listener().await;
    let system = System::new("test");
    let server = async {
        let (mut client, head) = accept(&listener).await;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        head
    };
    let (outcome, head) = tokio::join!(system.enter(worker.start()), server);
    assert!(outcome.is_ok(), "{outcome:?}");
    assert!(head.starts_with("GET /pizza HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("user-agent: blitzy/"), "{head}");
}

#[tokio::test]
async fn a_redirect_is_a_success_and_is_not_followed() {
    let outcome = answered(
        "HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n",
    );
    assert!(outcome.await.is_ok());
}

#[tokio::test]
async fn a_refused_connection_has_a_reason() {
    let (listener, worker) = listener().await;
    drop(listener);
    let outcome = System::new("test").enter(worker.start()).await;
    let refused = Failure::Transport("connection refused".to_owned());
    assert_eq!(outcome, Err(refused));
}

#[tokio::test]
async fn what_is_no_http_is_a_failure() {
    let outcome = answered("what?\r\n\r\n").await;
    assert!(matches!(outcome, Err(Failure::Transport(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_body_that_is_not_all_there_is_a_failure() {
    let outcome =
        answered("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nPizza").await;
    assert!(matches!(outcome, Err(Failure::Transport(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_request_takes_until_the_end_of_the_answer() {
    let (listener, worker) = listener().await;
    let (done, is_done) = oneshot::channel();
    let system = System::new("test");
    let ask = async {
        let outcome = system.enter(worker.start()).await;
        done.send(()).unwrap();
        outcome
    };
    let server = async {
        let (mut client, _) = accept(&listener).await;
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n";
        client.write_all(head).await.unwrap();
        let mut is_done = is_done;
        for part in [b"Pi", b"zz"] {
            client.write_all(part).await.unwrap();
            tokio::task::yield_now().await;
            assert!(is_done.try_recv().is_err(), "it did not wait");
        }
        client.write_all(b"a").await.unwrap();
        is_done.await.unwrap();
    };
    let (outcome, ()) = tokio::join!(ask, server);
    assert!(outcome.is_ok(), "{outcome:?}");
}

thread_local! {
    /// What is logged by a test, which has a thread of its own.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes to the log of the current thread.
struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| Write::write(log, bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_logs_what_became_of_it() {
    let subscriber = tracing_subscriber::fmt()
        .with_writer(|| Log)
        .with_ansi(false)
        .without_time()
        .finish();
    // A subscriber of this thread alone may be overlooked, if another thread is
    // the first to log.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let worker = numbered(|number| async move {
        advance(Duration::from_micros(1250)).await;
        match number {
            0 => Ok(200),
            1 => Err("no flour".to_owned()),
            _ => Ok(404),
        }
    });
    let system = System::new("test");
    let me = system.enter(async move {
        for _ in 0..3 {
            let _ = worker.clone().start().await;
        }
        process::id()
    });
    let me = me.await;
    let log = String::from_utf8(LOG.take()).unwrap();
    let lines: Vec<_> =
        log.lines().filter_map(|line| line.split_once("worker [")).collect();
    assert_eq!(
        lines,
        [
            (
                " INFO blitzy::book::worker: ",
                &*format!("{me}] completed in 1.250 msecs")
            ),
            (
                " INFO blitzy::book::worker: ",
                &*format!("{me}] error due to no flour")
            ),
            (" INFO blitzy::book::worker: ", &*format!("{me}] errored out")),
        ]
    );
}
