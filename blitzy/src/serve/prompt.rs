//! Answers that nothing has to be waited for.

use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, SERVER};
use http::{Response, StatusCode};
use hyper::body::Bytes;

use super::GUIDE;
use super::content::{Content, Cut};
use super::world::World;

const NAME: HeaderValue = HeaderValue::from_static("blitzy-serve");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Is an answer that nothing has to be waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Prompt {
    Hello,
    Status(StatusCode),
    Bytes(u64),
    Redirect(u32),
    RedirectLoop,
    Cut,
    SlowBytes { bytes: u64, pause: Duration },
    Unknown,
}

impl Prompt {
    /// Makes the answer.
    pub(super) fn answer(self, world: &World, headers: Blank) -> Answer {
        match self {
            Self::Hello => headers
                .answer(StatusCode::OK, Content::Whole(world.body.clone())),
            Self::Status(status) => headers.status(status),
            Self::Bytes(bytes) => {
                headers.answer(StatusCode::OK, Content::Filler(bytes))
            }
            Self::Redirect(0) => Self::Hello.answer(world, headers),
            Self::Redirect(left) => {
                headers.redirect(&format!("/redirect/{}", left - 1))
            }
            Self::RedirectLoop => headers.redirect("/redirect/loop"),
            Self::Cut => {
                headers.answer(StatusCode::OK, Content::Cut(Cut::Begin))
            }
            Self::SlowBytes { bytes, pause } => {
                headers.answer(StatusCode::OK, Content::slow(bytes, pause))
            }
            Self::Unknown => {
                let guide = Bytes::from_static(GUIDE.as_bytes());
                headers
                    .with(CONTENT_TYPE, TEXT)
                    .answer(StatusCode::NOT_FOUND, Content::Whole(guide))
            }
        }
    }
}

/// Is what a request becomes.
pub(super) type Answer = Response<Content>;

/// Is the head of an answer, but for its status.
#[derive(Debug)]
pub(super) struct Blank(HeaderMap);

impl Blank {
    /// Writes over the headers of a request: the map is there already, and
    /// hyper keeps it for the next request, so that none is allocated.
    pub(super) fn over(mut headers: HeaderMap) -> Self {
        headers.clear();
        headers.insert(SERVER, NAME);
        Self(headers)
    }

    pub(super) fn answer(self, status: StatusCode, content: Content) -> Answer {
        let mut answer = Response::new(content);
        *answer.status_mut() = status;
        *answer.headers_mut() = self.0;
        answer
    }

    /// Says the status also in words, where it may have a body.
    pub(super) fn status(self, status: StatusCode) -> Answer {
        let words = match status {
            StatusCode::NO_CONTENT
            | StatusCode::RESET_CONTENT
            | StatusCode::NOT_MODIFIED => "",
            _ => status.canonical_reason().unwrap_or("no name"),
        };
        let words = Bytes::from_static(words.as_bytes());
        self.answer(status, Content::Whole(words))
    }

    pub(super) fn json(self, text: String) -> Answer {
        self.with(CONTENT_TYPE, JSON)
            .answer(StatusCode::OK, Content::Whole(text.into()))
    }

    fn redirect(self, to: &str) -> Answer {
        let Ok(location) = HeaderValue::from_str(to) else {
            return self.status(StatusCode::INTERNAL_SERVER_ERROR);
        };
        self.with(LOCATION, location).status(StatusCode::FOUND)
    }

    fn with(mut self, name: http::HeaderName, value: HeaderValue) -> Self {
        self.0.insert(name, value);
        self
    }
}
