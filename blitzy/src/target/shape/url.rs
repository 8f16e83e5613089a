//! Reads a URL.

use http::header::AUTHORIZATION;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Method};

use super::headers::{Headers, basic};
use super::{TargetError, Templates};
use crate::target::OriginError;
use crate::target::template::{Draw, Encoding, Template, percent_decoded};
use crate::target::varied::{Path, Server};

/// A URL, in the parts that are read by themselves.
pub(super) struct Url<'a> {
    scheme: Scheme,
    /// Between `://` and `@`.
    user: Option<&'a str>,
    host: &'a str,
    /// What follows: path, query and fragment.
    rest: &'a str,
}

/// More is no URL to the library that has them.
const LONGEST: usize = 65_534;

/// Reads a method, in upper case or lower case.
pub(super) fn method(text: &str) -> Result<Method, TargetError> {
    let method = Method::from_bytes(text.to_ascii_uppercase().as_bytes());
    match method {
        // It asks for a connection through a proxy, and for no URL.
        Ok(Method::CONNECT) | Err(_) => {
            Err(TargetError::Method(text.to_owned()))
        }
        Ok(method) => Ok(method),
    }
}

/// Splits a line of a list into a method, if it begins with one, and a URL.
pub(super) fn split_method(
    line: &str,
) -> Result<(Option<Method>, &str), TargetError> {
    match line.split_once(char::is_whitespace) {
        Some((first, url)) if !first.contains([':', '/']) => {
            Ok((Some(method(first)?), url.trim_start()))
        }
        _ => Ok((None, line)),
    }
}

impl<'a> Url<'a> {
    /// Splits a text into what a URL consists of.
    pub(super) fn split(text: &'a str) -> Result<Self, TargetError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TargetError::NoUrl);
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(TargetError::NoScheme(without_user(text)));
        };
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::HTTP,
            "https" => Scheme::HTTPS,
            // A URL may be in the query of one that has no scheme.
            other if other.contains(['/', '?', '.', '@']) => {
                return Err(TargetError::NoScheme(without_user(text)));
            }
            other => return Err(OriginError::Scheme(other.to_owned()).into()),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        if authority.contains("{{") {
            return Err(TargetError::TemplateInHost);
        }
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let url = Self { scheme, user, host, rest };
        if host.is_empty() {
            return Err(OriginError::Host.into());
        }
        // To a browser it ends the host, so that another server than the one
        // that is read here would be asked.
        if authority.contains('\\') {
            return Err(url.wrong("it has a backslash in its host"));
        }
        if text.contains(char::is_control) {
            return Err(
                url.wrong("it has a line break or another control character")
            );
        }
        Ok(url)
    }

    /// Returns what is the same in all URLs of a server and a user.
    pub(super) fn beginning(&self) -> String {
        let user = self.user.map(|user| format!("{user}@")).unwrap_or_default();
        format!("{}://{user}{}", self.scheme, self.host)
    }

    /// Returns it without user name and password.
    pub(super) fn shown(&self) -> String {
        format!("{}://{}{}", self.scheme, self.host, self.rest)
    }

    /// Returns the server that it names, and what is said to it.
    pub(super) fn server(
        &self,
        headers: &Headers,
    ) -> Result<Server, TargetError> {
        // Names in other scripts, and numbers in other notations, are read as
        // a browser reads them, whatever the engine.
        let text = format!("{}://{}/", self.scheme, self.host);
        let url = reqwest::Url::parse(&text)
            .map_err(|reason| self.wrong(reason.to_string()))?;
        let host = url.host_str().unwrap_or_default();
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let no_host = "what follows :// is no host";
        let value = HeaderValue::from_str(&authority)
            .map_err(|_| self.wrong(no_host))?;
        let authority: Authority =
            authority.parse().map_err(|_| self.wrong(no_host))?;
        let host = headers.host.clone().unwrap_or((authority.clone(), value));
        let authorization = self
            .user
            .filter(|_| !headers.has(&AUTHORIZATION))
            .map(|user| basic(percent_decoded(user)));
        Ok(Server {
            scheme: self.scheme.clone(),
            authority,
            host,
            authorization,
        })
    }

    /// Returns what is asked of the server.
    pub(super) fn path(
        &self,
        templates: Templates,
    ) -> Result<Path, TargetError> {
        let mut path = Template::default();
        if !self.rest.starts_with('/') {
            path.push(Template::literal("/"));
        }
        path.push(templates.read(self.rest, "the URL")?);
        path.cut_at('#');
        let path = path.encoded(Encoding::Url, Encoding::Value);

        let length = self.host.len() + path.longest();
        if length > LONGEST {
            return Err(TargetError::UrlTooLong { length, most: LONGEST });
        }
        let read = |bytes| {
            PathAndQuery::from_maybe_shared(bytes)
                .map_err(|reason| self.wrong(reason.to_string()))
        };
        if let Some(path) = path.as_literal() {
            return read(path.to_owned().into()).map(Path::Same);
        }
        for number in [0, 1, u64::MAX] {
            read(path.bytes(&mut Draw::new(0, number)))?;
        }
        Ok(Path::Varied(path))
    }

    fn wrong(&self, reason: impl Into<String>) -> TargetError {
        TargetError::Url { url: self.shown(), reason: reason.into() }
    }
}

/// Returns a text that was meant as a URL without what stands before an `@`,
/// which may be a password.
fn without_user(text: &str) -> String {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let start = text[..end].rfind('@').map_or(0, |at| at + 1);
    text[start..].to_owned()
}
