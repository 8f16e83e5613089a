//! What is asked: the requests, and where they go.
//!
//! A [`Shape`] says it as a person would, and becomes a [`Target`], which is
//! what engines need. [`safety`] says who may be asked.

mod error;
mod origin;
mod requests;
pub mod safety;
mod shape;
mod template;
mod varied;

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use error::TargetError;
pub use origin::{Origin, OriginError, Scheme};
pub use requests::{Form, Requests};
pub use shape::{Body, Credentials, Order, Shape, Templates, Urls};
pub use template::TemplateError;

/// What is asked, and of whom.
#[derive(Clone, Debug)]
pub struct Target {
    /// The requests, in a form that needs no more work than it must.
    pub requests: Requests,
    /// The servers that they go to: one for the fast engines, any number for
    /// the general one.
    pub origins: Vec<Origin>,
    /// How a server is reached.
    pub route: Route,
}

/// How a server is reached.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// Where connections go instead of to the host in the URL.
    pub through: Through,
    /// Whom TLS trusts.
    pub trust: Trust,
}

/// Where connections go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Through {
    /// To the addresses that the name of the host has.
    #[default]
    Name,
    /// To this address.
    Address(SocketAddr),
    /// To a Unix socket.
    Unix(PathBuf),
}

/// Whom TLS trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trust {
    /// Whom this machine trusts.
    #[default]
    Machine,
    /// The authorities in this file, in PEM, and nobody else.
    Authorities(PathBuf),
    /// Everybody.
    Anybody,
}

impl Target {
    /// Returns it with a proxy among its servers, since that gets the load
    /// too; nothing if the text is not the URL of one.
    #[must_use]
    pub fn with_proxy(mut self, proxy: &str) -> Option<Self> {
        self.origins.push(Origin::of(&proxy.parse().ok()?).ok()?);
        Some(self)
    }

    /// Returns what is asked in a line for a report: the method and the URL
    /// with its templates, and where connections go if that is elsewhere. It
    /// has no user name and no password, no headers and no body.
    pub fn description(&self) -> String {
        let requests = self.requests.description();
        match &self.route.through {
            Through::Name => requests.to_owned(),
            Through::Address(address) => format!("{requests} at {address}"),
            Through::Unix(path) => {
                format!("{requests} at the socket {}", path.display())
            }
        }
    }
}
