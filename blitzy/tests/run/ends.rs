//! A run ends when it should, whatever the target does.

use std::time::Duration;

use actor_core::{Mailbox, System};
use blitzy::measure::ErrorClass;
use blitzy::plan::Plan;
use blitzy::run::{Ended, Progress};
use blitzy::serve::Config;
use blitzy::target::{Origin, Requests, Route, Target, Trust};
use bytes::Bytes;
use tokio::net::TcpListener;

use crate::{
    adds_up, at_rate, duration, ended, measure, requests, server, start, target,
};

const SHORT: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_duration_ends_with_its_answers() {
    let server = server(Config::default()).await;
    let measured = measure(duration(SHORT, 4), target(&server, "/")).await;
    assert!(measured.elapsed >= SHORT);
    assert_eq!(measured.tally.unfinished.len(), 0);
    assert_eq!(measured.tally.sent, server.requests());
    assert_eq!(measured.ended, Ended::Finished);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_never_ends_is_unfinished_after_the_grace() {
    let server = server(Config::default()).await;
    let plan = Plan { grace: SHORT, ..duration(SHORT, 4) };
    let measured = measure(plan, target(&server, "/hang")).await;
    let tally = &measured.tally;
    assert_eq!((tally.sent, tally.unfinished.len()), (4, 4));
    assert!(adds_up(tally));
    // They are as old as the run and its grace.
    assert!(tally.unfinished.min().unwrap() >= SHORT * 2);
    assert!(measured.elapsed >= SHORT * 2);
    // And they count among the latencies, as what they are at least.
    assert_eq!(tally.latency().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_it_is_in_the_open_model_and_the_rest_is_missed() {
    let server = server(Config::default()).await;
    let plan = Plan { grace: SHORT, ..at_rate("1000", duration(SHORT, 4)) };
    let tally = measure(plan, target(&server, "/hang")).await.tally;
    assert_eq!(tally.unfinished.len(), 4);
    assert_eq!(tally.sent + tally.missed, 100);
    assert_eq!(tally.missed, 96);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_hang_end_by_their_timeout() {
    let server = server(Config::default()).await;
    let plan = Plan { request_timeout: SHORT, ..requests(6, 3) };
    let tally = measure(plan, target(&server, "/hang")).await.tally;
    let class = ErrorClass::RequestTimeout;
    assert_eq!(tally.error_classes[&class].count, 6);
    assert!(tally.errors.min().unwrap() >= SHORT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_stops_it_gets_what_was_measured() {
    let server = server(Config::default()).await;
    let target = target(&server, "/");
    let run = async move |mut mailbox: Mailbox<Progress>| {
        let run = start(duration(Duration::from_hours(1), 2), target).await;
        let began = mailbox.receive().await;
        assert!(matches!(began, Progress::Started));
        let first = mailbox.receive().await;
        assert!(matches!(first, Progress::Second(second) if second.at == 0));
        run.stop();
        ended(&mut mailbox).await
    };
    let measured = System::new("test").enter_with(run).await;
    assert_eq!(measured.ended, Ended::Interrupted);
    assert!(!measured.tally.succeeded.is_empty() && adds_up(&measured.tally));
    assert!(measured.elapsed >= Duration::from_secs(1));
    assert_eq!(measured.tally.sent, server.requests());
}

#[tokio::test]
async fn a_target_that_is_not_there_gives_a_report() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = server(Config::default()).await;
    let target = target(&gone, "/");
    gone.shutdown().await;
    drop(listener);
    let tally = measure(requests(10, 4), target).await.tally;
    assert_eq!((tally.sent, tally.errors.len()), (10, 10));
    assert_eq!(tally.error_classes[&ErrorClass::Refused].count, 10);
    assert!(tally.connects.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_seconds_add_up_to_the_whole() {
    let server = server(Config::default()).await;
    let plan = duration(Duration::from_millis(2500), 2);
    let measured = measure(plan, target(&server, "/")).await;
    assert_eq!(measured.seconds.len(), 3);
    let completed = measured.seconds.iter().map(|second| second.completed);
    assert_eq!(completed.sum::<u64>(), measured.tally.sent);
    let longest = measured.seconds.iter().map(|second| second.max).max();
    assert_eq!(longest, measured.tally.latency().max());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_can_be_stopped_before_it_has_begun() {
    // It accepts, and never says anything: TLS waits for ever.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", silent.local_addr().unwrap());
    let uri: http::Uri = url.parse().unwrap();
    let request = http::Request::get(uri.clone()).body(Bytes::new()).unwrap();
    let target = Target {
        requests: Requests::same(request),
        origins: vec![Origin::of(&uri).unwrap()],
        route: Route { trust: Trust::Anybody, ..Route::default() },
    };
    let run = async move |mut mailbox: Mailbox<Progress>| {
        let mut plan = requests(10, 1);
        plan.connect_timeout = Duration::from_hours(1);
        let run = start(plan, target).await;
        silent.accept().await.unwrap();
        run.stop();
        ended(&mut mailbox).await
    };
    let measured = System::new("test").enter_with(run).await;
    assert_eq!(measured.ended, Ended::Interrupted);
    assert_eq!((measured.tally.sent, measured.elapsed), (0, Duration::ZERO));
}
