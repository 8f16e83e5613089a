//! Every fault, as a client meets it.

use std::time::Duration;

use metex::stand_in::{Config, Fault};
use serde_json::Value;
use tokio::time;

use super::Session;

const LONDON: &str = "/v1/search?name=London";

#[tokio::test]
async fn a_status_is_answered_in_the_services_own_shape() {
    let session = Session::start().await;
    let (status, body) = session.ask("/v1/search?fault=status=500").await;
    assert_eq!((status, &body["error"]), (500, &Value::Bool(true)));
    let (status, body) =
        session.ask("/data/2.5/weather?fault=status=500").await;
    assert_eq!((status, &body["cod"]), (500, &Value::from(500)));
    let page = session.get(&format!("{LONDON}&fault=status=503")).await;
    assert_eq!(page.status(), 503);
    assert!(page.text().await.unwrap().starts_with("<html>"));
}

#[tokio::test]
async fn a_request_may_fail_twice_and_then_work() {
    let session = Session::start().await;
    let path = format!("{LONDON}&fault=500x2");
    for expected in [500, 500, 200, 200] {
        assert_eq!(session.get(&path).await.status(), expected);
    }
    let other = session.get("/v1/search?name=Berlin&fault=500x2").await;
    assert_eq!(other.status(), 500);
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back() {
    let session = Session::start().await;
    let request = session.request(LONDON);
    let response =
        request.header("X-Fault", "429;retry-after=1").send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "1");
    let text = response.text().await.unwrap();
    assert!(text.contains("Minutely API request limit exceeded"), "{text}");
    let silent = session.get(&format!("{LONDON}&fault=429")).await;
    assert_eq!(silent.headers().get("retry-after"), None);
    let path = "/data/2.5/weather?q=London&appid=good-1&fault=429";
    let (_, body) = session.ask(path).await;
    assert_eq!(body["cod"], 429);
}

#[tokio::test]
async fn what_is_called_json_may_not_be() {
    let session = Session::start().await;
    let response = session.get(&format!("{LONDON}&fault=not-json")).await;
    assert_eq!(response.status(), 200);
    let kind = response.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("application/json"));
    let text = response.text().await.unwrap();
    assert!(serde_json::from_str::<Value>(&text).is_err());
}

#[tokio::test]
async fn a_page_may_come_instead_of_json() {
    let session = Session::start().await;
    let response = session.get(&format!("{LONDON}&fault=html")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert!(response.text().await.unwrap().contains("<!doctype html>"));
}

#[tokio::test]
async fn json_may_have_another_shape() {
    let session = Session::start().await;
    let body = session.ok(&format!("{LONDON}&fault=wrong-shape")).await;
    assert!(body["results"].is_object() && body["main"].is_string());
}

#[tokio::test]
async fn a_delayed_answer_comes_when_its_time_has_come() {
    let session = Session::start().await;
    let request = session.request(&format!("{LONDON}&fault=delay=3600000"));
    let answer = tokio::spawn(request.send());
    session
        .until(|stand_in| stand_in.stats().faults.contains_key("delay"))
        .await;
    assert!(!answer.is_finished());
    time::pause();
    time::advance(Duration::from_hours(1)).await;
    assert_eq!(answer.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn a_slow_answer_comes_byte_by_byte() {
    let session = Session::start().await;
    let whole = session.get(LONDON).await.text().await.unwrap();
    let slow = session.get(&format!("{LONDON}&fault=slow=60000")).await;
    time::pause();
    let start = time::Instant::now();
    assert_eq!(slow.text().await.unwrap(), whole);
    // The first byte may have set out before the clock was stopped.
    let bytes = u32::try_from(whole.len()).unwrap() - 1;
    assert!(start.elapsed() >= Duration::from_mins(1) * bytes);
}

#[tokio::test]
async fn a_stalled_answer_never_comes_and_delays_no_other() {
    let session = Session::start().await;
    session.stand_in.fault("London", Fault::Stall);
    let stalled = tokio::spawn(session.request(LONDON).send());
    session.until(|stand_in| stand_in.stats().current == 1).await;
    session.ok("/v1/search?name=Berlin").await;
    assert!(!stalled.is_finished());
    stalled.abort();
    session.until(|stand_in| stand_in.stats().current == 0).await;
    assert_eq!(session.stand_in.stats().answers("/v1/search", 200), 1);
}

#[tokio::test]
async fn a_planned_fault_meets_a_city_on_every_path_and_spelling() {
    let config = Config::default().with_fault("são paulo", Fault::Status(500));
    let session = Session::with(config).await;
    let sao_paulo = "latitude=-23.5475&longitude=-46.6361";
    for path in [
        "/data/2.5/weather?appid=good-1&q=SAO PAULO,BR".to_owned(),
        "/geo/1.0/direct?appid=good-1&q=Sao Paulo".to_owned(),
        "/v1/search?name=sao paulo".to_owned(),
        format!("/v1/forecast?{sao_paulo}&current=rain"),
    ] {
        assert_eq!(session.get(&path).await.status(), 500, "{path}");
    }
    session.ok(LONDON).await;
    session.stand_in.clear_faults();
    session.ok("/v1/search?name=sao paulo").await;
}

#[tokio::test]
async fn faults_are_planned_and_forgotten_over_http() {
    let session = Session::start().await;
    let url = format!("{}/__faults", session.stand_in.base_url());
    let plan = async |query: &str| {
        let request = session.http.post(format!("{url}?{query}"));
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    assert_eq!(plan("city=*&fault=503x1").await.0, 204);
    assert_eq!(session.get("/v1/search?name=Nowhere").await.status(), 503);
    session.ok("/v1/search?name=Nowhere").await;
    assert_eq!(plan("city=London&fault=html").await.0, 204);
    session.http.delete(&url).send().await.unwrap();
    session.ok(LONDON).await;
    assert_eq!(plan("city=London").await.0, 400);
    let (status, text) = plan("city=London&fault=boom").await;
    assert_eq!(status, 400);
    assert!(text.contains("stall, reset, truncate"), "{text}");
}

#[tokio::test]
async fn an_unknown_fault_is_told_what_there_is() {
    let session = Session::start().await;
    let response = session.get(&format!("{LONDON}&fault=explode")).await;
    assert_eq!(response.status(), 400);
    let text = response.text().await.unwrap();
    assert!(text.contains("\"explode\" is no fault; there are: delay=MS"));
}
