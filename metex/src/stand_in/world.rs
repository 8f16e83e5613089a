//! What all requests share: the sky, the keys, the plan and the counters.

use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::Mutex;

use super::{
    city::{self, City},
    climate::{self, Weather},
    config::Config,
    keys::Keys,
    moment::Moment,
    plan::Plan,
    stats::Counters,
};

/// Is shared by the handle and every connection. Each lock is held for a
/// look-up and never over an `await`.
#[derive(Debug)]
pub(super) struct World {
    seed: u64,
    now: AtomicI64,
    pub(super) keys: Mutex<Keys>,
    pub(super) plan: Mutex<Plan>,
    pub(super) counters: Counters,
}

impl World {
    pub(super) fn new(config: &Config) -> Self {
        let mut plan = Plan::default();
        for (city, fault) in &config.faults {
            plan.set(city, *fault);
        }
        Self {
            seed: config.seed,
            now: AtomicI64::new(config.now.unix()),
            keys: Mutex::new(Keys::new(
                config.requests_per_minute,
                &config.active_keys,
            )),
            plan: Mutex::new(plan),
            counters: Counters::default(),
        }
    }

    pub(super) fn now(&self) -> Moment {
        Moment::from_unix(self.now.load(Ordering::Relaxed))
    }

    pub(super) fn set_now(&self, now: Moment) {
        self.now.store(now.unix(), Ordering::Relaxed);
    }

    pub(super) fn weather(&self, place: &Place) -> Weather {
        climate::weather(place.latitude, place.longitude, self.now(), self.seed)
    }
}

/// Is a point that was asked for, and the city there if there is one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) city: Option<&'static City>,
}

impl Place {
    /// Takes a point as it was asked for; its city is within 50 km.
    pub(super) fn at(latitude: f64, longitude: f64) -> Self {
        let city = city::nearest(latitude, longitude, 50.0);
        Self { latitude, longitude, city }
    }
}

impl From<&'static City> for Place {
    fn from(city: &'static City) -> Self {
        let City { latitude, longitude, .. } = *city;
        Self { latitude, longitude, city: Some(city) }
    }
}
