//! What the clients have in common.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Proxy, Url, retry};
use rustls::ClientConfig;

use super::names::Names;
use crate::engine::connect::{not_here, tls};
use crate::engine::{Cookies, Reach, SetupError};
use crate::plan::KeepAlive;
use crate::run::Job;
use crate::target::{Origin, Scheme, Through};

/// What the clients have in common, and how one is made of it.
pub(super) struct Setup {
    pub(super) names: Arc<Names>,
    tls: ClientConfig,
    socket: Option<PathBuf>,
    proxy: Option<Proxy>,
    redirects: usize,
    reach: Reach,
    cookies: Cookies,
    keep_alive: KeepAlive,
    connect_timeout: Duration,
}

impl Setup {
    /// Sees to it that there can be clients.
    ///
    /// # Errors
    ///
    /// If TLS or the proxy cannot be set up, or if reqwest cannot reach the
    /// servers in the way that is asked for.
    pub(super) fn new(job: &Job) -> Result<Self, SetupError> {
        let Job { plan, target, engine } = job;
        let through = &target.route.through;
        let proxy = engine.proxy.as_deref();
        if proxy.is_some() && *through != Through::Name {
            let why = "a proxy opens the connections to the servers, so that \
                       they cannot go to another address or a socket";
            return Err(SetupError::Refused(why.to_owned()));
        }
        if let Through::Address(address) = through {
            let unable = |origin: &&Origin| !can_go(origin, address.port());
            if let Some(origin) = target.origins.iter().find(unable) {
                return Err(SetupError::Refused(format!(
                    "the general engine cannot go to {address} for {origin}: \
                     the URL must have a name, and no port or the same"
                )));
            }
        }
        // Nobody is asked for the address of an address.
        let is_elsewhere = |origin: &&Origin| {
            ip(&origin.host).is_some_and(|ip| !engine.reach.allows(ip))
        };
        if let Some(origin) = target.origins.iter().find(is_elsewhere) {
            return Err(SetupError::Refused(not_here(&origin.host)));
        }
        // A redirect may lead to any server.
        let is_https = |origin: &Origin| origin.scheme == Scheme::Https;
        let needs_tls = engine.redirects > 0
            || proxy.is_some()
            || target.origins.iter().any(is_https);
        let setup = Self {
            names: Arc::new(Names::new(&target.origins, through, engine.reach)),
            tls: if needs_tls {
                tls::config(&target.route.trust)?
            } else {
                tls::config_that_trusts_nobody()?
            },
            socket: match through {
                Through::Unix(path) => Some(path.clone()),
                Through::Name | Through::Address(_) => None,
            },
            proxy: proxy
                .map(|url| self::proxy(url, engine.reach))
                .transpose()?,
            redirects: engine.redirects,
            reach: engine.reach,
            cookies: engine.cookies,
            keep_alive: plan.keep_alive,
            connect_timeout: plan.connect_timeout,
        };
        // What is wrong with one of them is wrong with all.
        let client = setup.client();
        client.map_err(|error| SetupError::Refused(error.to_string()))?;
        Ok(setup)
    }

    /// Makes a client.
    pub(super) fn client(&self) -> reqwest::Result<Client> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .dns_resolver(self.names.clone())
            .connect_timeout(self.connect_timeout)
            .tcp_nodelay(true)
            .retry(retry::never())
            .redirect(self.policy())
            .cookie_store(self.cookies == Cookies::Kept)
            // The proxy of the environment is nothing that was asked for.
            .no_proxy()
            // A request a minute is none too few for a connection.
            .pool_idle_timeout(None);
        if self.keep_alive == KeepAlive::No {
            builder = builder.pool_max_idle_per_host(0);
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy.clone());
        }
        if let Some(socket) = &self.socket {
            builder = builder.unix_socket(socket.clone());
        }
        builder.build()
    }

    fn policy(&self) -> Policy {
        let (redirects, reach) = (self.redirects, self.reach);
        if redirects == 0 {
            return Policy::none();
        }
        let names = self.names.clone();
        let by_proxy = self.proxy.is_some();
        Policy::custom(move |attempt: Attempt| {
            // The first of them is what was asked.
            if attempt.previous().len() > redirects {
                let why = format!("more than {redirects} redirects");
                return attempt.error(why);
            }
            let url = attempt.url();
            let host = url.host_str().unwrap_or_default();
            let may_go = match ip(host) {
                Some(ip) => reach.allows(ip),
                // Who looks names up sees where they lead; a proxy does that
                // by itself.
                None => {
                    reach == Reach::Anywhere
                        || !by_proxy
                        || names.has(host)
                        || host == "localhost"
                }
            };
            if may_go {
                attempt.follow()
            } else {
                let why = not_here(host);
                attempt.error(why)
            }
        })
    }
}

/// Returns whether reqwest can be led to another address for this server: it
/// asks for the addresses of names only, and takes the port from the URL if
/// that has one.
fn can_go(origin: &Origin, port: u16) -> bool {
    let usual = origin.scheme.usual_port();
    ip(&origin.host).is_none() && [port, usual].contains(&origin.port)
}

fn ip(host: &str) -> Option<IpAddr> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.parse().ok()
}

fn proxy(url: &str, reach: Reach) -> Result<Proxy, SetupError> {
    let refused = |why: String| SetupError::Refused(format!("proxy: {why}"));
    // The text may have a password in it, and is not repeated.
    let parsed = Url::parse(url).map_err(|error| {
        refused(format!(
            "this is no URL such as http://localhost:3128: {error}"
        ))
    })?;
    if !["http", "https"].contains(&parsed.scheme()) {
        let why = "its URL begins with http:// or https://";
        return Err(refused(why.to_owned()));
    }
    let host = parsed.host_str().unwrap_or_default();
    if ip(host).is_some_and(|ip| !reach.allows(ip)) {
        return Err(refused(not_here(host)));
    }
    Proxy::all(parsed).map_err(|error| refused(error.to_string()))
}
