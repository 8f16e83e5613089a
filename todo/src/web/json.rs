//! JSON, as it is read and as it is answered.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use super::problem::Problem;

const JSON: &str = "application/json";

/// Answers with a value.
pub(super) fn answer(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (status, [(CONTENT_TYPE, JSON)], body).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Reads an object; `form` says what it looks like.
pub(super) fn read<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: &[u8],
    form: &str,
) -> Result<T, Problem> {
    if media_type(headers) != JSON {
        let detail = format!("`Content-Type` is `{JSON}` here: {form}");
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader);
    let value = value.map_err(|error| {
        let place = error.path().to_string();
        let error = error.into_inner();
        if error.is_data() {
            let place = if place == "." { "the body" } else { &place };
            return Problem::unprocessable(format!("{place}: {error}; {form}"));
        }
        Problem::bad(format!("the body is no JSON: {error}; {form}"))
    })?;
    reader.end().map_err(|error| {
        Problem::bad(format!("the body is more than one value: {error}"))
    })?;
    // An array of the fields' values would do for serde.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(Problem::unprocessable(format!("{form}; and no array")));
    }
    Ok(value)
}

/// Returns what the body is said to be, without its parameters, in lower case.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let said = headers.get(CONTENT_TYPE).and_then(|said| said.to_str().ok());
    let media = said.and_then(|said| said.split(';').next());
    media.unwrap_or_default().trim().to_ascii_lowercase()
}

/// Reads a field that is there, so that one that is not can be told from it.
pub(super) fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
