//! OpenWeatherMap's keys: three classes, and a limit for each.

use std::time::Duration;

use metex::stand_in::Config;
use serde_json::json;
use tokio::time;

use super::Session;

fn weather(key: &str) -> String {
    format!("/data/2.5/weather?q=London&appid={key}")
}

#[tokio::test]
async fn a_key_that_is_not_good_is_refused_with_the_real_body() {
    let session = Session::start().await;
    let expected = json!({
        "cod": 401,
        "message": "Invalid API key. Please see \
            https://openweathermap.org/faq#error401 for more info.",
    });
    let without_key = "/data/2.5/weather?q=London".to_owned();
    for path in [weather("bad"), weather(""), weather("new-1"), without_key] {
        assert_eq!(session.ask(&path).await, (401, expected.clone()));
    }
    let (status, _) = session.ask("/geo/1.0/direct?q=London").await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn a_new_key_works_from_when_it_is_told_to() {
    let config = Config::default().with_active_key("new-0");
    let session = Session::with(config).await;
    session.ok(&weather("new-0")).await;
    assert_eq!(session.ask(&weather("new-1")).await.0, 401);
    session.stand_in.activate_key("new-1");
    session.ok(&weather("new-1")).await;
    let url = format!("{}/__keys?key=new-2", session.stand_in.base_url());
    let response = session.http.post(url).send().await.unwrap();
    assert_eq!(response.status(), 204);
    session.ok(&weather("new-2")).await;
}

#[tokio::test]
async fn the_sixty_first_request_of_a_minute_is_one_too_many() {
    let session = Session::start().await;
    time::pause();
    for _ in 0..60 {
        session.ok(&weather("good-1")).await;
    }
    let (status, body) = session.ask(&weather("good-1")).await;
    assert_eq!((status, &body["cod"]), (429, &json!(429)));
    let message = body["message"].as_str().unwrap();
    assert!(message.starts_with("Your account is temporary blocked"));
    session.ok(&weather("good-2")).await;
    time::advance(Duration::from_mins(1)).await;
    session.ok(&weather("good-1")).await;
}

#[tokio::test]
async fn open_meteo_needs_no_key_and_has_no_limit() {
    let config = Config::default().with_requests_per_minute(0);
    let session = Session::with(config).await;
    for _ in 0..100 {
        session.ok("/v1/search?name=London").await;
    }
    assert_eq!(session.ask(&weather("good-1")).await.0, 429);
}
