//! How a stand-in is set up before it starts.

use super::{fault::Fault, moment::Moment};

/// Says where a stand-in listens, what its sky is like and what goes wrong.
///
/// The default listens on any free port, at noon UTC of the first of
/// January 2026, with nothing going wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Is the port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Is the moment at which the weather is observed. It stands still, so
    /// that every run prints the same.
    pub now: Moment,
    /// Chooses one of the possible climates.
    pub seed: u64,
    /// Is how many requests an OpenWeatherMap key has per minute: 60, as on
    /// the free plan.
    pub requests_per_minute: u32,
    /// Are keys `new-..` that already work.
    pub active_keys: Vec<String>,
    /// Are cities (`*` for all) and what goes wrong when one is asked for.
    pub faults: Vec<(String, Fault)>,
    /// Is how many connections are served at once; more wait in the
    /// kernel's queue.
    pub max_connections: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            now: Moment::from_unix(1_767_268_800),
            seed: 0,
            requests_per_minute: 60,
            active_keys: Vec::new(),
            faults: Vec::new(),
            max_connections: 512,
        }
    }
}

impl Config {
    /// Listens on this port instead of a free one.
    #[must_use]
    pub fn with_port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Observes the weather at another moment.
    #[must_use]
    pub fn with_now(self, now: Moment) -> Self {
        Self { now, ..self }
    }

    /// Chooses another climate.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Gives every key this many requests per minute.
    #[must_use]
    pub fn with_requests_per_minute(self, requests_per_minute: u32) -> Self {
        Self { requests_per_minute, ..self }
    }

    /// Lets a key `new-..` work from the start.
    #[must_use]
    pub fn with_active_key(mut self, key: &str) -> Self {
        self.active_keys.push(key.to_owned());
        self
    }

    /// Plans a fault for a city, or for all with `*`.
    #[must_use]
    pub fn with_fault(mut self, city: &str, fault: Fault) -> Self {
        self.faults.push((city.to_owned(), fault));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_noon_of_a_new_year() {
        assert_eq!(Config::default().now.to_string(), "2026-01-01T12:00:00Z");
    }
}
