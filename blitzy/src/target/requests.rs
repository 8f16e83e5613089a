//! The requests of a run, by number.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONNECTION, HOST};
use http::uri::{Authority, PathAndQuery, Uri};
use http::{HeaderMap, HeaderValue, Request};

use super::Origin;
use super::varied::Varied;

/// The requests of a run. Which one has which number does not depend on who
/// sends it, or when.
#[derive(Clone)]
pub struct Requests {
    source: Source,
    description: Arc<str>,
}

/// How a request names what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By its path, as HTTP/1.1 does; the server is in the header `host`.
    Path,
    /// By its whole URL, as general clients do. The header `host` is there
    /// only if it is not the server's.
    Url,
    /// By a URL of the host that is asked for, as HTTP/2 does, even if the
    /// server is another. There is no header that HTTP/2 has no use for:
    /// `host`, `connection`.
    Authority,
}

#[derive(Clone)]
enum Source {
    Same(Arc<Request<Bytes>>),
    Varied(Varied),
}

impl Requests {
    /// Makes requests that are all the same. The URL is a whole one, and has
    /// neither a user name nor a password.
    pub fn same(request: Request<Bytes>) -> Self {
        let method = request.method();
        let path =
            request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
        let description = match Origin::of(request.uri()) {
            Ok(origin) => format!("{method} {origin}{path}"),
            Err(_) => format!("{method} {path}"),
        };
        Self::described(Source::Same(Arc::new(request)), &description)
    }

    /// Makes requests that may differ, and prepares all of them if they do
    /// not.
    pub(super) fn new(varied: Varied, description: &str) -> Self {
        let source = if varied.are_the_same() {
            Source::Same(Arc::new(varied.get(0)))
        } else {
            Source::Varied(varied)
        };
        Self::described(source, description)
    }

    fn described(source: Source, description: &str) -> Self {
        Self { source, description: description.into() }
    }

    /// Returns them in another form.
    #[must_use]
    pub fn in_form(self, form: Form) -> Self {
        let source = match self.source {
            Source::Same(request) => {
                let mut request = Arc::unwrap_or_clone(request);
                put_in_form(&mut request, form);
                Source::Same(Arc::new(request))
            }
            Source::Varied(varied) => Source::Varied(varied.in_form(form)),
        };
        Self { source, description: self.description }
    }

    /// Returns the request with this number.
    pub fn get(&self, number: u64) -> Request<Bytes> {
        match &self.source {
            Source::Same(request) => Request::clone(request),
            Source::Varied(varied) => varied.get(number),
        }
    }

    /// Returns what is asked in a few words, without secrets.
    pub(super) fn description(&self) -> &str {
        &self.description
    }
}

impl fmt::Debug for Requests {
    /// Writes nothing but what a report may say: headers, bodies and URLs can
    /// have secrets in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Requests").field(&self.description).finish()
    }
}

/// Puts a request that has its whole URL in another form.
pub(super) fn put_in_form(request: &mut Request<Bytes>, form: Form) {
    let parts = request.uri().clone().into_parts();
    match form {
        Form::Url => {}
        Form::Path => {
            let host = parts.authority.as_ref().and_then(host_of);
            put_host_first(request.headers_mut(), host);
            let root = || PathAndQuery::from_static("/");
            let path = parts.path_and_query.unwrap_or_else(root);
            *request.uri_mut() = Uri::from(path);
        }
        Form::Authority => {
            request.headers_mut().remove(CONNECTION);
            let Some(host) = request.headers_mut().remove(HOST) else {
                return;
            };
            let mut parts = parts;
            if let Ok(authority) = Authority::try_from(host.as_bytes()) {
                parts.authority = Some(authority);
            }
            if let Ok(uri) = Uri::from_parts(parts) {
                *request.uri_mut() = uri;
            }
        }
    }
}

/// Sees to it that there is a header `host`, before all others as servers
/// expect it.
fn put_host_first(headers: &mut HeaderMap, otherwise: Option<HeaderValue>) {
    let Some(host) = headers.remove(HOST).or(otherwise) else {
        return;
    };
    let mut ordered = HeaderMap::with_capacity(headers.len() + 1);
    ordered.insert(HOST, host);
    ordered.extend(std::mem::take(headers));
    *headers = ordered;
}

/// Returns a host and its port as a header has them.
fn host_of(authority: &Authority) -> Option<HeaderValue> {
    let text = authority.as_str();
    let without_user = text.rsplit_once('@').map_or(text, |(_, host)| host);
    HeaderValue::from_str(without_user).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> http::request::Builder {
        Request::get("http://localhost:8080/temperature?of=Singapore")
    }

    #[test]
    fn a_request_by_its_path_has_its_server_in_the_first_header() {
        let request = request().header("accept", "*/*").body(Bytes::new());
        let requests = Requests::same(request.unwrap()).in_form(Form::Path);
        let request = requests.get(0);
        assert_eq!(request.uri(), "/temperature?of=Singapore");
        let (name, value) = request.headers().iter().next().unwrap();
        assert_eq!((name, value.as_bytes()), (&HOST, &b"localhost:8080"[..]));
    }

    #[test]
    fn another_host_is_asked_for_in_each_form() {
        let request = request()
            .header("host", "weather.example")
            .header("connection", "close")
            .body(Bytes::new());
        let requests = Requests::same(request.unwrap());

        let request = requests.clone().in_form(Form::Path).get(0);
        assert_eq!(request.headers()[HOST], "weather.example");

        let request = requests.clone().in_form(Form::Url).get(0);
        assert_eq!(request.headers()[HOST], "weather.example");
        assert_eq!(request.uri().host(), Some("localhost"));

        let request = requests.in_form(Form::Authority).get(0);
        let url = "http://weather.example/temperature?of=Singapore";
        assert_eq!(request.uri(), url);
        assert!(request.headers().is_empty());
    }

    #[test]
    fn what_debug_writes_has_no_headers() {
        let request =
            request().header("authorization", "Bearer secret").body("a".into());
        assert_eq!(
            format!("{:?}", Requests::same(request.unwrap())),
            "Requests(\"GET http://localhost:8080/temperature?of=Singapore\")"
        );
    }
}
