//! OpenWeatherMap's routes: fields, units and error bodies.

use metex::stand_in::{Config, find};
use serde_json::{Value, json};

use super::Session;

const WEATHER: &str = "/data/2.5/weather?appid=good-1";

#[tokio::test]
async fn a_reply_has_the_fields_of_the_real_one() {
    let session = Session::start().await;
    let reply = session.ok(&format!("{WEATHER}&q=Singapore")).await;
    assert_eq!(reply["cod"], 200);
    assert_eq!(reply["name"], "Singapore");
    assert_eq!(reply["id"], 1_880_252);
    assert_eq!(reply["sys"]["country"], "SG");
    assert_eq!(reply["timezone"], 28_800);
    assert_eq!(reply["dt"], session.stand_in.now().unix());
    assert_eq!(reply["coord"], json!({ "lon": 103.85, "lat": 1.29 }));
    assert!(reply["weather"][0]["id"].is_u64());
    assert!(reply["weather"][0]["description"].is_string());
    assert!(reply["sys"]["sunrise"].as_i64() < reply["sys"]["sunset"].as_i64());
}

#[tokio::test]
async fn the_temperature_is_the_one_computed_beforehand() {
    let session = Session::start().await;
    for city in ["Singapore", "Monaco", "Vatican City", "Hong Kong", "Macau"] {
        let celsius = session.stand_in.weather(city).unwrap().temperature;
        let temperature = async |units: &str| {
            let path = format!("{WEATHER}&q={city}&units={units}");
            session.ok(&path).await["main"]["temp"].as_f64().unwrap()
        };
        let near = |one: f64, other: f64| (one - other).abs() < 0.006;
        assert!(near(temperature("metric").await, celsius));
        assert!(near(temperature("standard").await, celsius + 273.15));
        assert!(near(temperature("imperial").await, celsius * 1.8 + 32.0));
    }
}

#[tokio::test]
async fn optional_fields_are_there_for_some_and_absent_for_others() {
    let config = Config::default().with_requests_per_minute(10_000);
    let session = Session::with(config).await;
    let mut replies = Vec::new();
    for city in metex::stand_in::cities() {
        let (name, country) = (city.name, city.country_code);
        let path = format!("{WEATHER}&units=metric&q={name},{country}");
        replies.push(session.ok(&path).await);
    }
    let some_but_not_all = |has: &dyn Fn(&Value) -> bool| {
        let count = replies.iter().filter(|reply| has(reply)).count();
        count > 0 && count < replies.len()
    };
    assert!(some_but_not_all(&|reply| reply.get("rain").is_some()));
    assert!(some_but_not_all(&|reply| reply.get("snow").is_some()));
    assert!(some_but_not_all(&|reply| reply.get("visibility").is_some()));
    assert!(some_but_not_all(&|reply| reply["wind"].get("gust").is_some()));
    assert!(some_but_not_all(&|reply| reply["main"]["temp"].is_i64()));
    assert!(some_but_not_all(&|reply| reply["weather"][1].is_object()));
    let sea_level = |reply: &Value| reply["main"]["sea_level"].is_u64();
    assert!(some_but_not_all(&sea_level));
}

#[tokio::test]
async fn a_place_is_found_by_id_zip_and_coordinates() {
    let session = Session::start().await;
    for (query, name) in [
        ("id=2643743", "London"),
        ("zip=94040,us", "Mountain View"),
        ("zip=94040", "Mountain View"),
        ("zip=10115,de", "Berlin"),
        ("lat=51.51&lon=-0.13", "London"),
        ("lat=0&lon=-30", ""),
    ] {
        let reply = session.ok(&format!("{WEATHER}&{query}")).await;
        assert_eq!(reply["name"], name, "{query}");
    }
    let sea = session.ok(&format!("{WEATHER}&lat=0&lon=-30")).await;
    assert_eq!((&sea["id"], &sea["timezone"]), (&json!(0), &json!(-7200)));
    assert_eq!(sea["sys"].get("country"), None);
}

#[tokio::test]
async fn errors_have_the_real_bodies_with_the_code_as_a_string() {
    let session = Session::start().await;
    for (query, status, message) in [
        ("", 400, "Nothing to geocode"),
        ("q=", 400, "Nothing to geocode"),
        ("q=Omicron Persei 8", 404, "city not found"),
        ("id=1", 404, "city not found"),
        ("id=London", 400, "Invalid ID"),
        ("zip=00000,us", 404, "city not found"),
        ("lat=91&lon=0", 400, "wrong latitude"),
        ("lon=0", 400, "wrong latitude"),
        ("lat=0&lon=east", 400, "wrong longitude"),
    ] {
        let answer = session.ask(&format!("{WEATHER}&{query}")).await;
        let code = status.to_string();
        let body = json!({ "cod": code, "message": message });
        assert_eq!(answer, (status, body), "{query}");
    }
}

#[tokio::test]
async fn language_is_echoed_and_xml_is_refused_in_words() {
    let session = Session::start().await;
    let reply = session.ok(&format!("{WEATHER}&q=Oslo&lang=de")).await;
    let description = reply["weather"][0]["description"].as_str().unwrap();
    assert!(description.ends_with("[de]"), "{description}");
    let xml = session.get(&format!("{WEATHER}&q=Oslo&mode=xml")).await;
    assert_eq!(xml.status(), 400);
    assert!(xml.text().await.unwrap().contains("only JSON"));
}

#[tokio::test]
async fn json_is_declared_with_its_charset() {
    let session = Session::start().await;
    let response = session.get(&format!("{WEATHER}&q=London")).await;
    let kind = &response.headers()["content-type"];
    assert_eq!(kind, "application/json; charset=utf-8");
}

#[tokio::test]
async fn the_geocoder_lists_places_of_one_name() {
    let session = Session::start().await;
    let path = "/geo/1.0/direct?appid=good-1&q=London";
    let one = session.ok(path).await;
    assert_eq!(one.as_array().unwrap().len(), 1);
    let all = session.ok(&format!("{path}&limit=5")).await;
    assert_eq!(all[0]["country"], "GB");
    assert_eq!(all[1]["country"], "CA");
    assert_eq!(all[0]["lat"], find("London").unwrap().latitude);
    let none = session.ok("/geo/1.0/direct?appid=good-1&q=Nowhere").await;
    assert_eq!(none, json!([]));
    let (status, body) = session.ask("/geo/1.0/direct?appid=good-1").await;
    assert_eq!((status, &body["message"]), (400, &json!("Nothing to geocode")));
}
