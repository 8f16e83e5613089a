//! `/api/v1/lists/{name}/entries`: the entries of a list.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::conditions::{self, etag};
use super::entry::{NewEntry, NewValues};
use super::path::{self, Named};
use super::problem::Problem;
use super::query::{Parameters, TRUTH, truth};
use super::site::Site;
use super::{date, idempotency, json, limits};
use crate::list::{self, Edit, Edited, Expected, Query, Version};
use crate::transfer::{EntryJson, ListJson};

/// How many entries are shown if nothing is said, and at most.
const SOME: usize = 1000;
const MOST: usize = 10_000;

#[derive(Serialize)]
struct Page {
    list: ListJson,
    entries: Vec<EntryJson>,
    next: Option<u64>,
}

/// What a change of many entries came to.
#[derive(Serialize)]
struct Changed {
    version: Version,
    changed: usize,
}

/// Shows entries in the order of their numbers.
pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = Parameters::new(uri.query().unwrap_or_default());
    let query = query.only(&["date", "done", "q", "limit", "after"])?;
    let number = "the number of an entry";
    let query = Query {
        date: query.parsed("date", date::FORM, date::parse)?,
        done: query.parsed("done", TRUTH, truth)?,
        text: query.first("q")?.map(String::from),
        after: query.parsed("after", number, |text| text.parse().ok())?,
        limit: query.limit(SOME, MOST)?,
    };
    let found = site.find(&name, query).await?;
    let version = found.list.version;
    if let Some(known) = conditions::not_modified(&headers, version)? {
        return Ok(known);
    }
    let entries = found.entries.iter();
    let entries =
        entries.map(|(id, entry)| EntryJson::new(version.list, *id, entry));
    let entries = entries.collect();
    let list = ListJson::from(found.list);
    let page = Page { list, entries, next: found.next };
    let tag = [(ETAG, etag(version))];
    Ok((tag, json::answer(StatusCode::OK, &page)).into_response())
}

/// Adds an entry, and begins the list if there is none.
pub(super) async fn add(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = limits::read(&site, body, site.settings.body_bytes).await?;
    let entry: NewEntry = json::read(&parts.headers, &body, NewEntry::FORM)?;
    let request = list::Request {
        edit: Edit::Add(vec![entry.into()]),
        expected: conditions::expected(&parts.headers, Expected::List)?,
        key: idempotency::key(&parts, &body)?,
    };
    let edited = site.edit(&name, request).await?;
    let Some(added) = edited.changes.first() else {
        return Err(gone());
    };
    let Some(entry) = &added.entry else { return Err(gone()) };
    let list = edited.version.list;
    let version = Version { list, number: entry.version };
    let head =
        [(LOCATION, path::of_entry(&name, added.id)), (ETAG, etag(version))];
    let entry = EntryJson::new(list, added.id, entry);
    Ok((head, json::answer(StatusCode::CREATED, &entry)).into_response())
}

/// Changes all entries, or those that are done, or not.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let query = Parameters::new(parts.uri.query().unwrap_or_default());
    let done = query.only(&["done"])?.parsed("done", TRUTH, truth)?;
    let body = limits::read(&site, body, site.settings.body_bytes).await?;
    let patch: NewValues = json::read(&parts.headers, &body, NewValues::FORM)?;
    let request = list::Request {
        edit: Edit::ChangeAll { done, patch: patch.into() },
        expected: conditions::expected(&parts.headers, Expected::List)?,
        key: idempotency::key(&parts, &body)?,
    };
    Ok(changed(&site.edit(&name, request).await?))
}

/// Removes all entries that are done.
pub(super) async fn remove(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let query = Parameters::new(parts.uri.query().unwrap_or_default());
    let done = query.only(&["done"])?.parsed("done", TRUTH, truth)?;
    if done != Some(true) {
        let detail = "only entries that are done are removed together: say \
                      `?done=true`, or remove the list";
        return Err(Problem::bad(detail));
    }
    let request = list::Request {
        edit: Edit::RemoveDone,
        expected: conditions::expected(&parts.headers, Expected::List)?,
        key: idempotency::key(&parts, b"")?,
    };
    Ok(changed(&site.edit(&name, request).await?))
}

fn changed(edited: &Edited) -> Response {
    let version = edited.version;
    let changed = Changed { version, changed: edited.changes.len() };
    let tag = [(ETAG, etag(version))];
    (tag, json::answer(StatusCode::OK, &changed)).into_response()
}

/// The request was done before, and what it added was removed since.
fn gone() -> Problem {
    let detail = "the entry that this request added was removed since";
    Problem::new(StatusCode::GONE, detail)
}
