//! Open-Meteo: `/v1/search` and `/v1/forecast`.
//!
//! Follows <https://open-meteo.com/en/docs> and its geocoding pages, with
//! their traps: no match is a 200 without `results`, a name with a comma
//! matches nothing, one place is an object and several are an array, and a
//! request for no place at all is an empty 200.
//!
//! Left out: `hourly` and `daily`, which are refused and say so, and
//! daylight saving: a zone keeps its standard offset.

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
    lookup,
    open_meteo_current::{Units, report},
    open_meteo_places::{places, zones},
    world::World,
};

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/v1/search", get(search))
        .route("/v1/forecast", get(forecast))
}

async fn search(Query(params): Query<Params>) -> Answer {
    let Some(name) = params.first("name") else {
        return failure(
            "No value found (expected type 'String') at path 'name'.",
        );
    };
    let count = params.first("count").unwrap_or("10").parse().unwrap_or(0);
    if !(1..=100).contains(&count) {
        return failure("Parameter count must be between 1 and 100.");
    }
    let mut found = lookup::search(name);
    if let Some(country) = params.first("countryCode") {
        found.retain(|city| city.country_code.eq_ignore_ascii_case(country));
    }
    let about = match found.first() {
        Some(city) => About::city(city),
        None => About::unknown(name),
    };
    let mut body = json!({ "generationtime_ms": GENERATION_TIME });
    if !found.is_empty() {
        body["results"] = found.into_iter().take(count).map(geocoded).collect();
    }
    Answer::ok(body).about(about)
}

async fn forecast(
    State(world): State<Arc<World>>,
    Query(params): Query<Params>,
) -> Response {
    match observe(&world, &params) {
        Ok(Some(answer)) => answer.into_response(),
        Ok(None) => StatusCode::OK.into_response(),
        Err(reason) => failure(&reason).into_response(),
    }
}

/// Returns no answer when the request asks for no place.
fn observe(world: &World, params: &Params) -> Result<Option<Answer>, String> {
    let places = places(params)?;
    let zones = zones(params, &places)?;
    let units = Units::of(params)?;
    check_what_is_not_modelled(params)?;
    let mut reports = Vec::with_capacity(places.len());
    for (index, (place, zone)) in places.iter().zip(zones).enumerate() {
        let weather = world.weather(place);
        let mut report =
            report(place, &zone, &weather, world.now(), &units, params)?;
        // As the service does it, the first place has no number.
        if index > 0 {
            report["location_id"] = index.into();
        }
        reports.push(report);
    }
    let body = match reports.len() {
        0 => return Ok(None),
        1 => reports.remove(0),
        _ => Value::Array(reports),
    };
    Ok(Some(Answer::ok(body).about(About::places(&places))))
}

fn check_what_is_not_modelled(params: &Params) -> Result<(), String> {
    for name in ["hourly", "daily", "minutely_15"] {
        if params.first(name).is_some_and(|value| !value.is_empty()) {
            return Err(format!("This stand-in has no '{name}' data."));
        }
    }
    let days = params.first("forecast_days").unwrap_or("7");
    match days.parse::<u32>() {
        Ok(0..=16) => Ok(()),
        _ => Err(format!(
            "Forecast days is invalid. Allowed range 0 to 16. Given {days}."
        )),
    }
}

/// Is how long the service says it took, in ms: always the same, so that
/// answers can be compared.
pub(super) const GENERATION_TIME: f64 = 0.045_776_367_187_5;

fn geocoded(city: &City) -> Value {
    let mut entry = json!({
        "id": city.id,
        "name": city.name,
        "latitude": city.latitude,
        "longitude": city.longitude,
        "elevation": city.elevation,
        "feature_code": if city.is_capital { "PPLC" } else { "PPL" },
        "country_code": city.country_code,
        "timezone": city.timezone,
        "country": city.country,
    });
    if city.population > 0 {
        entry["population"] = city.population.into();
    }
    if let Some(state) = city.state {
        entry["admin1"] = state.into();
    }
    if let Some(zip) = city.zip {
        entry["postcodes"] = json!([zip]);
    }
    entry
}

fn failure(reason: &str) -> Answer {
    let body = json!({ "error": true, "reason": reason });
    Answer::new(StatusCode::BAD_REQUEST, body)
}
