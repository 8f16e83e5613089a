//! Names and numbers in the path of a request.

use std::fmt::Write;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::problem::Problem;
use super::query::percent_decoded;
use crate::list::{EntryId, ListName};

/// A list that is named in the path. Its name is percent-encoded there, so it
/// may have slashes and dots.
pub(super) struct Named(pub(super) ListName);

/// An entry of a list that is named in the path.
pub(super) struct Numbered(pub(super) ListName, pub(super) EntryId);

/// Returns where an entry is found.
pub(super) fn of_entry(name: &ListName, id: EntryId) -> String {
    let mut path = String::from("/api/v1/lists/");
    for byte in name.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path + "/entries/" + &id.to_string()
}

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Self, Problem> {
        Ok(Self(name(parts, state).await?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Numbered {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Self, Problem> {
        let name = name(parts, state).await?;
        let id = parameter(parts, state, "id").await?;
        let number = id.parse().ok().filter(|number: &EntryId| {
            // One entry has one address: not `+1` and `01` too.
            number.to_string() == id
        });
        let number = number.ok_or_else(|| {
            Problem::not_found("there is no such entry; entries have numbers")
        })?;
        Ok(Self(name, number))
    }
}

async fn name<S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
) -> Result<ListName, Problem> {
    let name = parameter(parts, state, "name").await?;
    Ok(ListName::new(&name)?)
}

async fn parameter<S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
    wanted: &str,
) -> Result<String, Problem> {
    // What is no text is found here; the router leaves it as it is.
    percent_decoded(parts.uri.path())?;
    let all = RawPathParams::from_request_parts(parts, state).await;
    let all = all.map_err(|error| Problem::bad(error.body_text()))?;
    let found = all.iter().find(|(name, _)| *name == wanted);
    let found = found.map(|(_, value)| value.to_owned());
    found.ok_or_else(|| Problem::not_found("there is no such path"))
}
