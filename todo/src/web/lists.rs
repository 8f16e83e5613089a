//! `/api/v1/lists`: all lists.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Serialize;

use super::json;
use super::problem::Problem;
use super::query::Parameters;
use super::site::Site;
use crate::list::{ListName, Summary};
use crate::transfer::ListJson;

/// How many lists are shown if nothing is said, and at most.
const SOME: usize = 100;
const MOST: usize = 1000;

#[derive(Serialize)]
struct Page {
    lists: Vec<ListJson>,
    next: Option<ListName>,
}

/// Shows lists in the order of their names.
pub(super) async fn show(
    State(site): State<Arc<Site>>,
    uri: Uri,
) -> Result<Response, Problem> {
    let query = Parameters::new(uri.query().unwrap_or_default());
    let query = query.only(&["after", "limit", "q"])?;
    let after = query.first("after")?;
    let after = after.map(|after| ListName::new(&after)).transpose()?;
    let limit = query.limit(SOME, MOST)?;
    let text = query.first("q")?.map(|text| text.to_lowercase());
    // One more shows whether that was all.
    let mut found = match text {
        None => site.counted(site.lists.summaries(after, limit + 1).await)?,
        Some(text) => search(&site, after, limit + 1, &text).await?,
    };
    let is_cut = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| is_cut).map(|list| list.name.clone());
    let lists = found.into_iter().map(ListJson::from).collect();
    Ok(json::answer(StatusCode::OK, &Page { lists, next }))
}

/// Looks for lists by what is in their names.
async fn search(
    site: &Site,
    mut after: Option<ListName>,
    limit: usize,
    text: &str,
) -> Result<Vec<Summary>, Problem> {
    let mut found = Vec::new();
    loop {
        let some = site.lists.summaries(after, MOST).await;
        let some = site.counted(some)?;
        after = some.last().map(|list| list.name.clone());
        let is_last = some.len() < MOST;
        let fits =
            |list: &Summary| list.name.as_str().to_lowercase().contains(text);
        found.extend(some.into_iter().filter(fits));
        if is_last || found.len() >= limit {
            found.truncate(limit);
            return Ok(found);
        }
    }
}
