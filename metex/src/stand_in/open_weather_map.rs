//! OpenWeatherMap: `/data/2.5/weather` and `/geo/1.0/direct`.
//!
//! Follows <https://openweathermap.org/current>, with its traps: `cod` is a
//! number in some replies and a string in others, a temperature may be an
//! integer, and what was not observed is absent.
//!
//! Left out: other languages (`lang` is echoed in the description), XML and
//! HTML, `/geo/1.0/reverse` and `/geo/1.0/zip`.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use super::{
    answer::{About, Answer, Params},
    city::City,
    keys::Verdict,
    lookup, open_weather_map_report as report,
    world::{Place, World},
};

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/data/2.5/weather", get(weather))
        .route("/geo/1.0/direct", get(direct))
}

async fn weather(
    State(world): State<Arc<World>>,
    Query(params): Query<Params>,
) -> Response {
    if let Some(refusal) = refuse(&world, &params) {
        return refusal.into_response();
    }
    if let Some(mode @ ("xml" | "html")) = params.first("mode") {
        let text = format!("This stand-in has no mode={mode}, only JSON.\n");
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    match place(&params) {
        Ok(place) => {
            let body = report::write(
                &place,
                &world.weather(&place),
                world.now(),
                &params,
            );
            Answer::ok(body).about(About::places(&[place])).into_response()
        }
        Err(answer) => answer.into_response(),
    }
}

async fn direct(
    State(world): State<Arc<World>>,
    Query(params): Query<Params>,
) -> Answer {
    if let Some(refusal) = refuse(&world, &params) {
        return refusal;
    }
    let text = params.first("q").unwrap_or_default();
    if text.trim().is_empty() {
        return failure(StatusCode::BAD_REQUEST, "Nothing to geocode");
    }
    let limit = params.first("limit").and_then(|limit| limit.parse().ok());
    let limit = limit.unwrap_or(1_usize).clamp(1, 5);
    let found = lookup::matching(text);
    let about = match found.first() {
        Some(city) => About::city(city),
        None => About::unknown(text),
    };
    let body: Value = found.into_iter().take(limit).map(geocoded).collect();
    Answer::ok(body).about(about)
}

fn geocoded(city: &City) -> Value {
    let mut entry = json!({
        "name": city.name,
        "local_names": { "en": city.name },
        "lat": city.latitude,
        "lon": city.longitude,
        "country": city.country_code,
    });
    if let Some(state) = city.state {
        entry["state"] = state.into();
    }
    entry
}

/// Returns the answer to a request whose key does not admit it. Here `cod`
/// is a number.
fn refuse(world: &World, params: &Params) -> Option<Answer> {
    let key = params.first("appid").unwrap_or_default();
    let verdict = world.keys.lock().admit(key);
    let (status, message) = match verdict {
        Verdict::Admitted => return None,
        Verdict::Unknown => (StatusCode::UNAUTHORIZED, BAD_KEY),
        Verdict::Exhausted => (StatusCode::TOO_MANY_REQUESTS, BLOCKED),
    };
    let body = json!({ "cod": status.as_u16(), "message": message });
    // A refused request counts for its city too, and its faults apply.
    let about = place(params)
        .map_or_else(|answer| answer.about, |place| About::places(&[place]));
    Some(Answer::new(status, body).about(about))
}

const BAD_KEY: &str = "Invalid API key. Please see \
    https://openweathermap.org/faq#error401 for more info.";

/// Is what a client reads when its key has no requests left.
pub(super) const BLOCKED: &str = "Your account is temporary blocked due to \
    exceeding of requests limitation of your subscription type. Please \
    choose the proper subscription https://openweathermap.org/price";

fn place(params: &Params) -> Result<Place, Answer> {
    let missing = || failure(StatusCode::NOT_FOUND, "city not found");
    let bad = |message| failure(StatusCode::BAD_REQUEST, message);
    if let Some(text) = params.first("q").filter(|q| !q.trim().is_empty()) {
        let found = lookup::find(text).map(Place::from);
        return found.ok_or_else(|| missing().about(About::unknown(text)));
    }
    if let Some(id) = params.first("id") {
        let id = id.parse().map_err(|_| bad("Invalid ID"))?;
        return lookup::by_id(id).map(Place::from).ok_or_else(missing);
    }
    if let Some(zip) = params.first("zip").filter(|zip| !zip.is_empty()) {
        return lookup::by_zip(zip).map(Place::from).ok_or_else(missing);
    }
    let (latitude, longitude) = (params.first("lat"), params.first("lon"));
    if latitude.is_none() && longitude.is_none() {
        return Err(bad("Nothing to geocode"));
    }
    let latitude =
        degrees(latitude, 90.0).ok_or_else(|| bad("wrong latitude"))?;
    let longitude =
        degrees(longitude, 180.0).ok_or_else(|| bad("wrong longitude"))?;
    Ok(Place::at(latitude, longitude))
}

fn degrees(text: Option<&str>, most: f64) -> Option<f64> {
    text?.trim().parse().ok().filter(|value: &f64| value.abs() <= most)
}

/// Writes an error whose `cod` is a string.
fn failure(status: StatusCode, message: &str) -> Answer {
    let code = status.as_u16().to_string();
    Answer::new(status, json!({ "cod": code, "message": message }))
}
