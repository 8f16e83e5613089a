//! What is understood: two requests, with all that they say in their address.

use std::collections::HashMap;

use actor_core::{ExitReason, process};
use axum::Router;
use axum::body::Body;
use axum::extract::Query;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use jiff::civil::Date;

use super::cache;
use super::server::TodoServer;
use crate::s01_list::Entry;

/// Returns who answers which request.
pub fn router() -> Router {
    Router::new()
        .route("/add_entry", post(add_entry))
        .route("/entries", get(entries))
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
}

type Params = HashMap<String, String>;

/// `POST /add_entry?list=bob&date=2018-12-19&title=Dentist`
async fn add_entry(Query(params): Query<Params>) -> &'static str {
    let server = server(&params).await;
    let title = fetch(&params, "title");
    server.add_entry(Entry::new(date(&params), title));
    "OK"
}

/// `GET /entries?list=bob&date=2018-12-19`
async fn entries(Query(params): Query<Params>) -> String {
    let server = server(&params).await;
    let entries = server.entries(date(&params)).await;
    let entries = entries.unwrap_or_else(|error| process::exit_self(error));
    let line = |(_, entry): &(u64, Entry)| {
        let Entry { date, title } = entry;
        format!("{date} {title}")
    };
    let lines: Vec<_> = entries.iter().map(line).collect();
    lines.join("\n")
}

/// Says so without saying in which form, as the book does.
async fn not_found() -> Response<Body> {
    let mut response = Response::new(Body::from("not found"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Returns the server of the list that is asked for, or ends the request.
async fn server(params: &Params) -> TodoServer {
    let server = cache::server_process(fetch(params, "list")).await;
    server.unwrap_or_else(|error| process::exit_self(ExitReason::error(error)))
}

/// Returns the day that is asked for, or ends the request.
fn date(params: &Params) -> Date {
    let date = fetch(params, "date").parse();
    date.unwrap_or_else(|error: jiff::Error| {
        process::exit_self(ExitReason::error(error))
    })
}

/// Returns what the address says, or ends the request.
fn fetch<'a>(params: &'a Params, key: &str) -> &'a str {
    let value = params.get(key);
    value.unwrap_or_else(|| process::exit_self(format!("there is no {key}")))
}
