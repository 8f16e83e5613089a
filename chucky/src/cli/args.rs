//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use actor_core::NodeName;
use actor_core::node::Cookie;
use clap::{Args, Parser, Subcommand};

use super::values::{cookie, duration};

const USAGE: &str = "\
chucky --name <NODE> [OPTIONS]
       chucky <COMMAND> [OPTIONS]";

const EXAMPLES: &str = "\
Examples:
  chucky demo                                   the whole story, in one terminal
  chucky --name a@127.0.0.1                     a node that is alone
  chucky --name a@127.0.0.1 --config a.toml     a node of three
  chucky fact                                   a fact, from whichever node
  chucky fact --watch --every 20ms              who answers, and every gap
  chucky fact --json --node one@192.168.0.100   for programs, and from elsewhere
  chucky where                                  on which node Chucky runs
  chucky epmd                                   a port mapper without a node

Exit codes: 0 done, 1 not done, 2 wrong usage.
RUST_LOG chooses what is logged; NO_COLOR=1 leaves out the colours.";

/// Tells facts about Chuck Norris, on one node of a cluster.
///
/// With --name it is a node, until ctrl-c. If the node that tells facts is
/// lost, another one does; when it is back, it takes over again.
#[derive(Debug, Parser)]
#[command(override_usage = USAGE)]
#[command(version, after_help = EXAMPLES, max_term_width = 80)]
#[command(arg_required_else_help = true)]
#[command(disable_help_subcommand = true, subcommand_negates_reqs = true)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// The name of the node: long if the host has a dot, else short.
    #[arg(long, value_name = "NAME@HOST", required = true)]
    pub(super) name: Option<NodeName>,

    /// Tell the facts in this file, one in each line.
    #[arg(long, value_name = "FILE")]
    pub(super) facts: Option<PathBuf>,

    #[command(flatten)]
    pub(super) cluster: Cluster,
}

/// Which cluster is meant.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "The cluster")]
pub(super) struct Cluster {
    /// The configuration of the node, or of any node of the cluster.
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// The file of the secret that all nodes share; else ~/.erlang.cookie.
    #[arg(long, global = true, value_name = "FILE", value_parser = cookie)]
    pub(super) cookie_file: Option<Cookie>,

    /// The port of the port mapper; else `ERL_EPMD_PORT`, or 4369.
    #[arg(long, global = true, value_name = "PORT")]
    pub(super) epmd_port: Option<u16>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Ask for a fact, as somebody who is no node of the cluster.
    Fact {
        #[command(flatten)]
        ask: Ask,

        /// Ask again and again, until ctrl-c, and print what changes.
        #[arg(long)]
        watch: bool,

        /// How long to wait between two questions of a watch.
        #[arg(long, value_name = "TIME", default_value = "20ms")]
        #[arg(value_parser = duration, requires = "watch")]
        every: Duration,
    },
    /// Ask on which node Chucky runs.
    Where {
        #[command(flatten)]
        ask: Ask,
    },
    /// Tell the nodes of this machine where the others are, and do nothing else.
    ///
    /// Without it the first node does that. One that is frozen would hide all
    /// others of its machine.
    Epmd {
        /// Tell other machines too that can reach this address.
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
        listen: IpAddr,
    },
    /// Start three nodes, kill them and start them again, and say what happens.
    Demo {
        /// How long a lost node is waited for.
        #[arg(long, value_name = "TIME", default_value = "5s")]
        #[arg(value_parser = duration)]
        delay: Duration,

        /// Wait for a second instead.
        #[arg(long, conflicts_with = "delay")]
        fast: bool,

        /// Print a report in JSON instead of the story.
        #[arg(long)]
        json: bool,
    },
}

/// Whom to ask, and what for.
#[derive(Clone, Debug, Args)]
pub(super) struct Ask {
    /// Ask this node, or the next one if it is lost; may be repeated. Else
    /// those of --config are asked, else all of this machine.
    #[arg(long, value_name = "NAME@HOST")]
    pub(super) node: Vec<NodeName>,

    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_subcommand_needs_no_name() {
        assert!(Cli::try_parse_from(["chucky", "fact"]).is_ok());
        assert!(Cli::try_parse_from(["chucky", "--epmd-port", "1"]).is_err());
    }
}
