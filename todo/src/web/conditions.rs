//! `ETag`, `If-Match` and `If-None-Match`: RFC 9110, section 13.

use axum::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use crate::list::{Expected, Version};

/// Returns the tag of a state.
pub(super) fn etag(version: Version) -> String {
    format!("\"{version}\"")
}

/// Answers that the client knows this state, if it does.
pub(super) fn not_modified(
    headers: &HeaderMap,
    version: Version,
) -> Result<Option<Response>, Problem> {
    let current = etag(version);
    let is_known = tags(headers, &IF_NONE_MATCH)?.iter().any(|tag| {
        // A weak tag is as good as any for this.
        *tag == "*" || tag.trim_start_matches("W/") == current
    });
    if !is_known {
        return Ok(None);
    }
    let head = [(ETAG, current)];
    Ok(Some((StatusCode::NOT_MODIFIED, head).into_response()))
}

/// Returns the state in which a change is wanted.
pub(super) fn expected(
    headers: &HeaderMap,
    of: fn(Version) -> Expected,
) -> Result<Option<Expected>, Problem> {
    let known = tags(headers, &IF_MATCH)?;
    match known[..] {
        [] => Ok(None),
        ["*"] => Ok(Some(Expected::There)),
        [tag] => {
            let version = tag
                .strip_prefix('"')
                .and_then(|tag| tag.strip_suffix('"'))
                .and_then(|tag| tag.parse().ok());
            let strange = "it never was in a state of this tag; `If-Match` \
                           takes what an `ETag` said";
            version.map(of).map(Some).ok_or_else(|| Problem::failed(strange))
        }
        _ => Err(Problem::bad("`If-Match` takes one tag here")),
    }
}

/// Returns whether a change is wanted only if there is nothing yet.
pub(super) fn only_new(headers: &HeaderMap) -> Result<bool, Problem> {
    match tags(headers, &IF_NONE_MATCH)?[..] {
        [] => Ok(false),
        ["*"] => Ok(true),
        _ => Err(Problem::bad("`If-None-Match` takes only `*` here")),
    }
}

fn tags<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Vec<&'a str>, Problem> {
    let mut tags = Vec::new();
    for value in headers.get_all(name) {
        let value = value.to_str().map_err(|_| {
            Problem::bad(format!("`{name}` is a list of tags, or `*`"))
        })?;
        tags.extend(value.split(',').map(str::trim).filter(|t| !t.is_empty()));
    }
    Ok(tags)
}
