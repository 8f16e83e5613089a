//! The description of the API, for programs and for people.

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;

/// The API, as `OpenAPI` 3.1 has it.
pub(super) const JSON: &str = include_str!("openapi.json");

/// The API in words.
const DOCS: &str = include_str!("docs.html");

/// Answers with the description for programs.
pub(super) async fn json() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], JSON)
}

/// Answers with the description for people.
pub(super) async fn docs() -> impl IntoResponse {
    let only_itself = "default-src 'none'; style-src 'unsafe-inline'";
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, only_itself),
    ];
    (headers, DOCS)
}
