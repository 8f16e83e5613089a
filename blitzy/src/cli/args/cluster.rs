//! Nodes: how one is started, and how a run finds those that it needs.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use actor_core::NodeName;
use clap::{Args, ValueEnum};

use super::how::Remote;
use crate::cli::hidden::Hidden;
use crate::cli::values::{at_most, duration};

const EXAMPLES: &str = "\
Examples:
  blitzy node --name b@127.0.0.1 --cookie pizza       in one terminal,
  blitzy node --name c@127.0.0.1 --cookie pizza       in another, and
  blitzy run --nodes b@127.0.0.1,c@127.0.0.1 --cookie pizza -n 1000 \\
      http://localhost:8080/                          in a third
  blitzy node --name b@10.0.0.7 --listen 10.0.0.7     for other machines

Whoever knows the cookie can make this machine send requests, and more; on a
network that others read it is no secret for long. A node asks this machine
only, or little, unless it is told --allow-remote here too.

Nodes are for a machine each. On one that several share, start them by
`chrt -b 0 blitzy node ..`: then they do not interrupt each other, and a request
costs about as much as from a single one.";

/// What is needed to be a node.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct Member {
    /// The secret that all nodes share [default: what ~/.erlang.cookie has].
    #[arg(long, value_name = "WORD", env = "BLITZY_COOKIE")]
    #[arg(hide_env_values = true)]
    pub(in crate::cli) cookie: Option<Hidden>,

    /// The port of the port mapper, which tells nodes from each other; it is
    /// started where there is none [default: 4369].
    #[arg(long, value_name = "PORT")]
    pub(in crate::cli) epmd_port: Option<u16>,
}

/// What `blitzy node` takes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Node {
    /// Its name, such as b@127.0.0.1: a word, and where others find it.
    #[arg(long, value_name = "NAME@HOST")]
    pub(in crate::cli) name: NodeName,

    #[command(flatten)]
    pub(in crate::cli) member: Member,

    /// Listen on this address; only this machine can call by default.
    #[arg(long, value_name = "IP")]
    pub(in crate::cli) listen: Option<IpAddr>,

    /// End when stdin does, as for a program that was started by another.
    #[arg(long)]
    pub(in crate::cli) until_eof: bool,

    #[command(flatten)]
    pub(in crate::cli) remote: Remote,
}

/// On which nodes a run is.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "On other machines")]
pub(in crate::cli) struct Cluster {
    /// Let these nodes send the requests, each its share, and not this
    /// program; see blitzy node.
    #[arg(long, value_name = "NAME@HOST,..", value_delimiter = ',')]
    #[arg(group = "on")]
    pub(in crate::cli) nodes: Vec<NodeName>,

    /// As --nodes, of those in a file: one a line.
    #[arg(long, value_name = "FILE", group = "on")]
    pub(in crate::cli) nodes_file: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) member: Member,

    /// Take a node for lost that says nothing for so long; one whose
    /// connection breaks is lost at once.
    #[arg(long, value_name = "TIME", default_value = "5s")]
    #[arg(value_parser = duration)]
    pub(in crate::cli) node_timeout: Duration,

    /// With a number of requests: let the others send what a lost node is not
    /// known to have sent.
    #[arg(long, requires = "on")]
    pub(in crate::cli) redistribute: bool,
}

/// What `blitzy demo` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Demo {
    /// What to show.
    pub(in crate::cli) what: Shown,

    /// Send requests for so long in each run.
    #[arg(short, long, value_name = "TIME", default_value = "3s")]
    #[arg(value_parser = duration)]
    pub(in crate::cli) duration: Duration,

    /// Use so many connections, all nodes together.
    #[arg(short, long, value_name = "N", default_value_t = 48)]
    #[arg(value_parser = at_most::<20_000>)]
    pub(in crate::cli) connections: usize,

    /// Compare what four nodes cost with four runs and one, so many times.
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = at_most::<100>)]
    pub(in crate::cli) rounds: usize,
}

/// What can be shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Shown {
    /// Four nodes on this machine, a target, and a run.
    Cluster,
}
