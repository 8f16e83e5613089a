//! Servers that mean it: none may hang an engine, or fill its memory.

use std::time::Duration;

use http::Response;
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::interval;

use super::server::{
    CONTINUATION, END_HEADERS, Endless, HEADERS, SETTINGS, Server,
};
use super::{ALL, Any, SHORT, fails, job};
use crate::engine::Kind;
use crate::measure::ErrorClass;

#[tokio::test]
async fn what_is_not_http_is_protocol() {
    for kind in ALL {
        for garbage in [
            &b"\xff\xfe\xfd\xfcgarbage\r\n\r\n\r\n\r\n\r\n"[..],
            b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n\r\n",
            b"HTTP/1.1 two hundred OK\r\n\r\n____________________",
            b"HTTP/9.9 200 OK\r\ncontent-length: 0\r\n\r\n_______",
            b"HTTP/1.1 99999 OK\r\ncontent-length: 0\r\n\r\n_____",
        ] {
            let server = Server::raw(move |mut stream| async move {
                // When something is asked, or it would be an answer to nothing.
                let mut preface = [0; 4096];
                let _ = stream.read(&mut preface).await;
                let _ = stream.write_all(garbage).await;
                while stream.read(&mut preface).await.is_ok_and(|n| n > 0) {}
            });
            let job = job(kind, &server.await.url());
            fails(&job, ErrorClass::Protocol).await;
        }
    }
}

#[tokio::test]
async fn http1_is_no_answer_to_http2() {
    let server = Server::raw(|mut stream| async move {
        let mut preface = [0; 24];
        let _ = stream.read_exact(&mut preface).await;
        let answer = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
        let _ = stream.write_all(answer.as_bytes()).await;
        let mut rest = [0; 4096];
        while stream.read(&mut rest).await.is_ok_and(|count| count > 0) {}
    });
    let job = job(Kind::Http2, &server.await.url());
    fails(&job, ErrorClass::Protocol).await;
}

#[tokio::test]
async fn http2_is_no_answer_to_http1() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.frame(SETTINGS, 0, 0, &[]).await;
            peer.frame(SETTINGS, 0, 0, &[]).await;
            peer.until_closed().await;
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Protocol).await;
    }
}

#[tokio::test]
async fn headers_without_end_are_protocol() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.write(b"HTTP/1.1 200 OK\r\n").await;
            while peer.write(b"x: Singapore\r\n").await {}
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Protocol).await;
    }
}

#[tokio::test]
async fn http2_headers_without_end_are_protocol() {
    let server = Server::speaking(Kind::Http2, |mut peer| async move {
        peer.request().await;
        let id = peer.id();
        peer.frame(HEADERS, 0, id, &[0x88]).await;
        // A header `x`, with a value of 100 bytes.
        let mut header = vec![0x00, 1, b'x', 100];
        header.extend([b'y'; 100]);
        let headers = header.repeat(100);
        for _ in 0..1000 {
            peer.frame(CONTINUATION, 0, id, &headers).await;
        }
        peer.until_closed().await;
    });
    let job = job(Kind::Http2, &server.await.url());
    fails(&job, ErrorClass::Protocol).await;
}

#[tokio::test]
async fn a_header_of_a_mebibyte_is_protocol() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.write(b"HTTP/1.1 200 OK\r\nx: ").await;
            peer.write(&vec![b'y'; 1024 * 1024]).await;
            peer.write(b"\r\ncontent-length: 0\r\n\r\n").await;
            peer.until_closed().await;
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Protocol).await;
    }
}

#[tokio::test]
async fn http2_headers_that_are_too_long_are_protocol() {
    let server = Server::speaking(Kind::Http2, |mut peer| async move {
        peer.request().await;
        let id = peer.id();
        let mut header = vec![0x00, 1, b'x', 100];
        header.extend([b'y'; 100]);
        let headers = header.repeat(100);
        peer.frame(HEADERS, 0, id, &[0x88]).await;
        for _ in 0..20 {
            peer.frame(CONTINUATION, 0, id, &headers).await;
        }
        peer.frame(CONTINUATION, END_HEADERS, id, &[]).await;
        peer.until_closed().await;
    });
    let job = job(Kind::Http2, &server.await.url());
    fails(&job, ErrorClass::Protocol).await;
}

#[tokio::test]
async fn a_body_without_end_is_a_request_timeout() {
    for kind in ALL {
        let server = Server::answering(|_| Response::new(Endless.boxed()));
        let mut job = job(kind, &server.await.url());
        job.plan.request_timeout = SHORT;
        fails(&job, ErrorClass::RequestTimeout).await;
    }
}

