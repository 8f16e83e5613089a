//! What only the general engine does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::header::{COOKIE, LOCATION, SET_COOKIE};
use http::{Request, Response};
use http_body_util::combinators::BoxBody;
use hyper::body::Incoming;

use super::server::{Server, text};
use super::{Any, fails, job};
use crate::engine::{Cookies, Kind, SetupError};
use crate::measure::ErrorClass;
use crate::target::{Origin, Through};

type Answer = Response<BoxBody<bytes::Bytes, std::convert::Infallible>>;

const KIND: Kind = Kind::General;

#[tokio::test]
async fn redirects_are_followed_if_that_is_asked_for() {
    let server = Server::answering(|request| counting_down(&request)).await;
    let mut job = job(KIND, &format!("{}3", server.url()));
    let answer = Any::of(&job).ask().await.unwrap();
    assert_eq!(answer.status, 302, "none is followed");
    job.engine.redirects = 3;
    let answer = Any::of(&job).ask().await.unwrap();
    assert_eq!((answer.status, answer.body), (200, 9));
}

#[tokio::test]
async fn more_redirects_than_are_followed_are_redirect() {
    let server = Server::answering(|request| counting_down(&request)).await;
    let mut job = job(KIND, &format!("{}3", server.url()));
    job.engine.redirects = 2;
    let failure = fails(&job, ErrorClass::Redirect).await;
    assert!(failure.message.contains("more than 2 redirects"));
}

#[tokio::test]
async fn a_loop_of_redirects_is_redirect() {
    let server = Server::answering(|_| to("/")).await;
    let mut job = job(KIND, &server.url());
    job.engine.redirects = 10;
    fails(&job, ErrorClass::Redirect).await;
}

#[tokio::test]
async fn redirects_do_not_leave_this_machine() {
    let elsewhere = ["http://192.0.2.1/", "http://[2001:db8::1]/"];
    for place in elsewhere {
        let server = Server::answering(move |_| to(place)).await;
        let mut job = job(KIND, &server.url());
        job.engine.redirects = 10;
        let failure = fails(&job, ErrorClass::Redirect).await;
        assert!(failure.message.contains("--allow-remote"), "{failure}");
    }
}

#[tokio::test]
async fn cookies_are_kept_by_each_connection_for_itself() {
    let server = Server::answering(|request| {
        let cookies = request.headers().get(COOKIE);
        let mut answer = text(match cookies {
            Some(_) => "again",
            None => "a stranger",
        });
        let cookie = "city=Singapore".parse().unwrap();
        answer.headers_mut().insert(SET_COOKIE, cookie);
        answer
    });
    let mut job = job(KIND, &server.await.url());
    job.engine.cookies = Cookies::Kept;
    for mut engine in Any::some(&job, 2) {
        assert_eq!(engine.ask().await.unwrap().body, 10);
        assert_eq!(engine.ask().await.unwrap().body, 5);
    }
    job.engine.cookies = Cookies::Dropped;
    let mut engine = Any::of(&job);
    assert_eq!(engine.ask().await.unwrap().body, 10);
    assert_eq!(engine.ask().await.unwrap().body, 10);
}

#[tokio::test]
async fn a_proxy_gets_the_whole_url() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let proxy = Server::answering(move |request| {
        if request.uri() == "http://singapore.invalid/" {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        text("Singapore")
    });
    let mut job = job(KIND, "http://singapore.invalid/");
    job.engine.proxy = Some(proxy.await.url());
    assert_eq!(Any::of(&job).ask().await.unwrap().body, 9);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn what_reqwest_cannot_do_is_said_before_the_first_request() {
    let refused = |job| match Any::try_some(&job, 1) {
        Err(SetupError::Refused(why)) => why,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("nothing is said"),
    };
    let mut elsewhere = job(KIND, "http://singapore.invalid:8080/");
    let address = "127.0.0.1:9090".parse().unwrap();
    elsewhere.target.route.through = Through::Address(address);
    assert!(refused(elsewhere).contains("127.0.0.1:9090"));

    let mut both = job(KIND, "http://singapore.invalid/");
    both.target.route.through = Through::Unix("/nowhere".into());
    both.engine.proxy = Some("http://127.0.0.1:3128/".to_owned());
    assert!(refused(both).contains("a proxy opens the connections"));

    let mut remote = job(KIND, "http://localhost/");
    remote.engine.proxy = Some("http://192.0.2.1:3128/".to_owned());
    assert!(refused(remote).contains("--allow-remote"));

    let mut no_url = job(KIND, "http://localhost/");
    no_url.engine.proxy = Some("joe:pizza@localhost 3128".to_owned());
    assert!(!format!("{no_url:?}").contains("pizza"));
    let why = refused(no_url);
    assert!(why.starts_with("proxy: its URL begins with http://"), "{why}");
    assert!(!why.contains("pizza"), "{why}");
}

#[tokio::test]
async fn several_servers_are_asked_by_their_urls() {
    let server = Server::answering(|_| text("Singapore")).await;
    let mut job = job(KIND, &server.url());
    let other = Origin { port: 1, ..job.target.origins[0].clone() };
    job.target.origins.push(other);
    assert_eq!(Any::of(&job).ask().await.unwrap().body, 9);
    job.engine.kind = Kind::Http2;
    assert!(Any::try_some(&job, 1).is_err());
}

/// Leads from `/3` to `/2`, and so on to `/0`.
fn counting_down(request: &Request<Incoming>) -> Answer {
    let left = request.uri().path()[1..].parse::<u32>().unwrap();
    match left.checked_sub(1) {
        None => text("Singapore"),
        Some(left) => to(&format!("/{left}")),
    }
}

fn to(place: &str) -> Answer {
    let mut answer = text("");
    *answer.status_mut() = http::StatusCode::FOUND;
    answer.headers_mut().insert(LOCATION, place.parse().unwrap());
    answer
}
