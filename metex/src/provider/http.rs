//! Requests that can fail in known ways only.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::retry::with_retries;
use super::{BaseUrl, Settings};
use crate::Error;

/// A hundred times the longest good answer.
const LONGEST_BODY: usize = 1024 * 1024;

#[derive(Clone, Debug)]
pub(super) struct Http {
    client: Client,
    /// Requests that may still be started.
    permits: Arc<Semaphore>,
}

impl Http {
    pub(super) fn new(settings: &Settings) -> Result<Self, Error> {
        // Whoever is first decides; a second attempt changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("metex/", env!("CARGO_PKG_VERSION")))
            // A redirect could lead the key to a place without TLS.
            .redirect(redirect::Policy::none())
            .referer(false);
        let client = match &settings.base_url {
            // A server on this machine is not behind a proxy, and needs no
            // root certificates, which a small container may not have.
            Some(base) if base.is_plain() => {
                client.no_proxy().tls_certs_only([])
            }
            _ => client.https_only(true),
        };
        let client = client.build().map_err(network)?;
        let permits = Arc::new(Semaphore::new(settings.concurrency));
        Ok(Http { client, permits })
    }

    /// Gets a JSON document, with retries, before `deadline`.
    ///
    /// # Errors
    /// A status other than 200 is `RateLimited` for 429, `Upstream` for all
    /// others; what 401 or 404 means is for the provider to say.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        url: Url,
        deadline: Instant,
    ) -> Result<T, Error> {
        let body = with_retries(deadline, || self.body(url.clone())).await?;
        parse(&body)
    }

    async fn body(&self, url: Url) -> Result<Vec<u8>, Error> {
        let permit = self.permits.acquire().await;
        let _permit = permit.expect("the semaphore is never closed");
        let (host, path) =
            (url.host_str().map(str::to_owned), url.path().to_owned());
        let start = Instant::now();
        let response = self.client.get(url).send().await.map_err(network)?;
        let status = response.status();
        // The query is not logged, for the key is in it.
        tracing::debug!(host, path, %status, elapsed = ?start.elapsed());
        match status {
            StatusCode::OK => read(response).await,
            StatusCode::TOO_MANY_REQUESTS => {
                Err(Error::RateLimited { retry_after: retry_after(&response) })
            }
            _ => Err(Error::Upstream(status.as_u16())),
        }
    }
}

impl BaseUrl {
    /// Returns the address that the settings give, or else this one.
    pub(super) fn unless(self, settings: &Settings) -> Self {
        settings.base_url.clone().unwrap_or(self)
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(network)? {
        if body.len() + chunk.len() > LONGEST_BODY {
            let problem = format!("more than {LONGEST_BODY} bytes");
            return Err(Error::BadReply { at: "its end".into(), problem });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        let (line, column) = (error.line(), error.column());
        let suffix = format!(" at line {line} column {column}");
        let problem = error.to_string();
        let problem = problem.trim_end_matches(&suffix).to_owned();
        let at = match path.as_str() {
            "." => format!("line {line}, column {column}"),
            _ => path,
        };
        Error::BadReply { at, problem }
    })
}

/// Reads seconds or a date, the two forms that RFC 9110 allows.
fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Keeps the root of the matter. The rest would repeat the URL, and with it
/// the key.
fn network(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    Error::Network(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Sky {
        #[expect(dead_code, reason = "only its absence matters")]
        clouds: Vec<f64>,
    }

    fn problem(json: &str) -> (String, String) {
        match parse::<Sky>(json.as_bytes()).unwrap_err() {
            Error::BadReply { at, problem } => (at, problem),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_bad_reply_says_where_it_is_bad() {
        let (at, problem_) = problem(r#"{"clouds":[1.5,"many"]}"#);
        assert_eq!(at, "clouds[1]");
        assert_eq!(problem_, "invalid type: string \"many\", expected f64");
        assert_eq!(problem("<html>").0, "line 1, column 1");
        assert_eq!(problem("{}").1, "missing field `clouds`");
        assert_eq!(problem(r#"{"clouds":[1"#).0, "clouds");
    }
}
