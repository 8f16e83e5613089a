//! The command line.

mod chapter8;
mod cluster;
mod how;
mod how_much;
mod saved;
mod serve;
mod shown;
mod what;

use clap::{Args, Parser, Subcommand};

pub(super) use chapter8::Chapter8;
pub(super) use cluster::{Cluster, Demo, Member, Node, Shown as Demonstration};
pub(super) use how::{Engine, How};
pub(super) use how_much::HowMuch;
pub(super) use saved::{Compare, Merge, Saved};
pub(super) use serve::Serve;
pub(super) use shown::Shown;
pub(super) use what::What;

const EXAMPLES: &str = "\
Examples:
  blitzy serve --port 8080            a server on this machine, to try it on
  blitzy run http://localhost:8080/   ten seconds, as fast as it can
  blitzy run -r 100 -d 1m URL         a hundred a second, for a minute
  blitzy run --json a.json URL        with a report for the next commands
  blitzy report a.json --html a.html  as a page with plots
  blitzy compare a.json b.json        what is different
  blitzy demo cluster                 four nodes on this machine, and a run

Exit codes:
   0  done                       2  wrong usage
   1  nothing answered, or       99  a threshold of --fail-if is broken
      something failed here     130  interrupted; the report is of a part";

const EXAMPLES_OF_RUN: &str = "\
Examples:
  blitzy run http://localhost:8080/
      50 connections, ten seconds, each as fast as it gets answers
  blitzy run -n 100000 -c 100 http://localhost:8080/
      exactly so many requests
  blitzy run -r 500 -d 1m --warmup 10s http://localhost:8080/
      500 a second, whatever the answers do: what users would meet
  blitzy run -r 500 --fail-if 'p99>250ms' --fail-if 'succeeded<99%' URL
      for a build: the exit code is 99 if it is too slow
  blitzy run --json - -q URL | jq .latency
      for programs
  blitzy run --nodes b@127.0.0.1,c@127.0.0.1 --cookie pizza -n 1000 URL
      by two nodes, 500 each; each was started by: blitzy node
  echo '{\"city\": \"Singapore\"}' | blitzy run --body-file - \\
      -H 'content-type: application/json' URL

The table goes to stdout, unless a report that is to go there (-) takes its
place. What happens meanwhile goes to stderr: lines that change on a terminal,
else a line a second. A password is best left in the environment.

Exit codes; of several the first:
  130  interrupted: the report is of what was done; again: at once, without
    2  wrong usage
    1  nothing answered, a node was lost, or something failed here
   99  a threshold of --fail-if is broken
    0  done";

/// Puts an HTTP server under load, and says how it bore it.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 80)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Put a server under load, and report.
    Run(Box<Run>),
    /// Be a server to try it on: slow, stalling or failing, as told.
    Serve(Serve),
    /// Be a node that sends its share of runs of others.
    Node(Node),
    /// Compare two reports that were saved.
    Compare(Compare),
    /// Put together reports of one load that several machines sent.
    Merge(Merge),
    /// Show a report that was saved: as a table, a page, or CSV.
    Report(Saved),
    /// Show what it can do, on this machine alone.
    Demo(Demo),
    /// Run the book's steps towards a load tester.
    Chapter8(Chapter8),
}

/// What `blitzy run` takes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES_OF_RUN)]
pub(super) struct Run {
    /// What to ask for, such as `http://localhost/`; of several, one after the
    /// other. Words like {{seq}} are different in each request.
    #[arg(value_name = "URL", required_unless_present = "urls")]
    pub(super) url: Vec<String>,

    #[command(flatten)]
    pub(super) how_much: HowMuch,

    #[command(flatten)]
    pub(super) what: What,

    #[command(flatten)]
    pub(super) how: How,

    #[command(flatten)]
    pub(super) cluster: Cluster,

    #[command(flatten)]
    pub(super) shown: Shown,

    /// Show nothing while it runs.
    #[arg(short, long, help_heading = "What is shown")]
    pub(super) quiet: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
