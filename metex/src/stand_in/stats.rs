//! What was asked of the stand-in, so that a test can count upstream calls.

use std::{collections::BTreeMap, sync::Arc};

use parking_lot::Mutex;
use serde::Serialize;

/// Counts requests since the start or the last reset. The stand-in's own
/// pages (`/` and `/__..`) are not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Is the number of requests that came.
    pub requests: u64,
    /// Is the number of requests whose answer is not yet written.
    pub current: u64,
    /// Is the greatest value that `current` had.
    pub max_concurrent: u64,
    /// Is the number of connections that were opened.
    pub connections: u64,
    /// Are the counts of each path that exists, and of `other`.
    pub routes: BTreeMap<&'static str, RouteStats>,
    /// Is how many answers each kind of fault has spoilt.
    pub faults: BTreeMap<&'static str, u64>,
}

/// Counts requests of one path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RouteStats {
    /// Is the number of requests that came, answered or not.
    pub requests: u64,
    /// Is the number of answers of each status.
    pub statuses: BTreeMap<u16, u64>,
    /// Is how often each place of the table was asked about, by its label.
    pub cities: BTreeMap<&'static str, u64>,
}

impl Stats {
    /// Returns how many requests a path had: `/data/2.5/weather`.
    pub fn requests_to(&self, route: &str) -> u64 {
        self.routes.get(route).map_or(0, |route| route.requests)
    }

    /// Returns how many answers of a path had a status.
    pub fn answers(&self, route: &str, status: u16) -> u64 {
        let route = self.routes.get(route);
        route
            .and_then(|route| route.statuses.get(&status).copied())
            .unwrap_or(0)
    }

    /// Returns how often a path was asked about a city, by its
    /// [`label`](super::City::label).
    pub fn asked(&self, route: &str, city: &str) -> u64 {
        let route = self.routes.get(route);
        route.and_then(|route| route.cities.get(city).copied()).unwrap_or(0)
    }
}

/// Is the one place where requests are counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters(Arc<Mutex<Stats>>);

/// Is one request under way; it counts as `current` until it is dropped.
#[derive(Debug)]
pub(super) struct Visit {
    counters: Counters,
    route: &'static str,
}

impl Counters {
    pub(super) fn arrive(&self, route: &'static str) -> Visit {
        let mut stats = self.0.lock();
        stats.requests += 1;
        stats.current += 1;
        stats.max_concurrent = stats.max_concurrent.max(stats.current);
        stats.routes.entry(route).or_default().requests += 1;
        Visit { counters: self.clone(), route }
    }

    pub(super) fn connected(&self) {
        self.0.lock().connections += 1;
    }

    pub(super) fn snapshot(&self) -> Stats {
        self.0.lock().clone()
    }

    /// Starts again from zero; what is under way stays counted.
    pub(super) fn reset(&self) {
        let mut stats = self.0.lock();
        let current = stats.current;
        *stats = Stats { current, max_concurrent: current, ..Stats::default() };
    }
}

impl Visit {
    pub(super) fn is_about(&self, city: &'static str) {
        let mut stats = self.counters.0.lock();
        let route = stats.routes.entry(self.route).or_default();
        *route.cities.entry(city).or_default() += 1;
    }

    pub(super) fn is_spoilt_by(&self, fault: &'static str) {
        *self.counters.0.lock().faults.entry(fault).or_default() += 1;
    }

    pub(super) fn is_answered(&self, status: u16) {
        let mut counted = self.counters.0.lock();
        let route = counted.routes.entry(self.route).or_default();
        *route.statuses.entry(status).or_default() += 1;
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.counters.0.lock().current -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_current_until_it_is_dropped() {
        let counters = Counters::default();
        let (one, two) = (counters.arrive("/a"), counters.arrive("/a"));
        one.is_about("London");
        drop(one);
        counters.reset();
        assert_eq!(counters.snapshot().current, 1);
        drop(two);
        assert_eq!(counters.snapshot().current, 0);
        assert_eq!(counters.snapshot().max_concurrent, 1);
    }
}
