//! Where a provider lives.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;
use thiserror::Error;

/// The address of a provider: `https`, or anything on this machine.
///
/// ```
/// use metex::BaseUrl;
///
/// assert!("https://weather.example".parse::<BaseUrl>().is_ok());
/// assert!("http://127.0.0.1:8080".parse::<BaseUrl>().is_ok());
/// assert!("http://weather.example".parse::<BaseUrl>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// The text is no address that a provider may have.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadBaseUrl {
    /// It is no URL of a server, or contains a password.
    #[error("not a URL such as https://api.example.com")]
    Malformed,
    /// Over plain HTTP anyone on the way reads the key.
    #[error("must be https, unless it is on this machine")]
    Insecure,
}

impl BaseUrl {
    pub(super) fn of(url: &'static str) -> Self {
        url.parse().expect("a provider's own address is a good one")
    }

    pub(super) fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Appends a path and a query in which every value is percent-encoded,
    /// spaces as `%20`.
    pub(super) fn with(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&(base + path));
        url.query_pairs_mut().clear().extend_pairs(query);
        // A real plus is `%2B` by now, so this one stands for a space.
        let query = url.query().map(|query| query.replace('+', "%20"));
        url.set_query(query.as_deref());
        url
    }
}

impl FromStr for BaseUrl {
    type Err = BadBaseUrl;

    fn from_str(text: &str) -> Result<Self, BadBaseUrl> {
        let url = Url::parse(text).map_err(|_| BadBaseUrl::Malformed)?;
        let has_secret = !url.username().is_empty() || url.password().is_some();
        let is_web = matches!(url.scheme(), "http" | "https");
        if !url.has_host() || !is_web || has_secret {
            return Err(BadBaseUrl::Malformed);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(BadBaseUrl::Insecure);
        }
        Ok(BaseUrl(url))
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|ip| ip.is_loopback())
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for good in [
            "http://localhost:1",
            "http://127.9.9.9",
            "http://[::1]:80",
            "https://10.0.0.1/weather/",
        ] {
            assert!(good.parse::<BaseUrl>().is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://10.0.0.1", BadBaseUrl::Insecure),
            ("http://127.0.0.1.example", BadBaseUrl::Insecure),
            ("http://localhost@evil.example", BadBaseUrl::Malformed),
            ("ftp://localhost", BadBaseUrl::Malformed),
            ("localhost:80", BadBaseUrl::Malformed),
            ("", BadBaseUrl::Malformed),
        ] {
            assert_eq!(bad.parse::<BaseUrl>(), Err(why), "{bad}");
        }
    }

    #[test]
    fn a_place_cannot_smuggle_parameters_into_the_query() {
        let base: BaseUrl = "https://a.example/b/".parse().unwrap();
        let url = base.with("/c", &[("q", "São Paulo&appid=1+1,BR#?")]);
        assert_eq!(
            url.as_str(),
            "https://a.example/b/c\
             ?q=S%C3%A3o%20Paulo%26appid%3D1%2B1%2CBR%23%3F"
        );
    }
}
