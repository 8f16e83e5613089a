//! What comes of a request.

use http::StatusCode;
use tokio::io::AsyncReadExt;

use super::server::{Server, text};
use super::{ALL, Any, SHORT, fails, job};
use crate::engine::Kind;
use crate::measure::ErrorClass;
use crate::plan::KeepAlive;

#[tokio::test]
async fn an_answer_is_its_status_and_the_length_of_its_body() {
    let server = Server::answering(|_| {
        let mut answer = text("no Singapore");
        *answer.status_mut() = StatusCode::NOT_FOUND;
        answer
    });
    let url = server.await.url();
    for kind in ALL {
        let answer = Any::of(&job(kind, &url)).ask().await.unwrap();
        assert_eq!((answer.status, answer.body), (404, 12), "{kind:?}");
    }
}

#[tokio::test]
async fn a_connection_is_used_again() {
    for kind in ALL {
        let server = Server::answering(|_| text("Singapore")).await;
        let mut engine = Any::of(&job(kind, &server.url()));
        for _ in 0..5 {
            engine.ask().await.unwrap();
        }
        assert_eq!(server.connections(), 1, "{kind:?}");
    }
}

#[tokio::test]
async fn without_keep_alive_each_request_has_its_own_connection() {
    for kind in ALL {
        let server = Server::answering(|_| text("Singapore")).await;
        let mut job = job(kind, &server.url());
        job.plan.keep_alive = KeepAlive::No;
        let mut engine = Any::of(&job);
        for _ in 0..5 {
            engine.ask().await.unwrap();
        }
        assert_eq!(server.connections(), 5, "{kind:?}");
    }
}

#[tokio::test]
async fn no_answer_in_time_is_a_request_timeout() {
    for kind in ALL {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.until_closed().await;
        });
        let mut job = job(kind, &server.await.url());
        job.plan.request_timeout = SHORT;
        fails(&job, ErrorClass::RequestTimeout).await;
    }
}

#[tokio::test]
async fn half_an_answer_in_time_is_a_request_timeout() {
    for kind in ALL {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.head(Some(100)).await;
            peer.data(b"half").await;
            peer.until_closed().await;
        });
        let mut job = job(kind, &server.await.url());
        job.plan.request_timeout = SHORT;
        fails(&job, ErrorClass::RequestTimeout).await;
    }
}

#[tokio::test]
async fn after_a_timeout_the_next_request_has_its_own_answer() {
    for kind in ALL {
        let server = Server::speaking(kind, |mut peer| async move {
            // The first request of each connection is never answered, but in
            // HTTP/2, where the second comes on the same.
            peer.request().await;
            if peer.id() == 1 {
                peer.request().await;
            }
            if peer.id() == 3 {
                peer.answer().await;
            }
            peer.until_closed().await;
        });
        let server = server.await;
        let mut job = job(kind, &server.url());
        job.plan.request_timeout = SHORT;
        let mut engine = Any::of(&job);
        let late = engine.ask().await.unwrap_err();
        assert_eq!(late.class, ErrorClass::RequestTimeout, "{kind:?}");
        let next = engine.ask().await;
        if kind == Kind::Http2 {
            assert_eq!(next.unwrap().body, 9);
            assert_eq!(server.connections(), 1);
        } else {
            assert_eq!(server.connections(), 2, "{kind:?}: {next:?}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_before_the_answer_is_reset() {
    for kind in ALL {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Reset).await;
    }
}

#[tokio::test]
async fn a_connection_that_is_reset_before_the_answer_is_reset() {
    for kind in ALL {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.stream.set_zero_linger().unwrap();
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Reset).await;
    }
}

#[tokio::test]
async fn a_body_shorter_than_its_length_is_body() {
    for kind in ALL {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.head(Some(100)).await;
            peer.data(b"Singapore").await;
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Body).await;
    }
}

#[tokio::test]
async fn a_body_that_is_reset_is_body() {
    for kind in ALL {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.head(Some(1_000_000)).await;
            peer.data(b"Singapore").await;
            // The client has the head when it has room for more than fits.
            peer.stream.writable().await.unwrap();
            tokio::task::yield_now().await;
            peer.stream.set_zero_linger().unwrap();
        });
        let job = job(kind, &server.await.url());
        let failure = Any::of(&job).ask().await.unwrap_err();
        // A reset overtakes what was not read yet, even the head.
        let classes = [ErrorClass::Body, ErrorClass::Reset];
        assert!(classes.contains(&failure.class), "{kind:?}: {failure}");
    }
}

#[tokio::test]
async fn chunks_without_an_end_are_body() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.head(None).await;
            peer.write(b"9\r\nSingapore\r\n").await;
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Body).await;
    }
}

#[tokio::test]
async fn chunks_with_a_length_that_is_none_are_body() {
    for kind in [Kind::Http1, Kind::General] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.head(None).await;
            peer.write(b"nine\r\nSingapore\r\n").await;
            peer.until_closed().await;
        });
        fails(&job(kind, &server.await.url()), ErrorClass::Body).await;
    }
}

#[tokio::test]
async fn a_connection_that_was_closed_in_silence_is_not_used_again() {
    for kind in [Kind::Http1, Kind::Http2] {
        let server = Server::speaking(kind, |mut peer| async move {
            peer.request().await;
            peer.answer().await;
        });
        let server = server.await;
        let mut engine = Any::of(&job(kind, &server.url()));
        engine.ask().await.unwrap();
        // The news of the end is on its way.
        while engine.ready().await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        assert_eq!(engine.exchange().await.unwrap().body, 9, "{kind:?}");
        assert_eq!(server.connections(), 2, "{kind:?}");
    }
}

#[tokio::test]
async fn an_engine_whose_future_was_dropped_still_has_the_right_answers() {
    for kind in ALL {
        let server = Server::answering(|_| text("Singapore")).await;
        let mut engine = Any::of(&job(kind, &server.url()));
        for polls in 0..20 {
            engine.ready().await.unwrap();
            let mut left = polls;
            let exchange = engine.exchange();
            tokio::pin!(exchange);
            std::future::poll_fn(|cx| {
                left -= 1;
                if left < 0 || exchange.as_mut().poll(cx).is_ready() {
                    return std::task::Poll::Ready(());
                }
                std::task::Poll::Pending
            })
            .await;
        }
        let answer = engine.ask().await.unwrap();
        assert_eq!((answer.status, answer.body), (200, 9), "{kind:?}");
    }
}

#[tokio::test]
async fn the_last_engine_of_a_connection_closes_it() {
    for kind in ALL {
        let (closed, mut is_closed) = tokio::sync::mpsc::unbounded_channel();
        let server = Server::raw(move |mut stream| {
            let closed = closed.clone();
            async move {
                let mut bytes = [0; 4096];
                while stream.read(&mut bytes).await.is_ok_and(|n| n > 0) {}
                closed.send(()).unwrap();
            }
        });
        let mut job = job(kind, &server.await.url());
        job.plan.request_timeout = SHORT;
        let mut engine = Any::of(&job);
        engine.ask().await.unwrap_err();
        drop(engine);
        is_closed.recv().await.unwrap();
    }
}
