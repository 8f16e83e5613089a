//! As many requests as were asked for, whatever the numbers.

use std::time::Duration;

use blitzy::plan::{KeepAlive, Plan};
use blitzy::serve::Config;

use crate::{adds_up, at_rate, duration, measure, requests, server, target};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_gets_exactly_n() {
    for n in [0, 1, 2, 3, 7, 50, 199, 1000] {
        for c in [1, 2, 3, 7, 50, 64] {
            let server = server(Config::default()).await;
            let measured = measure(requests(n, c), target(&server, "/")).await;
            assert_eq!(server.requests(), n, "{n} over {c}");
            assert_eq!(measured.tally.succeeded.len(), n, "{n} over {c}");
            assert!(adds_up(&measured.tally), "{n} over {c}");
            server.shutdown().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_it_does_in_the_open_model() {
    for n in [0, 1, 3, 200] {
        for c in [1, 3, 50] {
            let server = server(Config::default()).await;
            let plan = at_rate("2000", requests(n, c));
            let measured = measure(plan, target(&server, "/")).await;
            assert_eq!(server.requests(), n, "{n} over {c}");
            assert_eq!(measured.tally.sent, n, "{n} over {c}");
            assert_eq!(measured.tally.missed, 0, "{n} over {c}");
            server.shutdown().await;
        }
    }
}

#[tokio::test]
async fn fewer_requests_than_connections_open_only_as_many() {
    let server = server(Config::default()).await;
    measure(requests(3, 50), target(&server, "/")).await;
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = server(Config::default()).await;
    let measured = measure(requests(100, 4), target(&server, "/")).await;
    assert_eq!(server.connections(), 4);
    assert_eq!(measured.tally.connects.len(), 4);
}

#[tokio::test]
async fn without_keep_alive_it_is_not() {
    let server = server(Config::default()).await;
    let plan = Plan { keep_alive: KeepAlive::No, ..requests(100, 4) };
    let measured = measure(plan, target(&server, "/")).await;
    assert_eq!(server.connections(), 100);
    assert_eq!(measured.tally.connects.len(), 100);
    assert_eq!(measured.tally.succeeded.len(), 100);
}

#[tokio::test]
async fn an_answer_counts_by_its_status() {
    let server = server(Config::default()).await;
    let ok = measure(requests(5, 2), target(&server, "/status/204")).await;
    assert_eq!(ok.tally.succeeded.len(), 5);
    let moved = measure(requests(5, 2), target(&server, "/redirect/1")).await;
    assert_eq!(moved.tally.succeeded.len(), 5);
    let gone = measure(requests(5, 2), target(&server, "/status/410")).await;
    assert_eq!(gone.tally.failed.len(), 5);
    assert_eq!(gone.tally.statuses.get(&410), Some(&5));
    let reset = measure(requests(5, 2), target(&server, "/reset")).await;
    assert_eq!(reset.tally.errors.len(), 5);
    assert!(reset.tally.latency().len() == 5 && adds_up(&reset.tally));
}

#[tokio::test]
async fn bodies_are_read_to_their_end_and_counted() {
    let server = server(Config::default()).await;
    let path = "/bytes/100000";
    let measured = measure(requests(10, 3), target(&server, path)).await;
    assert_eq!(measured.tally.body_bytes, 1_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_warms_up_counts_nowhere_else() {
    let server = server(Config::default()).await;
    let warmup = Duration::from_millis(100);
    let plan = Plan { warmup, ..requests(20, 2) };
    let tally = measure(plan, target(&server, "/")).await.tally;
    assert_eq!(tally.sent, 20);
    assert!(tally.warmup > 0);
    assert_eq!(server.requests(), 20 + tally.warmup);

    let plan = Plan { warmup, ..at_rate("1000", requests(20, 2)) };
    let tally = measure(plan, target(&server, "/")).await.tally;
    assert_eq!((tally.sent, tally.warmup), (20, 100));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_load_that_grows_is_counted_like_any_other() {
    let server = server(Config::default()).await;
    let ramp = Duration::from_millis(200);
    let plan = Plan { ramp, ..requests(500, 10) };
    let tally = measure(plan, target(&server, "/")).await.tally;
    assert_eq!((tally.sent, server.requests()), (500, 500));

    // 50 in the 100 ms in which the rate grows, 100 in the rest.
    let ramp = Duration::from_millis(100);
    let open = at_rate("1000", duration(Duration::from_millis(200), 4));
    let tally =
        measure(Plan { ramp, ..open }, target(&server, "/")).await.tally;
    assert_eq!(tally.sent + tally.missed, 150);
}
