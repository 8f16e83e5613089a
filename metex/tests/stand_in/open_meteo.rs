//! Open-Meteo's routes: search, forecast, units, zones and errors.

use metex::stand_in::Moment;
use serde_json::{Value, json};

use super::Session;

fn forecast(query: &str) -> String {
    format!("/v1/forecast?{query}")
}

#[tokio::test]
async fn a_search_finds_a_place_with_its_facts() {
    let session = Session::start().await;
    let reply = session.ok("/v1/search?name=Berlin&count=1").await;
    let place = &reply["results"][0];
    assert_eq!(place["id"], 2_950_159);
    assert_eq!(place["name"], "Berlin");
    assert_eq!(place["country_code"], "DE");
    assert_eq!(place["timezone"], "Europe/Berlin");
    assert!(place["latitude"].is_f64() && place["elevation"].is_f64());
    assert!(reply["generationtime_ms"].is_f64());
}

#[tokio::test]
async fn no_match_is_a_200_without_results() {
    let session = Session::start().await;
    for name in ["Omicron Persei 8", "B", "", "Be", "Rome, IT", "Rome IT"] {
        let reply = session.ok(&format!("/v1/search?name={name}")).await;
        assert_eq!(reply.get("results"), None, "{name}");
    }
}

#[tokio::test]
async fn a_search_is_narrowed_by_country_and_count() {
    let session = Session::start().await;
    let count = async |query: &str| {
        let reply = session.ok(&format!("/v1/search?name={query}")).await;
        reply["results"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(count("London").await, 2);
    assert_eq!(count("London&count=1").await, 1);
    assert_eq!(count("London&countryCode=CA").await, 1);
    assert_eq!(count("London&countryCode=DE").await, 0);
    assert_eq!(count("San").await, 8);
    assert_eq!(count("San&count=3").await, 3);
}

#[tokio::test]
async fn the_forecast_is_the_weather_computed_beforehand() {
    let session = Session::start().await;
    let weather = session.stand_in.weather("Hong Kong").unwrap();
    let found = session.ok("/v1/search?name=Hong Kong").await;
    let place = &found["results"][0];
    let query = format!(
        "latitude={}&longitude={}&timezone=auto&current=temperature_2m,\
         apparent_temperature,relative_humidity_2m,is_day,weather_code,\
         wind_direction_10m,cloud_cover,precipitation",
        place["latitude"], place["longitude"],
    );
    let reply = session.ok(&forecast(&query)).await;
    let current = &reply["current"];
    assert_eq!(current["temperature_2m"], weather.temperature);
    assert_eq!(current["apparent_temperature"], weather.feels_like);
    assert_eq!(current["relative_humidity_2m"], weather.humidity);
    assert_eq!(current["is_day"], u8::from(weather.is_day));
    assert_eq!(current["weather_code"], weather.code);
    assert_eq!(current["time"], "2026-01-01T20:00");
    assert_eq!(current["interval"], 900);
    assert_eq!(reply["utc_offset_seconds"], 28_800);
    assert_eq!(reply["timezone"], "Asia/Hong_Kong");
    assert_eq!(reply["timezone_abbreviation"], "GMT+8");
    assert_eq!(reply["current_units"]["temperature_2m"], "°C");
    // A model answers for the middle of a cell.
    assert_ne!(reply["latitude"], place["latitude"]);
}

#[tokio::test]
async fn units_are_the_ones_asked_for() {
    let session = Session::start().await;
    let place = "latitude=51.5085&longitude=-0.1257\
                 &current=temperature_2m,wind_speed_10m,precipitation";
    let weather = session.stand_in.weather("London").unwrap();
    let reply = session
        .ok(&forecast(&format!("{place}&temperature_unit=fahrenheit")))
        .await;
    let fahrenheit = reply["current"]["temperature_2m"].as_f64().unwrap();
    assert!((fahrenheit - (weather.temperature * 1.8 + 32.0)).abs() < 0.06);
    assert_eq!(reply["current_units"]["temperature_2m"], "°F");
    for (unit, factor, written) in [
        ("kmh", 3.6, "km/h"),
        ("ms", 1.0, "m/s"),
        ("mph", 2.236_94, "mp/h"),
        ("kn", 1.943_84, "kn"),
    ] {
        let query = format!("{place}&wind_speed_unit={unit}");
        let reply = session.ok(&forecast(&query)).await;
        let speed = reply["current"]["wind_speed_10m"].as_f64().unwrap();
        assert!((speed - weather.wind_speed * factor).abs() < 0.06, "{unit}");
        assert_eq!(reply["current_units"]["wind_speed_10m"], written);
    }
    let query = format!("{place}&precipitation_unit=inch&timeformat=unixtime");
    let reply = session.ok(&forecast(&query)).await;
    assert_eq!(reply["current_units"]["precipitation"], "inch");
    assert_eq!(reply["current"]["time"], session.stand_in.now().unix());
}

#[tokio::test]
async fn several_places_are_an_array_and_one_is_an_object() {
    let session = Session::start().await;
    let query = "latitude=1.29,51.51&longitude=103.85,-0.13\
                 &current=temperature_2m&timezone=auto,GMT";
    let reply = session.ok(&forecast(query)).await;
    assert_eq!(reply.as_array().map(Vec::len), Some(2));
    assert_eq!(reply[0]["timezone"], "Asia/Singapore");
    assert_eq!(reply[0].get("location_id"), None);
    assert_eq!(reply[1]["timezone"], "GMT");
    assert_eq!(reply[1]["location_id"], 1);
    let alone = session.ok(&forecast("latitude=1.3&longitude=103.8")).await;
    assert!(alone.is_object());
    assert_eq!(alone.get("current"), None);
}

#[tokio::test]
async fn no_place_at_all_is_an_empty_200() {
    let session = Session::start().await;
    let response = session.get("/v1/forecast").await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.unwrap(), "");
}

#[tokio::test]
async fn the_time_is_that_of_the_zone_and_of_the_configuration() {
    let session = Session::start().await;
    let now: Moment = "2026-07-14T23:59:59Z".parse().unwrap();
    session.stand_in.set_now(now);
    let query = "latitude=28.6&longitude=77.2&current=is_day\
                 &timezone=Asia/Kolkata";
    let reply = session.ok(&forecast(query)).await;
    assert_eq!(reply["current"]["time"], "2026-07-15T05:15");
    assert_eq!(reply["timezone_abbreviation"], "GMT+5:30");
}

#[tokio::test]
async fn errors_say_why() {
    let session = Session::start().await;
    let place = "latitude=1&longitude=1";
    for (path, reason) in [
        ("/v1/search".into(), "No value found (expected type 'String') at"),
        ("/v1/search?name=Oslo&count=0".into(), "Parameter count must be"),
        ("/v1/search?name=Oslo&count=101".into(), "between 1 and 100."),
        (forecast("latitude=1"), "must have the same number of elements"),
        (forecast("latitude=1,2&longitude=1"), "same number of elements"),
        (
            forecast("latitude=999&longitude=1"),
            "Latitude must be in range of -90 to 90°. Given: 999.0.",
        ),
        (
            forecast("latitude=1&longitude=-181"),
            "Longitude must be in range of -180 to 180°. Given: -181.0.",
        ),
        (forecast("latitude=NaN&longitude=1"), "Given: NaN."),
        (forecast("latitude=x&longitude=1"), "invalid String value x"),
        (forecast(&format!("{place}&current=rainbow")), "value rainbow"),
        (forecast(&format!("{place}&wind_speed_unit=c")), "value c"),
        (forecast(&format!("{place}&timezone=Mars")), "Invalid timezone"),
        (forecast(&format!("{place}&forecast_days=17")), "range 0 to 16"),
        (forecast(&format!("{place}&hourly=rain")), "no 'hourly' data"),
    ] {
        let (status, body) = session.ask(&path).await;
        assert_eq!((status, &body["error"]), (400, &Value::Bool(true)));
        let said = body["reason"].as_str().unwrap();
        assert!(said.contains(reason), "{path}: {said}");
    }
    let (status, body) = session.ask("/v1/tomorrow").await;
    let expected = json!({ "error": true, "reason": "Not Found" });
    assert_eq!((status, body), (404, expected));
}