#[tokio::test]
async fn an_answer_byte_by_byte_is_a_request_timeout() {
    for kind in ALL {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.head(Some(1_000_000)).await;
            let mut tick = interval(Duration::from_millis(5));
            loop {
                tick.tick().await;
                peer.data(b"x").await;
            }
        });
        let mut job = job(kind, &server.await.url());
        job.plan.request_timeout = SHORT;
        fails(&job, ErrorClass::RequestTimeout).await;
    }
}

#[tokio::test]
async fn answers_that_announce_an_answer_are_a_request_timeout() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            while peer.write(b"HTTP/1.1 100 Continue\r\n\r\n").await {}
        });
        let mut job = job(kind, &server.await.url());
        job.plan.request_timeout = SHORT;
        fails(&job, ErrorClass::RequestTimeout).await;
    }
}

#[tokio::test]
async fn lengths_that_contradict_each_other_are_protocol() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            let lengths = "content-length: 1\r\ncontent-length: 2";
            let head = format!("HTTP/1.1 200 OK\r\n{lengths}\r\n\r\nx");
            peer.write(head.as_bytes()).await;
            peer.until_closed().await;
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Protocol).await;
    }
}

#[tokio::test]
async fn a_length_that_is_none_is_protocol() {
    for kind in [Kind::Http1, Kind::General] {
        for length in ["-1", "nine", "99999999999999999999999999"] {
            let server = Server::speaking(kind, move |mut peer| async move {
                peer.request().await;
                let head = "HTTP/1.1 200 OK\r\ncontent-length: ";
                peer.write(format!("{head}{length}\r\n\r\n").as_bytes()).await;
                peer.until_closed().await;
            });
            let job = job(kind, &server.await.url());
            fails(&job, ErrorClass::Protocol).await;
        }
    }
}

#[tokio::test]
async fn http2_data_beyond_the_length_is_body() {
    let server = Server::speaking(Kind::Http2, |mut peer| async move {
        peer.request().await;
        peer.head(Some(4)).await;
        peer.data(b"Singapore").await;
        peer.until_closed().await;
    });
    let job = job(Kind::Http2, &server.await.url());
    fails(&job, ErrorClass::Body).await;
}

#[tokio::test]
async fn http2_data_beyond_the_window_is_body() {
    let server = Server::speaking(Kind::Http2, |mut peer| async move {
        peer.request().await;
        peer.head(None).await;
        let zeros = vec![0; 16 * 1024];
        for _ in 0..10_000 {
            peer.data(&zeros).await;
        }
        peer.until_closed().await;
    });
    let mut job = job(Kind::Http2, &server.await.url());
    job.plan.request_timeout = Duration::from_secs(1);
    let failure = Any::of(&job).ask().await.unwrap_err();
    // It depends on who is faster.
    let classes = [ErrorClass::Body, ErrorClass::RequestTimeout];
    assert!(classes.contains(&failure.class), "{failure}");
}

#[tokio::test]
async fn a_second_answer_is_nobodys() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            let one = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\none";
            let two = "HTTP/1.1 500 NO\r\ncontent-length: 3\r\n\r\ntwo";
            peer.write(format!("{one}{two}").as_bytes()).await;
            peer.until_closed().await;
        });
        let server = server.await;
        let mut engine = Any::of(&job(kind, &server.url()));
        for _ in 0..5 {
            // What is in the same packet is taken for the answer to the next
            // by nobody.
            if let Ok(answer) = engine.ask().await {
                assert_eq!(answer.status, 200, "{kind:?}");
            }
        }
        assert!(server.connections() > 1, "{kind:?}");
    }
}

#[tokio::test]
async fn an_answer_before_the_request_is_not_waited_for() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::raw(|mut stream| async move {
            let early = "HTTP/1.1 500 NO\r\ncontent-length: 0\r\n\r\n";
            let _ = stream.write_all(early.as_bytes()).await;
            let mut bytes = [0; 4096];
            while stream.read(&mut bytes).await.is_ok_and(|n| n > 0) {}
        });
        // If both are on their way, it is not for the client to see which was
        // first.
        match Any::of(&job(kind, &server.await.url())).ask().await {
            Ok(answer) => assert_eq!(answer.status, 500, "{kind:?}"),
            Err(failure) => {
                let classes = [ErrorClass::Protocol, ErrorClass::Reset];
                assert!(classes.contains(&failure.class), "{failure}");
            }
        }
    }
}

#[tokio::test]
async fn garbage_after_an_answer_spoils_nothing_but_the_connection() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.head(Some(9)).await;
            peer.write(b"Singaporegarbage\r\n\r\n").await;
            peer.until_closed().await;
        });
        let server = server.await;
        let mut engine = Any::of(&job(kind, &server.url()));
        assert_eq!(engine.ask().await.unwrap().body, 9, "{kind:?}");
        let mut good = 0;
        while good < 3 {
            if engine.ask().await.is_ok() {
                good += 1;
            }
        }
        assert!(server.connections() >= 4, "{kind:?}");
    }
}
