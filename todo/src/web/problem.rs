//! What is answered if something is wrong: problems as in RFC 9457.

use std::borrow::Cow;

use axum::http::header::{CONTENT_TYPE, ETAG, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::conditions::etag;
use super::query::BadQuery;
use crate::list::{BadName, EditError};
use crate::lists::Error;
use crate::store::StoreError;

/// What is wrong, and what can be done.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    detail: Cow<'static, str>,
    /// What the head of the answer says besides.
    header: Option<(HeaderName, HeaderValue)>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
}

impl Problem {
    pub(super) fn new(
        status: StatusCode,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { status, detail: detail.into(), header: None }
    }

    /// The request is malformed.
    pub(super) fn bad(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The request is well formed, and wants what cannot be.
    pub(super) fn unprocessable(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    /// The request comes from where it must not.
    pub(super) fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// There is no such thing.
    pub(super) fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// The condition of the request does not hold.
    pub(super) fn failed(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, detail)
    }

    /// It cannot be done now, and can be asked for again.
    pub(super) fn unavailable(detail: impl Into<Cow<'static, str>>) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::new(status, detail).with(RETRY_AFTER, "1")
    }

    /// Says something in the head of the answer.
    fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.header = HeaderValue::from_str(value).ok().map(|v| (name, v));
        self
    }

    /// Answers as the book's routes do, with a line of text.
    pub(super) fn into_text(self) -> Response {
        let mut response = (self.status, self.detail).into_response();
        response.headers_mut().extend(self.header);
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let headers = [(CONTENT_TYPE, "application/problem+json")];
        let mut response = (self.status, headers, body).into_response();
        response.headers_mut().extend(self.header);
        response
    }
}

impl From<BadQuery> for Problem {
    fn from(error: BadQuery) -> Self {
        Self::bad(error.to_string())
    }
}

impl From<BadName> for Problem {
    fn from(error: BadName) -> Self {
        Self::bad(error.to_string())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::Edit(error) => Self::of_edit(&error, text),
            Error::Store(StoreError::TooManyLists(_)) => {
                Self::unprocessable(text)
            }
            Error::Store(_) => Self::unavailable(format!(
                "{text}. Nothing was changed; try again later."
            )),
            Error::Busy(_) | Error::Crowded(_) => {
                Self::unavailable(format!("{text}. Try again later."))
            }
            Error::Gone => Self::unavailable(format!(
                "{text}. Whether a change was made is not known; it can be \
                 asked for again with the same Idempotency-Key."
            )),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Error::from(error).into()
    }
}

impl Problem {
    fn of_edit(error: &EditError, text: String) -> Self {
        match error {
            EditError::NoList | EditError::NoEntry(_) => Self::not_found(text),
            EditError::Changed { current } => {
                let text = format!("{text}. Read it again, then decide.");
                Self::failed(text).with(ETAG, &etag(*current))
            }
            EditError::TitleTooLong(_)
            | EditError::TitleControl
            | EditError::Full(_)
            | EditError::KeyReused => Self::unprocessable(text),
        }
    }
}
