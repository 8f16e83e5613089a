//! The table of what can be asked, but for the book's two routes.

use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post, put};

use super::problem::Problem;
use super::site::Site;
use super::{
    entries, entry, events, health, limits, list, lists, metrics, openapi,
    page, transfer,
};

/// Returns every path with what can be done there.
fn routes() -> [(&'static str, MethodRouter<Arc<Site>>); 14] {
    [
        ("/api/v1/lists", get(lists::show)),
        (
            "/api/v1/lists/{name}",
            put(list::begin).get(list::show).delete(list::end),
        ),
        (
            "/api/v1/lists/{name}/entries",
            get(entries::show)
                .post(entries::add)
                .patch(entries::change)
                .delete(entries::remove),
        ),
        (
            "/api/v1/lists/{name}/entries/{id}",
            get(entry::show)
                .put(entry::put)
                .patch(entry::change)
                .delete(entry::remove),
        ),
        ("/api/v1/lists/{name}/events", get(events::of_list)),
        ("/api/v1/events", get(events::of_lists)),
        ("/api/v1/lists/{name}/import", post(transfer::import)),
        ("/api/v1/lists/{name}/export", get(transfer::export)),
        ("/api/v1/export", get(transfer::export_all)),
        ("/openapi.json", get(openapi::json)),
        ("/docs", get(openapi::docs)),
        ("/healthz", get(health::lives)),
        ("/readyz", get(health::is_ready)),
        ("/metrics", get(metrics::show)),
    ]
}

/// Returns what answers.
pub(super) fn router(site: &Arc<Site>) -> Router {
    let observed = |route| {
        let state = (site.clone(), site.metrics.route(route));
        from_fn_with_state(state, limits::observe)
    };
    let mut router = Router::new();
    for (path, methods) in routes() {
        let methods = methods.fallback(no_method).layer(observed(path));
        router = router.route(path, methods);
    }
    let others = page::router().fallback(nowhere).layer(observed("other"));
    router.merge(others).with_state(site.clone())
}

async fn no_method() -> Problem {
    let detail = "this cannot be done here; `Allow` says what can";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
}

/// Answers as the book does to all that it does not know.
async fn nowhere(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        let detail = "there is no such path; `/docs` lists those there are";
        return Problem::not_found(detail).into_response();
    }
    (StatusCode::NOT_FOUND, "not found").into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::web::openapi;

    #[test]
    fn every_route_is_described() {
        let described: Value = serde_json::from_str(openapi::JSON).unwrap();
        let described = described["paths"].as_object().unwrap().keys();
        let described: BTreeSet<&str> = described.map(|key| &**key).collect();
        let routes = routes().map(|(path, _)| path);
        let known = routes.into_iter().chain(["/entries", "/add_entry"]);
        assert_eq!(known.collect::<BTreeSet<_>>(), described);
    }
}
