//! The command line.

use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand};

use super::values::{duration, fault};
use crate::stand_in::Fault;
use crate::{ApiKey, BaseUrl, Units};

const USAGE: &str = "\
metex [OPTIONS] <CITY>...
       metex [OPTIONS] <COMMAND>";

const EXAMPLES: &str = "\
Examples:
  metex Singapore \"Hong Kong\" Macau    ask for three cities at once
  metex --offline Singapore            try it without a connection
  metex --json London,GB | jq          for programs
  metex --watch=5m Singapore           again every five minutes
  metex shell                          talk to the server, break it, watch it
  metex stand-in --fault London=stall  a weather server with a fault

Exit codes; of several cities, the highest counts:
  0  all found           5  no answer in time
  1  anything else       6  the provider has a problem
  2  wrong usage         7  the answer makes no sense
  3  not found           8  no connection
  4  rate limited        9  the API key is refused
                        10  metex itself has a bug";

/// Shows the temperature in many cities at once.
///
/// Answers come from Open-Meteo, which wants no key, or with --api-key from
/// OpenWeatherMap.
#[derive(Debug, Parser)]
#[command(override_usage = USAGE)]
#[command(version, after_help = EXAMPLES, max_term_width = 80)]
#[command(arg_required_else_help = true)]
#[command(disable_help_subcommand = true, subcommand_negates_reqs = true)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Cities, such as `Singapore`, `London,GB` or "Snag, Yukon, Canada".
    #[arg(value_name = "CITY", required = true)]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) cities: Vec<String>,

    #[command(flatten)]
    pub(crate) source: Source,

    #[command(flatten)]
    pub(crate) output: Output,
}

/// Where the weather comes from.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Where the weather comes from")]
pub(crate) struct Source {
    /// Ask a stand-in within this program, whose climate is invented.
    #[arg(long, global = true)]
    pub(crate) offline: bool,

    /// Ask OpenWeatherMap with this key, or with the key in @FILE.
    #[arg(
        long,
        global = true,
        value_name = "KEY|@FILE",
        env = "METEX_API_KEY",
        hide_env_values = true,
        value_parser = ApiKey::read
    )]
    pub(crate) api_key: Option<ApiKey>,

    /// Ask the provider at this address.
    #[arg(long, global = true, value_name = "URL", env = "METEX_BASE_URL")]
    pub(crate) base_url: Option<BaseUrl>,

    /// Wait for an answer no longer than this.
    #[arg(
        long,
        global = true,
        value_name = "TIME",
        default_value = "10s",
        value_parser = duration
    )]
    pub(crate) timeout: Duration,
}

/// How the answers are shown.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "How it is shown")]
pub(crate) struct Output {
    /// Degrees Celsius, degrees Fahrenheit, or kelvin.
    #[arg(long, default_value = "metric", hide_possible_values = true)]
    #[arg(value_name = "metric|imperial|standard")]
    pub(crate) units: Units,

    /// Print a list in JSON, with a result or an error for each city.
    #[arg(long)]
    pub(crate) json: bool,

    /// Ask again at this interval, until ctrl-c.
    #[arg(
        long,
        value_name = "TIME",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "5m",
        value_parser = duration
    )]
    pub(crate) watch: Option<Duration>,

    /// Take an answer for fresh as long as this.
    #[arg(
        long,
        value_name = "TIME",
        default_value = "10m",
        value_parser = duration
    )]
    pub(crate) ttl: Duration,

    /// Ask the provider even if an answer is fresh.
    #[arg(long)]
    pub(crate) no_cache: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Talk to the weather server: ask it, break it, watch it.
    Shell,
    /// Run the program of chapter 3: a process for each city.
    Chapter3 {
        /// Run it as the book has it: it hangs if a worker crashes.
        #[arg(long)]
        as_in_the_book: bool,
        /// The cities to ask for.
        #[arg(value_name = "CITY", default_values = CITIES_OF_CHAPTER_3)]
        cities: Vec<String>,
    },
    /// Run the program of chapter 4: a server that counts.
    Chapter4 {
        /// The cities to ask for.
        #[arg(value_name = "CITY", default_values = CITIES_OF_CHAPTER_4)]
        cities: Vec<String>,
    },
    /// Run a weather server on this machine, with an invented climate.
    StandIn {
        /// The port to listen on; 0 takes a free one.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// What goes wrong, and where; may be repeated.
        #[arg(long, value_name = "CITY=FAULT", value_parser = fault)]
        fault: Vec<(String, Fault)>,
    },
}

const CITIES_OF_CHAPTER_3: [&str; 5] =
    ["Singapore", "Monaco", "Vatican City", "Hong Kong", "Macau"];

const CITIES_OF_CHAPTER_4: [&str; 7] = [
    "Singapore",
    "Malaysia",
    "Brunei",
    "Singapore",
    "Cambodia",
    "Brunei",
    "Singapore",
];

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_subcommand_takes_the_options_of_the_source() {
        let cli = Cli::parse_from(["metex", "--offline", "chapter3", "Macau"]);
        assert!(cli.source.offline);
        let cli = Cli::parse_from(["metex", "chapter3", "Macau", "--offline"]);
        assert!(cli.source.offline);
    }
}
