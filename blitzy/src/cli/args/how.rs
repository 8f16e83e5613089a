//! How it is asked.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::cli::values::{address, at_most, duration};
use crate::engine::Reach;
use crate::plan::KeepAlive;
use crate::target::safety::Permission;

/// How it is asked.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "How it is asked")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(in crate::cli) struct How {
    /// Wait no longer for an answer.
    #[arg(long, value_name = "TIME", default_value = "30s")]
    #[arg(value_parser = duration)]
    pub(in crate::cli) timeout: Duration,

    /// Wait no longer for a connection: name, TCP and TLS.
    #[arg(long, value_name = "TIME", default_value = "5s")]
    #[arg(value_parser = duration)]
    pub(in crate::cli) connect_timeout: Duration,

    /// Speak HTTP/2.
    #[arg(long)]
    pub(in crate::cli) http2: bool,

    /// With HTTP/2: so many requests at a time on each connection.
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = at_most::<1_000>)]
    pub(in crate::cli) streams: usize,

    /// What sends the requests: one of the two fast engines, or the general
    /// one for redirects, cookies, proxies and several servers.
    #[arg(long, default_value = "auto")]
    pub(in crate::cli) engine: Engine,

    /// Open a connection for each request.
    #[arg(long)]
    pub(in crate::cli) no_keepalive: bool,

    /// Follow at most so many redirects.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) redirects: usize,

    /// Keep cookies, each connection its own.
    #[arg(long)]
    pub(in crate::cli) cookies: bool,

    /// Ask through a proxy.
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) proxy: Option<String>,

    /// Connect to this address, whatever the host of the URL is.
    #[arg(long, value_name = "IP:PORT", group = "way")]
    #[arg(value_parser = address)]
    pub(in crate::cli) connect_to: Option<SocketAddr>,

    /// Connect to this Unix socket.
    #[arg(long, value_name = "PATH", group = "way")]
    pub(in crate::cli) unix_socket: Option<PathBuf>,

    /// Trust the authorities in this file, in PEM, and nobody else.
    #[arg(long, value_name = "FILE", group = "trusted")]
    pub(in crate::cli) cacert: Option<PathBuf>,

    /// Trust every certificate.
    #[arg(long, group = "trusted")]
    pub(in crate::cli) insecure: bool,

    #[command(flatten)]
    pub(in crate::cli) remote: Remote,
}

/// Whether other machines may be asked.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct Remote {
    /// Ask another machine as much as this, because it is mine to test.
    #[arg(long)]
    allow_remote: bool,
}

/// Which engine is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Engine {
    Auto,
    Http1,
    Http2,
    General,
}

impl How {
    pub(in crate::cli) fn keep_alive(&self) -> KeepAlive {
        if self.no_keepalive { KeepAlive::No } else { KeepAlive::Yes }
    }
}

impl Remote {
    pub(in crate::cli) fn permission(self) -> Permission {
        if self.allow_remote {
            Permission::AllowRemote
        } else {
            Permission::LoopbackOnly
        }
    }

    /// Returns where redirects may lead.
    pub(in crate::cli) fn reach(self) -> Reach {
        if self.allow_remote { Reach::Anywhere } else { Reach::Loopback }
    }
}

impl Engine {
    /// Returns what is written on the command line.
    pub(in crate::cli) fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Http1 => "http1",
            Self::Http2 => "http2",
            Self::General => "general",
        }
    }
}
