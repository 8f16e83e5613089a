//! What is asked, as a person says it.

mod asked;
mod binary;
mod body;
mod headers;
mod list;
mod url;

use std::fmt;
use std::path::PathBuf;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request};
use serde::{Deserialize, Serialize};

use self::asked::Asked;
use self::body::Content;
use self::headers::Headers;
use super::template::Template;
use super::varied::{Varied, Variety};
use super::{Requests, Route, Target, TargetError, Through, Trust};
use crate::plan::KeepAlive;

/// What is asked, as a person says it. It becomes a [`Target`].
///
/// # Example
///
/// ```
/// use blitzy::target::{Credentials, Shape};
///
/// let target = Shape {
///     headers: vec!["Accept: application/json".to_owned()],
///     credentials: Credentials::Bearer("a token".to_owned()),
///     ..Shape::of("http://localhost:8080/facts/{{rand 1 100}}")
/// }
/// .target()?;
/// assert_eq!(
///     target.description(),
///     "GET http://localhost:8080/facts/{{rand 1 100}}"
/// );
/// # Ok::<(), blitzy::target::TargetError>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
pub struct Shape {
    /// What is asked for. User and password in a URL become basic
    /// authentication.
    pub urls: Urls,
    /// Which of several URLs a request asks for.
    pub order: Order,
    /// How it is asked for, in upper case or lower case. If it is not said,
    /// with `POST` if there is a body, otherwise with `GET`.
    pub method: Option<String>,
    /// Headers, each `Name: value`. A name may be there more than once.
    /// `accept: */*` and `user-agent: blitzy/VERSION` are there anyway, unless
    /// they are here.
    pub headers: Vec<String>,
    /// What is sent.
    pub body: Body,
    /// Who asks.
    pub credentials: Credentials,
    /// The host that is asked for, if it is not that of the URL. Connections
    /// go to that of the URL all the same, and it is the one whose certificate
    /// TLS wants.
    pub host: Option<String>,
    /// Where connections go instead of to the host in the URL.
    pub through: Through,
    /// Whom TLS trusts.
    pub trust: Trust,
    /// Whether a connection is used again. If not, requests say so.
    pub keep_alive: KeepAlive,
    /// Whether words in braces stand for something else.
    pub templates: Templates,
    /// What everything random follows from.
    pub seed: u64,
}

/// What is asked for.
#[derive(Clone, Serialize, Deserialize)]
pub enum Urls {
    /// These.
    These(Vec<String>),
    /// Those in a file, one a line, with a method before it or without:
    /// `http://localhost/a` or `POST http://localhost/b`. Lines that are empty
    /// or begin with `#` are left out.
    File(PathBuf),
    /// Those in a text that was read from such a file.
    Text {
        /// The text.
        lines: String,
        /// Where it comes from, for errors.
        path: PathBuf,
    },
}

/// Which of several URLs a request asks for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
pub enum Order {
    /// One after the other, by the number of the request.
    #[default]
    InTurn,
    /// Any.
    AtRandom,
}

/// What is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub enum Body {
    /// Nothing.
    #[default]
    Nothing,
    /// A text, or what was read from somewhere. It has no templates if it is
    /// not UTF-8.
    Bytes(#[serde(with = "binary")] Bytes),
    /// What is in a file, like [`Bytes`](Self::Bytes).
    File(PathBuf),
    /// The fields of a form, each `name=value`, as a browser would send them.
    Form(Vec<String>),
}

/// Who asks.
#[derive(Clone, Default, Serialize, Deserialize)]
pub enum Credentials {
    /// Nobody in particular, but for what URLs and headers say.
    #[default]
    Unsaid,
    /// A user and a password: `user:password`.
    Basic(String),
    /// Whoever has this token.
    Bearer(String),
}

/// Whether words in two braces stand for something else in each request, in
/// URLs behind the host, in values of headers, and in bodies.
///
/// | word | what it becomes |
/// |---|---|
/// | `{{seq}}` | the number of the request, from 0 |
/// | `{{seq 100}}` | the same, from 100 |
/// | `{{rand 1 6}}` | a whole number at random, both ends included |
/// | `{{uuid}}` | a random UUID |
/// | `{{pick a\|b\|c}}` | one of these at random |
/// | `{{each a\|b\|c}}` | one of these in turn |
/// | `{{{{` | two braces |
///
/// One brace is one brace, so that JSON needs no care: `{"id":{{seq}}}` is
/// `{"id":7}`.
///
/// What a request has follows from the seed and its number alone. So there is
/// no word for the time, and none for who sends it.
///
/// In a URL and in a form, what is put in is one value: a slash in it is
/// written `%2F`. In headers and other bodies it is what it is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
pub enum Templates {
    /// They do.
    #[default]
    Rendered,
    /// They are words like others.
    Literal,
}

