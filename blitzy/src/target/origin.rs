//! A server, as a URL names it.

use std::fmt;

use http::Uri;

/// A server, as a URL names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// How it is spoken to.
    pub scheme: Scheme,
    /// Its name or address; an IPv6 address without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
}

/// How a server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// In the clear.
    Http,
    /// Over TLS.
    Https,
}

/// Why a URL names no server that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// It begins with something else.
    #[error("a URL begins with http:// or https://, not with {0:?}")]
    Scheme(String),
    /// It has no host.
    #[error("the URL has no host")]
    Host,
}

impl Origin {
    /// Returns the server that a URL names.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn of(uri: &Uri) -> Result<Self, OriginError> {
        let scheme = match uri.scheme_str() {
            Some("http") => Scheme::Http,
            Some("https") => Scheme::Https,
            other => {
                let other = other.unwrap_or_default().to_owned();
                return Err(OriginError::Scheme(other));
            }
        };
        let host = uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() {
            return Err(OriginError::Host);
        }
        let port = uri.port_u16().unwrap_or(scheme.usual_port());
        Ok(Self { scheme, host: host.to_owned(), port })
    }
}

impl Scheme {
    /// Returns the port that is meant if a URL has none.
    pub(crate) fn usual_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        let Self { host, port, .. } = self;
        if host.contains(':') {
            write!(f, "{scheme}://[{host}]:{port}")
        } else {
            write!(f, "{scheme}://{host}:{port}")
        }
    }
}
