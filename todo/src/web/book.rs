//! The two routes of the book, as it has them (chapter 11): parameters come
//! with the address, whatever the method, and answers are lines of text.
//!
//! They differ in this: the answer `OK` comes when the entry is on disk, and
//! whoever forgets a parameter is told so.

use std::fmt::Write;

use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;

use super::date;
use super::metrics::RouteMetrics;
use super::problem::Problem;
use super::query::{BadQuery, Parameters};
use super::site::Site;
use crate::list::{Draft, Edit, EditError, ListName, Query, Request};
use crate::lists::Error;

/// What the book calls `text/plain`.
const TEXT: &str = "text/plain; charset=utf-8";

/// What the book's clients ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// `GET /entries?list=bob&date=2018-12-19`
    Entries,
    /// `POST /add_entry?list=bob&date=2018-12-19&title=Dentist`
    AddEntry,
}

impl Asked {
    /// Returns what is asked, if it is one of the two.
    pub(super) fn of(request: &Parts) -> Option<Self> {
        match request.uri.path() {
            "/entries" if request.method == Method::GET => Some(Self::Entries),
            "/add_entry" if request.method == Method::POST => {
                Some(Self::AddEntry)
            }
            _ => None,
        }
    }

    /// Returns what counts the answers.
    pub(super) fn metrics(self, site: &Site) -> &RouteMetrics {
        match self {
            Self::Entries => &site.metrics.entries,
            Self::AddEntry => &site.metrics.add_entry,
        }
    }

    /// Answers.
    pub(super) async fn answer(self, site: &Site, query: &str) -> Response {
        let answer = match self {
            Self::Entries => entries(site, query).await,
            Self::AddEntry => add_entry(site, query).await,
        };
        answer.unwrap_or_else(Problem::into_text)
    }
}

async fn entries(site: &Site, query: &str) -> Result<Response, Problem> {
    let (name, date) = list_and_date(Parameters::new(query))?;
    let query = Query { date: Some(date), ..Query::all() };
    let found = match site.find(&name, query).await {
        Ok(found) => found,
        // A list begins with its first entry.
        Err(Error::Edit(EditError::NoList)) => return Ok(text(String::new())),
        Err(error) => return Err(error.into()),
    };
    let length = |title: &str| title.len() + "2018-12-19 \n".len();
    let lengths = found.entries.iter().map(|(_, entry)| length(&entry.title));
    let mut lines = String::with_capacity(lengths.sum());
    for (_, entry) in &found.entries {
        if !lines.is_empty() {
            lines.push('\n');
        }
        // Writing to a string does not fail.
        let _ = write!(lines, "{date} {}", entry.title);
    }
    Ok(text(lines))
}

async fn add_entry(site: &Site, query: &str) -> Result<Response, Problem> {
    let parameters = Parameters::new(query);
    let (name, date) = list_and_date(parameters)?;
    let title = parameters.required("title")?.into_owned();
    let draft = Draft { title, date: Some(date), done: false };
    let edit = Edit::Add(vec![draft]);
    let request = Request { edit, expected: None, key: None };
    match site.edit(&name, request).await {
        Ok(_) => Ok(text("OK")),
        // To these clients all that they can do better is a bad request.
        Err(Error::Edit(error)) => Err(Problem::bad(error.to_string())),
        Err(error) => Err(error.into()),
    }
}

fn list_and_date(query: Parameters<'_>) -> Result<(ListName, Date), Problem> {
    let name = ListName::new(&query.required("list")?)?;
    let day = query.required("date")?;
    let day = date::parse(&day).ok_or(BadQuery::Value("date", date::FORM))?;
    Ok((name, day))
}

fn text(body: impl Into<axum::body::Body>) -> Response {
    let headers = [(CONTENT_TYPE, TEXT)];
    (StatusCode::OK, headers, body.into()).into_response()
}
