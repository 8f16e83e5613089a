//! Requests that differ from each other.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST};
use http::uri::{Authority, PathAndQuery, Scheme, Uri};
use http::{HeaderName, HeaderValue, Method, Request, uri};

use super::requests::{Form, put_in_form};
use super::shape::Order;
use super::template::{Draw, Template};

/// Requests that differ from each other. What they share is made once.
#[derive(Clone)]
pub(super) struct Varied {
    form: Form,
    /// What all have, in that form.
    base: Arc<Request<Bytes>>,
    variety: Arc<Variety>,
}

/// In what requests differ.
pub(super) struct Variety {
    pub(super) seed: u64,
    pub(super) order: Order,
    /// At least one.
    pub(super) asks: Vec<Ask>,
    pub(super) servers: Vec<Server>,
    /// Each may be in a request more than once.
    pub(super) headers: Vec<(HeaderName, Template)>,
    pub(super) body: Option<Template>,
}

/// One URL, and how it is asked for.
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) path: Path,
    /// The index of its server.
    pub(super) server: usize,
}

/// What is asked of a server.
pub(super) enum Path {
    Same(PathAndQuery),
    Varied(Template),
}

/// A server as a URL names it, with what only requests to it have.
pub(super) struct Server {
    pub(super) scheme: Scheme,
    /// Where requests are sent.
    pub(super) authority: Authority,
    /// Whom they ask for.
    pub(super) host: (Authority, HeaderValue),
    pub(super) authorization: Option<HeaderValue>,
}

impl Varied {
    /// Makes requests out of what all have, but for method and URL, and in
    /// what they differ. If all have a header `host`, it is that of the
    /// servers.
    pub(super) fn new(base: Request<Bytes>, variety: Variety) -> Self {
        Self {
            form: Form::Url,
            base: Arc::new(base),
            variety: Arc::new(variety),
        }
    }

    /// Returns them in another form.
    pub(super) fn in_form(mut self, form: Form) -> Self {
        let base = Arc::make_mut(&mut self.base);
        let headers = base.headers_mut();
        match form {
            Form::Url => {}
            Form::Path => {
                // Each request has its own in this place.
                headers.entry(HOST).or_insert(HeaderValue::from_static(""));
                put_in_form(base, form);
            }
            Form::Authority => {
                headers.remove(HOST);
                headers.remove(CONNECTION);
            }
        }
        Self { form, ..self }
    }

    /// Says whether every request is the same after all.
    pub(super) fn are_the_same(&self) -> bool {
        let Variety { asks, headers, body, .. } = &*self.variety;
        matches!(&**asks, [Ask { path: Path::Same(_), .. }])
            && headers.is_empty()
            && body.is_none()
    }

    /// Returns the request with this number.
    pub(super) fn get(&self, number: u64) -> Request<Bytes> {
        let Variety { seed, order, asks, servers, headers, body } =
            &*self.variety;
        let mut draw = Draw::new(*seed, number);
        let ask = match order {
            Order::InTurn => &asks[draw.turn(asks.len())],
            Order::AtRandom => &asks[draw.index(asks.len())],
        };
        let server = &servers[ask.server];

        let mut request = Request::clone(&self.base);
        *request.method_mut() = ask.method.clone();
        // A shape became a target only if every path and every header that can
        // come of its templates is one, so that none is left out here.
        if let Some(path) = ask.path.render(&mut draw) {
            *request.uri_mut() = match self.form {
                Form::Path => Uri::from(path),
                Form::Url => server.url(path),
                Form::Authority => server.url_at(&server.host.0, path),
            };
        }
        if self.form == Form::Path {
            request.headers_mut().insert(HOST, server.host.1.clone());
        }
        if let Some(value) = &server.authorization {
            request.headers_mut().insert(AUTHORIZATION, value.clone());
        }
        for (name, template) in headers {
            let value =
                HeaderValue::from_maybe_shared(template.bytes(&mut draw));
            if let Ok(mut value) = value {
                value.set_sensitive(is_secret(name));
                request.headers_mut().append(name, value);
            }
        }
        if let Some(template) = body {
            *request.body_mut() = template.bytes(&mut draw);
        }
        let means_a_body =
            matches!(ask.method, Method::POST | Method::PUT | Method::PATCH);
        if means_a_body && request.body().is_empty() {
            // Servers ask for it, and clients do not say it by themselves.
            let nothing = HeaderValue::from_static("0");
            request.headers_mut().insert(CONTENT_LENGTH, nothing);
        }
        request
    }
}

impl Path {
    fn render(&self, draw: &mut Draw) -> Option<PathAndQuery> {
        match self {
            Self::Same(path) => Some(path.clone()),
            Self::Varied(template) => {
                PathAndQuery::from_maybe_shared(template.bytes(draw)).ok()
            }
        }
    }
}

impl Server {
    /// Returns the URL of what is there.
    pub(super) fn url(&self, path: PathAndQuery) -> Uri {
        self.url_at(&self.authority, path)
    }

    fn url_at(&self, authority: &Authority, path: PathAndQuery) -> Uri {
        let mut parts = uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts)
            .expect("a scheme, an authority and a path are a URL")
    }
}

/// Says whether what a header has is nobody else's business.
pub(super) fn is_secret(name: &HeaderName) -> bool {
    const SECRET: [&str; 4] =
        ["authorization", "cookie", "proxy-authorization", "x-api-key"];
    SECRET.contains(&name.as_str())
}
