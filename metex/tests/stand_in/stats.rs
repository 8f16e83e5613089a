//! The counters, from the handle and over HTTP.

use metex::stand_in::Fault;
use tokio::task::JoinSet;

use super::Session;

const WEATHER: &str = "/data/2.5/weather";

#[tokio::test]
async fn requests_are_counted_by_route_status_and_city() {
    let session = Session::start().await;
    for query in ["q=London", "q=london,uk", "id=2643743", "q=Nowhere"] {
        session.ask(&format!("{WEATHER}?appid=good-1&{query}")).await;
    }
    session.ok("/v1/search?name=London").await;
    let stats = session.stand_in.stats();
    assert_eq!(stats.requests, 5);
    assert_eq!(stats.requests_to(WEATHER), 4);
    assert_eq!(stats.answers(WEATHER, 200), 3);
    assert_eq!(stats.answers(WEATHER, 404), 1);
    assert_eq!(stats.asked(WEATHER, "London"), 3);
    assert_eq!(stats.asked("/v1/search", "London"), 1);
    assert_eq!(stats.current, 0);
}

#[tokio::test]
async fn places_of_one_name_are_counted_apart() {
    let session = Session::start().await;
    for query in ["q=London", "q=London,CA", "lat=42.98&lon=-81.23"] {
        session.ok(&format!("{WEATHER}?appid=good-1&{query}")).await;
    }
    let stats = session.stand_in.stats();
    assert_eq!(stats.asked(WEATHER, "London"), 1);
    assert_eq!(stats.asked(WEATHER, "London, CA"), 2);
}

#[tokio::test]
async fn the_page_shows_what_the_handle_returns() {
    let session = Session::start().await;
    session.ok("/v1/search?name=London").await;
    let stats = serde_json::to_value(session.stand_in.stats()).unwrap();
    assert_eq!(session.ok("/__stats").await, stats);
    assert_eq!(stats["routes"]["/v1/search"]["statuses"]["200"], 1);
}

#[tokio::test]
async fn the_most_requests_at_once_are_remembered() {
    let session = Session::start().await;
    session.stand_in.fault("*", Fault::Stall);
    let mut requests = JoinSet::new();
    for _ in 0..10 {
        requests.spawn(session.request("/v1/search?name=London").send());
    }
    session.until(|stand_in| stand_in.stats().current == 10).await;
    requests.shutdown().await;
    session.until(|stand_in| stand_in.stats().current == 0).await;
    assert_eq!(session.stand_in.stats().max_concurrent, 10);
    assert_eq!(session.stand_in.stats().faults["stall"], 10);
}

#[tokio::test]
async fn counting_starts_again_when_told_to() {
    let session = Session::start().await;
    session.ok("/v1/search?name=London").await;
    session.stand_in.reset_stats();
    assert_eq!(session.stand_in.stats().requests, 0);
    session.ok("/v1/search?name=London").await;
    let url = format!("{}/__stats", session.stand_in.base_url());
    session.http.delete(url).send().await.unwrap();
    assert_eq!(session.stand_in.stats().requests, 0);
}
