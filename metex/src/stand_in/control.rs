//! The stand-in's own pages: what it is, its counters, and its switches.

use std::{fmt::Write, sync::Arc};

use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::{answer::Params, fault::Fault, stats::Stats, world::World};

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(about))
        .route("/__stats", get(stats).delete(reset_stats))
        .route("/__faults", post(plan_fault).delete(clear_faults))
        .route("/__keys", post(activate_key))
        .fallback(unknown)
}

const ABOUT: &str = "\
This is a stand-in for two weather services. Its places are real, its
climate is invented: do not plan a picnic by it.

OpenWeatherMap (appid=good-.. works, new-.. not yet, others never)
  GET    /data/2.5/weather?q=London&appid=good-1   or lat+lon, id, zip
  GET    /geo/1.0/direct?q=London&appid=good-1
Open-Meteo
  GET    /v1/search?name=London
  GET    /v1/forecast?latitude=51.5&longitude=-0.1&current=temperature_2m
The stand-in itself
  GET    /__stats                          what was asked so far
  DELETE /__stats                          counts from zero
  POST   /__faults?city=London&fault=stall plans a fault; city=* is all
  DELETE /__faults                         forgets all faults
  POST   /__keys?key=new-1                 lets a new key work

Faults, for one request by the header X-Fault or the parameter fault=
";

async fn about() -> String {
    let mut page = ABOUT.to_owned();
    for form in Fault::FORMS {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "  {form}");
    }
    page
}

async fn stats(State(world): State<Arc<World>>) -> Json<Stats> {
    Json(world.counters.snapshot())
}

async fn reset_stats(State(world): State<Arc<World>>) -> StatusCode {
    world.counters.reset();
    StatusCode::NO_CONTENT
}

async fn plan_fault(
    State(world): State<Arc<World>>,
    Query(params): Query<Params>,
) -> Response {
    let (Some(city), Some(fault)) =
        (params.first("city"), params.first("fault"))
    else {
        let text = "Say which: /__faults?city=London&fault=stall\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    };
    match fault.parse() {
        Ok(fault) => {
            world.plan.lock().set(city, fault);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => {
            (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response()
        }
    }
}

async fn clear_faults(State(world): State<Arc<World>>) -> StatusCode {
    world.plan.lock().clear();
    StatusCode::NO_CONTENT
}

async fn activate_key(
    State(world): State<Arc<World>>,
    Query(params): Query<Params>,
) -> Response {
    let Some(key) = params.first("key") else {
        let text = "Say which: /__keys?key=new-1\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    };
    world.keys.lock().activate(key);
    StatusCode::NO_CONTENT.into_response()
}

async fn unknown() -> Response {
    let body = serde_json::json!({ "error": true, "reason": "Not Found" });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}
