//! What a client was asked, and how it answered.

use std::collections::BTreeMap;

use super::Answer;
use crate::{Error, Location};

/// What happened for each city, since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// By city, in the spelling in which it was first asked for.
    pub cities: BTreeMap<Location, CityStats>,
}

/// What happened for one city.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CityStats {
    /// Questions that went to the provider.
    pub requests: u64,
    /// Callers who got a report that was asked for because of them.
    pub answered: u64,
    /// Callers who got one that was fresh enough.
    pub fresh: u64,
    /// Callers who got an old one, because of an outage.
    pub stale: u64,
    /// Callers who got an error.
    pub failed: u64,
}

impl Stats {
    pub(super) fn city(&mut self, location: &Location) -> &mut CityStats {
        self.cities.entry(location.clone()).or_default()
    }
}

impl CityStats {
    pub(super) fn count(&mut self, outcome: &Result<Answer, Error>) {
        match outcome {
            Ok(answer) if answer.is_stale() => self.stale += 1,
            Ok(_) => self.answered += 1,
            Err(_) => self.failed += 1,
        }
    }
}
