//! The function with which a worker makes its request.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::{Client, Url, redirect};

/// How long a connection may take, as in the client of the book.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);

/// How long an answer may pause, as in the client of the book.
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// Makes a GET: any function from a URL to a status, or to the reason why there
/// is none.
///
/// ```
/// use blitzy::book::Worker;
/// use reqwest::Url;
///
/// let url = Url::parse("http://localhost/").unwrap();
/// let worker = Worker::with_get(url, async |_: Url| Ok(200));
/// ```
pub trait Get: Clone + Send + Sync + 'static {
    /// Makes one request, and returns when its answer has been read.
    fn get(&self, url: Url)
    -> impl Future<Output = Result<u16, String>> + Send;
}

impl<G, F> Get for G
where
    G: Fn(Url) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<u16, String>> + Send,
{
    fn get(
        &self,
        url: Url,
    ) -> impl Future<Output = Result<u16, String>> + Send {
        self(url)
    }
}

/// Makes real requests, without following redirects.
#[derive(Clone, Debug)]
pub struct Http(Client);

impl Http {
    /// Makes what can ask the server of `url`.
    ///
    /// # Errors
    ///
    /// If it needs TLS, and there is nobody whom this machine trusts.
    pub fn new(url: &Url) -> Result<Self, reqwest::Error> {
        // Whoever is first decides; a second attempt changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("blitzy/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT);
        let client = match url.scheme() {
            "https" => client,
            // A small container may have no root certificates.
            _ => client.tls_certs_only([]),
        };
        Ok(Self(client.build()?))
    }
}

impl Get for Http {
    async fn get(&self, url: Url) -> Result<u16, String> {
        let answer = self.0.get(url).send().await;
        let mut answer = answer.map_err(|error| reason(&error))?;
        while let Some(_part) =
            answer.chunk().await.map_err(|error| reason(&error))?
        {}
        Ok(answer.status().as_u16())
    }
}

/// Says what is at the bottom of an error: `connection refused`.
fn reason(error: &(dyn Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    match deepest.downcast_ref::<io::Error>() {
        Some(error) => error.kind().to_string(),
        None => deepest.to_string(),
    }
}
