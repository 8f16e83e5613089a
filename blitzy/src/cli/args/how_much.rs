//! How much is asked, how fast, and for how long.

use std::time::Duration;

use clap::Args;

use crate::cli::values::{at_most, duration, number, pause};
use crate::plan::{Load, Plan, Rate, Until};

/// How much is asked, how fast, and for how long.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "How much")]
pub(in crate::cli) struct HowMuch {
    /// Send exactly so many requests.
    #[arg(short = 'n', long, value_name = "N", value_parser = number)]
    #[arg(allow_negative_numbers = true)]
    pub(in crate::cli) requests: Option<u64>,

    /// Send requests for so long, such as 30s or 5m [default: 10s, unless
    /// there is a number of requests].
    #[arg(short, long, value_name = "TIME", value_parser = duration)]
    pub(in crate::cli) duration: Option<Duration>,

    /// Use at most so many connections.
    #[arg(short, long, value_name = "N", default_value_t = 50)]
    #[arg(value_parser = at_most::<20_000>, allow_negative_numbers = true)]
    pub(in crate::cli) connections: usize,

    /// Send at a fixed rate, whatever the answers do: 100, 0.5 or 30/m.
    ///
    /// A request's time counts from when it was due, so that a stall of the
    /// target is measured in all requests that meet it. Without a rate each
    /// connection waits for its answer before it asks again, which hides
    /// stalls.
    #[arg(short, long, value_name = "RATE", allow_negative_numbers = true)]
    pub(in crate::cli) rate: Option<Rate>,

    /// With --rate: miss requests that come due while so many are in flight
    /// [default: 100000].
    #[arg(long, value_name = "N", requires = "rate")]
    #[arg(value_parser = at_most::<10_000_000>)]
    pub(in crate::cli) max_in_flight: Option<usize>,

    /// Send requests for so long first, and do not count them.
    #[arg(long, value_name = "TIME", default_value = "0s")]
    #[arg(value_parser = pause)]
    pub(in crate::cli) warmup: Duration,

    /// Take so long to get to the whole load.
    #[arg(long, value_name = "TIME", default_value = "0s")]
    #[arg(value_parser = pause)]
    pub(in crate::cli) ramp: Duration,

    /// Wait so long for the last answers; what has none then is unfinished.
    #[arg(long, value_name = "TIME", default_value = "5s")]
    #[arg(value_parser = pause)]
    pub(in crate::cli) grace: Duration,

    /// Stop when stdin ends, as for a program that was started by another.
    #[arg(long)]
    pub(in crate::cli) until_eof: bool,
}

/// How many may be due and not over, unless somebody says otherwise: a stall
/// of a second at a rate that one machine can send, and a few megabytes.
const MAX_IN_FLIGHT: usize = 100_000;

impl HowMuch {
    /// Returns the plan, as far as it is said here.
    pub(in crate::cli) fn plan(&self) -> Plan {
        let plan = Plan::default();
        let Self { requests, duration, .. } = *self;
        let max_in_flight = self.max_in_flight.unwrap_or(MAX_IN_FLIGHT);
        let is_endless = requests.is_none() && duration.is_none();
        Plan {
            load: self.rate.map_or(Load::Closed, |rate| Load::Open {
                rate,
                max_in_flight,
            }),
            until: if is_endless {
                plan.until
            } else {
                Until { requests, duration }
            },
            connections: self.connections,
            warmup: self.warmup,
            ramp: self.ramp,
            grace: self.grace,
            ..plan
        }
    }
}
