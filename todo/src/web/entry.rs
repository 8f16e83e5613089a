//! `/api/v1/lists/{name}/entries/{id}`: one entry.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::ETAG;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use super::conditions::{self, etag};
use super::path::Numbered;
use super::problem::Problem;
use super::site::Site;
use super::{date, idempotency, json, limits};
use crate::list::{
    self, Change, Draft, Edit, Edited, Entry, EntryId, Expected, ListName,
    Patch, Version,
};
use crate::transfer::EntryJson;

/// An entry, as a client writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEntry {
    title: String,
    #[serde(default, deserialize_with = "date::deserialize")]
    date: Option<Date>,
    #[serde(default)]
    done: bool,
}

/// What is to change of an entry, as a client writes it: what is not there
/// stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewValues {
    #[serde(default, deserialize_with = "json::present")]
    title: Option<String>,
    #[serde(default, deserialize_with = "present_date")]
    #[expect(clippy::option_option, reason = "no date is a value too")]
    date: Option<Option<Date>>,
    #[serde(default, deserialize_with = "json::present")]
    done: Option<bool>,
}

impl NewEntry {
    pub(super) const FORM: &str = "an entry is such as {\"title\":\"Dentist\",\
         \"date\":\"2018-12-19\",\"done\":false}, and only the title must be \
         there";
}

impl NewValues {
    pub(super) const FORM: &str = "a change is such as {\"done\":true}, and \
         may have `title`, `date` (or null) and `done`";
}

impl From<NewEntry> for Draft {
    fn from(entry: NewEntry) -> Self {
        let NewEntry { title, date, done } = entry;
        Self { title, date, done }
    }
}

impl From<NewValues> for Patch {
    fn from(values: NewValues) -> Self {
        let NewValues { title, date, done } = values;
        Self { title, date, done }
    }
}

/// Shows an entry.
pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Numbered(name, id): Numbered,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (list, entry) = site.entry(&name, id).await?;
    let version = Version { number: entry.version, ..list };
    if let Some(known) = conditions::not_modified(&headers, version)? {
        return Ok(known);
    }
    Ok(shown(list, id, &entry))
}

/// Puts an entry in the place of one, or of one that was removed.
pub(super) async fn put(
    State(site): State<Arc<Site>>,
    Numbered(name, id): Numbered,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if conditions::only_new(&parts.headers)? {
        return Err(Problem::bad("`If-None-Match` is not looked at here"));
    }
    let body = limits::read(&site, body, site.settings.body_bytes).await?;
    let entry: NewEntry = json::read(&parts.headers, &body, NewEntry::FORM)?;
    let request = request_of(Edit::Put(id, entry.into()), &parts, &body)?;
    let edited = site.edit(&name, request).await?;
    outcome(&site, &name, id, &edited).await
}

/// Changes an entry.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Numbered(name, id): Numbered,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = limits::read(&site, body, site.settings.body_bytes).await?;
    let patch: NewValues = json::read(&parts.headers, &body, NewValues::FORM)?;
    let request = request_of(Edit::Change(id, patch.into()), &parts, &body)?;
    let edited = site.edit(&name, request).await?;
    outcome(&site, &name, id, &edited).await
}

/// Removes an entry.
pub(super) async fn remove(
    State(site): State<Arc<Site>>,
    Numbered(name, id): Numbered,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let request = request_of(Edit::Remove(id), &parts, b"")?;
    site.edit(&name, request).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn request_of(
    edit: Edit,
    parts: &Parts,
    body: &[u8],
) -> Result<list::Request, Problem> {
    let expected = conditions::expected(&parts.headers, Expected::Entry)?;
    let key = idempotency::key(parts, body)?;
    Ok(list::Request { edit, expected, key })
}

/// Answers with what has become of an entry.
async fn outcome(
    site: &Site,
    name: &ListName,
    id: EntryId,
    edited: &Edited,
) -> Result<Response, Problem> {
    match edited.changes.iter().find(|change| change.id == id) {
        Some(Change { entry: Some(entry), .. }) => {
            Ok(shown(edited.version, id, entry))
        }
        // Only a request that was done before comes to this.
        Some(_) => {
            let detail = "the entry was removed since this was done";
            Err(Problem::new(StatusCode::GONE, detail))
        }
        // It was already as it should be.
        None => {
            let (list, entry) = site.entry(name, id).await?;
            Ok(shown(list, id, &entry))
        }
    }
}

fn shown(list: Version, id: EntryId, entry: &Entry) -> Response {
    let version = Version { number: entry.version, ..list };
    let tag = [(ETAG, etag(version))];
    let entry = EntryJson::new(list.list, id, entry);
    (tag, json::answer(StatusCode::OK, &entry)).into_response()
}

#[expect(clippy::option_option, reason = "no date is a value too")]
fn present_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<Date>>, D::Error> {
    date::deserialize(deserializer).map(Some)
}
