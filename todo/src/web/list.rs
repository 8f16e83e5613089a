//! `/api/v1/lists/{name}`: one list, without its entries.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::conditions::{self, etag};
use super::idempotency;
use super::json;
use super::path::Named;
use super::problem::Problem;
use super::site::Site;
use crate::list::{self, Edit, Expected, ListName, Query, Summary};
use crate::transfer::ListJson;

/// Begins a list, if there is none.
pub(super) async fn begin(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let expected = conditions::expected(&parts.headers, Expected::List)?;
    let only_new = conditions::only_new(&parts.headers)?;
    let key = idempotency::key(&parts, b"")?;
    let request = list::Request { edit: Edit::Begin, expected, key };
    let edited = site.edit(&name, request).await?;
    if only_new && !edited.began {
        // To begin a list that is there has changed nothing.
        return Err(Problem::failed("there is a list of this name"));
    }
    let began = StatusCode::CREATED;
    let status = if edited.began { began } else { StatusCode::OK };
    let list = summary(&site, &name).await?;
    Ok(shown(status, list))
}

/// Shows a list.
pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let list = summary(&site, &name).await?;
    if let Some(known) = conditions::not_modified(&headers, list.version)? {
        return Ok(known);
    }
    Ok(shown(StatusCode::OK, list))
}

/// Ends a list.
pub(super) async fn end(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let expected = conditions::expected(&parts.headers, Expected::List)?;
    let key = idempotency::key(&parts, b"")?;
    let request = list::Request { edit: Edit::End, expected, key };
    site.edit(&name, request).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn summary(site: &Site, name: &ListName) -> Result<Summary, Problem> {
    let query = Query { limit: 0, ..Query::all() };
    Ok(site.find(name, query).await?.list)
}

fn shown(status: StatusCode, list: Summary) -> Response {
    let tag = [(ETAG, etag(list.version))];
    (tag, json::answer(status, &ListJson::from(list))).into_response()
}
