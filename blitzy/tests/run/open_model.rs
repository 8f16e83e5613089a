//! With a rate, a request takes from when it was due.

use std::time::Duration;

use blitzy::plan::{Load, Plan};
use blitzy::serve::Config;

use crate::{adds_up, at_rate, duration, measure, requests, server, target};

const STALL: Duration = Duration::from_millis(500);

/// Half a second of every run, from its first request on, is a stall.
fn stalling() -> Config {
    Config { stall: STALL, ..Config::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn latency_is_lag_and_service_to_the_nanosecond() {
    let server = server(stalling()).await;
    let plan = at_rate("200", requests(200, 3));
    let tally = measure(plan, target(&server, "/")).await.tally;
    assert_eq!(tally.succeeded.len(), 200);
    let sum = tally.lag.total() + tally.service.total();
    assert_eq!(tally.latency().total(), sum);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stall_is_seen_by_all_that_were_due_in_it() {
    let server = server(stalling()).await;
    // One connection: all but the first wait for it.
    let plan = at_rate("200", requests(200, 1));
    let tally = measure(plan, target(&server, "/")).await.tally;
    // Those due in its first half take longer than the other half.
    let slow = tally.latency().longer_than(STALL / 2);
    assert!(slow >= 49, "{slow} of 50");
    // By the time since they were sent only one was slow.
    let seen = tally.service.longer_than(STALL / 2);
    assert!(seen >= 1 && seen < slow / 2, "{seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_closed_model_asks_less_and_sees_less() {
    let server = server(stalling()).await;
    let plan = duration(STALL * 2, 1);
    let tally = measure(plan, target(&server, "/")).await.tally;
    let slow = tally.latency().longer_than(STALL / 2);
    assert!(slow >= 1 && slow * 100 < tally.sent, "{slow} of {}", tally.sent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_limit_requests_are_missed() {
    let server = server(stalling()).await;
    let rate = "200".parse().unwrap();
    let load = Load::Open { rate, max_in_flight: 10 };
    let plan = Plan { load, ..requests(200, 20) };
    let tally = measure(plan, target(&server, "/")).await.tally;
    assert_eq!(tally.sent + tally.missed, 200);
    // A hundred are due in the stall, and ten may be under way.
    assert!(tally.missed >= 85, "{}", tally.missed);
    assert_eq!(server.requests(), tally.sent);
    assert!(adds_up(&tally));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rates_may_be_slow() {
    let server = server(Config::default()).await;
    // The first is due at once, the second in a minute.
    let plan = at_rate("1/m", duration(Duration::from_millis(50), 5));
    let tally = measure(plan, target(&server, "/")).await.tally;
    assert_eq!((tally.sent, server.requests()), (1, 1));
}