impl Shape {
    /// Makes one of requests for a URL that have nothing special.
    pub fn of(url: impl Into<String>) -> Self {
        Self::of_all(Urls::These(vec![url.into()]))
    }

    /// Makes one of requests for several URLs that have nothing special.
    pub fn of_all(urls: Urls) -> Self {
        Self {
            urls,
            order: Order::default(),
            method: None,
            headers: Vec::new(),
            body: Body::default(),
            credentials: Credentials::default(),
            host: None,
            through: Through::default(),
            trust: Trust::default(),
            keep_alive: KeepAlive::Yes,
            templates: Templates::default(),
            seed: 0,
        }
    }

    /// Reads the files with URLs and the body, so that it can be sent to a
    /// machine that has no such files. What else names files, a socket and
    /// authorities to trust, means those of the machine that uses it.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or is too large.
    pub fn with_files_read(mut self) -> Result<Self, TargetError> {
        if let Urls::File(path) = self.urls {
            let lines = list::read(&path)?;
            self.urls = Urls::Text { lines, path };
        }
        if let Body::File(path) = &self.body {
            self.body = Body::Bytes(body::read_file(path)?);
        }
        Ok(self)
    }

    /// Turns it into what engines need. Reads its files.
    ///
    /// # Errors
    ///
    /// If a part of it cannot be sent, and what to write instead.
    pub fn target(self) -> Result<Target, TargetError> {
        let templates = self.templates;
        let mut headers =
            Headers::read(&self.headers, &self.credentials, templates)?;
        if let Some(host) = &self.host {
            headers.set_host(host)?;
        }
        if self.keep_alive == KeepAlive::No {
            let close = HeaderValue::from_static("close");
            headers.set(CONNECTION, close);
        }
        if matches!(self.body, Body::Form(_)) {
            let form = "application/x-www-form-urlencoded";
            headers.default(CONTENT_TYPE, HeaderValue::from_static(form));
        }

        let method = match (&self.method, &self.body) {
            (Some(method), _) => url::method(method)?,
            (None, Body::Nothing) => Method::GET,
            (None, _) => Method::POST,
        };
        let (same, varied) = match body::read(self.body, templates)? {
            Content::Same(body) => (body, None),
            Content::Varied(template) => (Bytes::new(), Some(template)),
        };
        let asked = Asked::read(self.urls, &method, &headers, templates)?;

        let mut base = Request::new(same);
        *base.headers_mut() = headers.same;
        let variety = Variety {
            seed: self.seed,
            order: self.order,
            asks: asked.asks,
            servers: asked.servers,
            headers: headers.varied,
            body: varied,
        };
        let varied = Varied::new(base, variety);
        Ok(Target {
            requests: Requests::new(varied, &asked.description),
            origins: asked.origins,
            route: Route { through: self.through, trust: self.trust },
        })
    }
}

impl From<&str> for Body {
    /// Reads a body as a command line has it: `@path` is what is in a file,
    /// `@@` is a text that begins with one `@`, and everything else is itself.
    fn from(text: &str) -> Self {
        match text.strip_prefix('@') {
            Some(path) if !path.starts_with('@') => Self::File(path.into()),
            rest => Self::Bytes(rest.unwrap_or(text).to_owned().into()),
        }
    }
}

impl fmt::Debug for Shape {
    /// Writes what has no secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shape")
            .field("order", &self.order)
            .field("method", &self.method)
            .field("host", &self.host)
            .field("through", &self.through)
            .field("trust", &self.trust)
            .field("keep_alive", &self.keep_alive)
            .field("templates", &self.templates)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

impl Templates {
    /// Reads a text that may be a template; `place` says where it is.
    fn read(self, text: &str, place: &str) -> Result<Template, TargetError> {
        match self {
            Self::Literal => Ok(Template::literal(text)),
            Self::Rendered => text.parse().map_err(|reason| {
                TargetError::Template { place: place.to_owned(), reason }
            }),
        }
    }
}
