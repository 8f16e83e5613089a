//! What `blitzy serve` takes.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::destination::Destination;
use crate::cli::values::{at_most, duration, error_status, pause, share};
use crate::serve::{Config, Listen, Security};

const EXAMPLES: &str = "\
Examples:
  blitzy serve                                   on port 8080, and fast
  blitzy serve --delay 10ms --jitter 5ms         like something that works
  blitzy serve --stall 2s --stall-after 10s      one pause, as of a collector
  blitzy serve --errors 1%                       one answer of a hundred fails
  blitzy serve --tls --authority ca.pem          for run --cacert ca.pem";

/// What `blitzy serve` takes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Serve {
    /// The port to listen on; 0 takes a free one.
    #[arg(short, long, default_value_t = 8080)]
    port: u16,

    /// The address to listen on.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    bind: IpAddr,

    /// Listen on this Unix socket instead.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["port", "bind"])]
    unix_socket: Option<PathBuf>,

    /// Speak TLS, with a certificate for this machine of an authority that
    /// is made for it.
    #[arg(long)]
    tls: bool,

    /// Write the authority's certificate to this file, or to stdout (-).
    #[arg(long, value_name = "FILE|-", requires = "tls")]
    pub(in crate::cli) authority: Option<Destination>,

    /// Answer / with so many bytes.
    #[arg(long, value_name = "N", value_parser = at_most::<100_000_000>)]
    body_size: Option<usize>,

    /// Keep each answer back so long.
    #[arg(long, value_name = "TIME", default_value = "0s")]
    #[arg(value_parser = pause)]
    delay: Duration,

    /// Keep each back longer by a part of this.
    #[arg(long, value_name = "TIME", default_value = "0s")]
    #[arg(value_parser = pause)]
    jitter: Duration,

    /// Begin no answer for so long.
    #[arg(long, value_name = "TIME", default_value = "0s")]
    #[arg(value_parser = pause)]
    stall: Duration,

    /// Stall so long after the first request.
    #[arg(long, value_name = "TIME", default_value = "0s")]
    #[arg(value_parser = pause, requires = "stall")]
    stall_after: Duration,

    /// Stall again and again, from beginning to beginning so long.
    #[arg(long, value_name = "TIME")]
    #[arg(value_parser = duration, requires = "stall")]
    stall_every: Option<Duration>,

    /// Let this share of answers fail, such as 1% or 0.01.
    #[arg(long, value_name = "SHARE", default_value = "0%")]
    #[arg(value_parser = share)]
    errors: f64,

    /// The status of those.
    #[arg(long, value_name = "STATUS", default_value_t = 503)]
    #[arg(value_parser = error_status)]
    error_status: u16,

    /// Where chance begins; the same seed fails the same requests.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Serve so many connections at a time; more wait.
    #[arg(long, value_name = "N", default_value_t = 1024)]
    #[arg(value_parser = at_most::<100_000>)]
    pub(in crate::cli) max_connections: usize,

    /// Close a connection that is idle so long.
    #[arg(long, value_name = "TIME", default_value = "1m")]
    #[arg(value_parser = duration)]
    idle_timeout: Duration,

    /// End when stdin does, as for a program that was started by another.
    #[arg(long)]
    pub(in crate::cli) until_eof: bool,
}

impl Serve {
    pub(in crate::cli) fn config(&self) -> Config {
        let config = Config {
            listen: self.unix_socket.clone().map_or_else(
                || SocketAddr::new(self.bind, self.port).into(),
                Listen::Unix,
            ),
            security: if self.tls {
                Security::SelfSigned
            } else {
                Security::Clear
            },
            delay: self.delay,
            jitter: self.jitter,
            stall: self.stall,
            stall_after: self.stall_after,
            stall_every: self.stall_every,
            errors: self.errors,
            error_status: self.error_status,
            seed: self.seed,
            max_connections: self.max_connections,
            idle_timeout: self.idle_timeout,
            ..Config::default()
        };
        match self.body_size {
            Some(size) => config.with_body_size(size),
            None => config,
        }
    }
}
