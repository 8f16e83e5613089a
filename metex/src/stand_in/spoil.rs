//! The layer around all routes: counts a request and spoils its answer.

use std::{future::pending, sync::Arc};

use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Query, Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, SERVER},
        response::Parts,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::body::Bytes;
use serde_json::json;
use tokio::time::sleep;

use super::{
    answer::{About, JSON, Params},
    fault::Fault,
    open_weather_map::BLOCKED,
    script::Script,
    stats::Visit,
    wire::Line,
    world::World,
};

/// Names the paths that are counted one by one.
const ROUTES: [&str; 4] =
    ["/data/2.5/weather", "/geo/1.0/direct", "/v1/search", "/v1/forecast"];

pub(super) async fn spoil(
    State(world): State<Arc<World>>,
    Extension(line): Extension<Line>,
    Query(params): Query<Params>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let mut response = if path == "/" || path.starts_with("/__") {
        next.run(request).await
    } else {
        let known = ROUTES.into_iter().find(|route| *route == path);
        let route = known.unwrap_or("other");
        let visit = world.counters.arrive(route);
        let header = request.headers().get("x-fault");
        let asked = header
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into())
            .or(params.first("fault").map(str::to_owned));
        let response = next.run(request).await;
        answer(&world, route, visit, asked, line, response).await
    };
    let name = HeaderValue::from_static("metex-stand-in");
    response.headers_mut().insert(SERVER, name);
    response
}

/// Decides what goes wrong with an answer, and does it.
async fn answer(
    world: &World,
    route: &'static str,
    visit: Visit,
    asked: Option<String>,
    line: Line,
    response: Response,
) -> Response {
    let about = response.extensions().get::<About>().cloned();
    let about = about.unwrap_or_default();
    for city in about.cities {
        visit.is_about(city);
    }
    let fault = match asked.map(|text| text.parse::<Fault>()) {
        None => world.plan.lock().next(&about.subjects),
        Some(Ok(fault)) => {
            let question = format!("{route} {}", about.subjects.join(","));
            world.plan.lock().next_asked(fault, &question)
        }
        Some(Err(error)) => {
            visit.is_answered(400);
            let text = format!("{error}\n");
            return (StatusCode::BAD_REQUEST, text).into_response();
        }
    };
    if let Some(fault) = fault {
        visit.is_spoilt_by(fault.name());
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    // The length is written again from what will be sent.
    parts.headers.remove(CONTENT_LENGTH);
    let body = match fault {
        Some(Fault::Stall) => pending().await,
        Some(Fault::Delay(time)) => {
            sleep(time).await;
            body
        }
        Some(fault) => replace(fault, route, &mut parts).unwrap_or(body),
        None => body,
    };
    visit.is_answered(parts.status.as_u16());
    let script = match fault {
        Some(Fault::Reset) => Script::broken(&body, Some(line), visit),
        Some(Fault::Truncate) => Script::broken(&body, None, visit),
        Some(Fault::Slow(pause)) => Script::drip(&body, pause, visit),
        _ => Script::whole(&body, visit),
    };
    Response::from_parts(parts, Body::new(script))
}

/// Returns the body of a fault that has one, and adapts the head to it.
fn replace(fault: Fault, route: &str, parts: &mut Parts) -> Option<Bytes> {
    let (status, kind, body) = match fault {
        Fault::NotJson => (200, JSON, "sunny, about {22".to_owned()),
        Fault::Html => (200, HTML, PORTAL.to_owned()),
        Fault::WrongShape => (200, JSON, WRONG_SHAPE.to_owned()),
        Fault::Status(status) => failure(status, route),
        Fault::RateLimited { retry_after } => {
            if let Some(seconds) = retry_after {
                parts.headers.insert(RETRY_AFTER, seconds.into());
            }
            failure(429, route)
        }
        _ => return None,
    };
    parts.status = StatusCode::from_u16(status).unwrap_or_default();
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    Some(body.into())
}

const HTML: &str = "text/html; charset=utf-8";

const PORTAL: &str = "<!doctype html><title>Welcome</title>\
    <p>Please accept the terms of this network.\n";

/// Has the fields that both services send, each with another type.
const WRONG_SHAPE: &str = r#"{"cod":200,"main":"mild","weather":{},"wind":[],
"results":{"name":7},"current":["temperature_2m"],"latitude":"north"}"#;

/// Writes an error the way the service of a path does. Other 5xx than 500
/// come from a proxy in front of it, and so are pages.
fn failure(status: u16, route: &str) -> (u16, &'static str, String) {
    let open_meteo = route.starts_with("/v1/");
    let body = match status {
        429 if open_meteo => json!({
            "error": true,
            "reason": "Minutely API request limit exceeded. \
                       Please try again in one minute.",
        }),
        429 => json!({ "cod": 429, "message": BLOCKED }),
        501.. => {
            let page = format!(
                "<html><head><title>{status}</title></head>\
                 <body><h1>{status}</h1></body></html>\n"
            );
            return (status, HTML, page);
        }
        _ if open_meteo => json!({ "error": true, "reason": "Failed" }),
        _ => json!({ "cod": status, "message": "Internal error" }),
    };
    (status, JSON, body.to_string())
}
