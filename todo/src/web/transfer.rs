//! Lists as files, in and out.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use super::path::Named;
use super::problem::Problem;
use super::query::{Parameters, TRUTH, truth};
use super::site::Site;
use super::{idempotency, json, limits};
use crate::list::{self, Draft, Edit, Limits, List, ListName};
use crate::store::StoreError;
use crate::transfer::{
    ExportJson, LineError, drafts_from_csv, drafts_from_json, to_csv,
    to_icalendar,
};

/// How many errors are told of a file.
const MOST_ERRORS: usize = 1000;

/// What is wrong with the media type of an import.
const KINDS: &str = "`Content-Type` is `text/csv` or `application/json` here";

/// What a list can be exported as.
const FORMATS: &str = "`csv`, `json` or `ics`";

/// What a file was found to be.
#[derive(Default)]
struct Read {
    drafts: Vec<Draft>,
    errors: Vec<LineError>,
}

#[derive(Serialize)]
struct Imported {
    added: usize,
    errors: Vec<LineError>,
}

/// Adds the entries of a file to a list.
pub(super) async fn import(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let query = Parameters::new(parts.uri.query().unwrap_or_default());
    let query = query.only(&["atomic"])?;
    let atomic = query.parsed("atomic", TRUTH, truth)?.unwrap_or(false);
    let read: fn(&Bytes, &Limits) -> Read =
        match &*json::media_type(&parts.headers) {
            "text/csv" => read_csv,
            "application/json" => read_json,
            _ => {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                return Err(Problem::new(status, KINDS));
            }
        };
    let body = limits::read(&site, body, site.settings.import_bytes).await?;
    let key = idempotency::key(&parts, &body)?;
    // To read megabytes would keep other connections waiting.
    let limits = site.lists.limits();
    let reading = tokio::task::spawn_blocking(move || read(&body, &limits));
    let Ok(Read { drafts, errors }) = reading.await else {
        return Err(Problem::unavailable("the service is being stopped"));
    };
    let added = drafts.len();
    if added == 0 || (atomic && !errors.is_empty()) {
        let is_wrong = !errors.is_empty();
        let wrong = StatusCode::UNPROCESSABLE_ENTITY;
        let status = if is_wrong { wrong } else { StatusCode::OK };
        return Ok(json::answer(status, &Imported { added: 0, errors }));
    }
    let edit = Edit::Add(drafts);
    let request = list::Request { edit, expected: None, key };
    site.edit(&name, request).await?;
    Ok(json::answer(StatusCode::OK, &Imported { added, errors }))
}

fn read_csv(body: &Bytes, limits: &Limits) -> Read {
    let mut read = Read::default();
    for line in drafts_from_csv(&body[..], limits) {
        match line {
            Ok(draft) => read.drafts.push(draft),
            Err(error) if read.errors.len() < MOST_ERRORS => {
                read.errors.push(error);
            }
            Err(_) => {}
        }
    }
    read
}

fn read_json(body: &Bytes, _: &Limits) -> Read {
    match drafts_from_json(body) {
        Ok(drafts) => Read { drafts, errors: Vec::new() },
        Err(error) => Read { drafts: Vec::new(), errors: vec![error] },
    }
}

/// Answers with a list as a file.
pub(super) async fn export(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    uri: Uri,
) -> Result<Response, Problem> {
    let query = Parameters::new(uri.query().unwrap_or_default());
    let query = query.only(&["format"])?;
    let format = query.parsed("format", FORMATS, |format| match format {
        "csv" => Some(csv_file as Write),
        "json" => Some(json_file),
        "ics" => Some(calendar_file),
        _ => None,
    })?;
    // All that was answered is in the store; its server need not be asked.
    let list = site.lists.store().load(&name).await;
    let Some(list) = site.counted(list)? else {
        return Err(Problem::not_found("there is no such list"));
    };
    let write = format.unwrap_or(json_file);
    Ok(write(&name, &list))
}

/// Answers with all lists as they are at one moment, a line for each.
pub(super) async fn export_all(
    State(site): State<Arc<Site>>,
    uri: Uri,
) -> Result<Response, Problem> {
    Parameters::new(uri.query().unwrap_or_default()).only(&[])?;
    let all = site.counted(site.lists.store().all().await)?;
    let lines = ReceiverStream::new(all).map(|next| {
        let (name, list) = next?;
        let line = serde_json::to_string(&ExportJson::new(name, &list));
        // Numbers and texts can be written.
        Ok::<_, StoreError>(line.unwrap_or_default() + "\n")
    });
    // If the store fails on the way the answer is cut off, which clients
    // notice, and it never looks whole.
    let headers = [(CONTENT_TYPE, "application/x-ndjson")];
    Ok((headers, Body::from_stream(lines)).into_response())
}

/// Writes a list as a file.
type Write = fn(&ListName, &List) -> Response;

fn json_file(name: &ListName, list: &List) -> Response {
    json::answer(StatusCode::OK, &ExportJson::new(name.clone(), list))
}

fn csv_file(_: &ListName, list: &List) -> Response {
    ([(CONTENT_TYPE, "text/csv; charset=utf-8")], to_csv(list)).into_response()
}

fn calendar_file(name: &ListName, list: &List) -> Response {
    let headers = [(CONTENT_TYPE, "text/calendar; charset=utf-8")];
    (headers, to_icalendar(name, list)).into_response()
}
