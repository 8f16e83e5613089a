//! OpenWeatherMap's keys: which work, and how often.

use std::collections::{HashMap, HashSet};

use tokio::time::Instant;

/// Bounds what requests can make the stand-in remember.
const MOST_KEYS: usize = 1024;
const LONGEST_KEY: usize = 128;

/// Is what a request with a key gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Admitted,
    Unknown,
    Exhausted,
}

/// Knows the keys and what is left of each one's minute.
#[derive(Debug)]
pub(super) struct Keys {
    per_minute: f64,
    active: HashSet<String>,
    buckets: HashMap<String, Bucket>,
}

/// Fills evenly, one minute from empty to full. Its clock is tokio's, so a
/// test can move it.
#[derive(Debug)]
struct Bucket {
    tokens: f64,
    since: Instant,
}

impl Keys {
    pub(super) fn new(per_minute: u32, active: &[String]) -> Self {
        Self {
            per_minute: per_minute.into(),
            active: active.iter().cloned().collect(),
            buckets: HashMap::new(),
        }
    }

    /// Lets a key that is too new work from now on.
    pub(super) fn activate(&mut self, key: &str) {
        if self.active.len() < MOST_KEYS && key.len() <= LONGEST_KEY {
            self.active.insert(key.to_owned());
        }
    }

    /// Takes one request from a key's minute.
    pub(super) fn admit(&mut self, key: &str) -> Verdict {
        let good = key.starts_with("good-");
        let activated = key.starts_with("new-") && self.active.contains(key);
        if key.len() > LONGEST_KEY || !(good || activated) {
            return Verdict::Unknown;
        }
        let (per_minute, now) = (self.per_minute, Instant::now());
        if self.buckets.len() >= MOST_KEYS && !self.buckets.contains_key(key) {
            // A full bucket is like one that was never used.
            self.buckets.retain(|_, bucket| {
                bucket.fill(per_minute, now);
                bucket.tokens < per_minute
            });
        }
        if self.buckets.len() >= MOST_KEYS && !self.buckets.contains_key(key) {
            return Verdict::Exhausted;
        }
        let bucket = self
            .buckets
            .entry(key.to_owned())
            .or_insert(Bucket { tokens: per_minute, since: now });
        bucket.fill(per_minute, now);
        if bucket.tokens < 1.0 {
            return Verdict::Exhausted;
        }
        bucket.tokens -= 1.0;
        Verdict::Admitted
    }
}

impl Bucket {
    fn fill(&mut self, per_minute: f64, now: Instant) {
        let minutes = now.duration_since(self.since).as_secs_f64() / 60.0;
        self.tokens = (self.tokens + minutes * per_minute).min(per_minute);
        self.since = now;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_minute_refills_a_key() {
        let mut keys = Keys::new(2, &[]);
        assert_eq!(keys.admit("good-1"), Verdict::Admitted);
        assert_eq!(keys.admit("good-1"), Verdict::Admitted);
        assert_eq!(keys.admit("good-1"), Verdict::Exhausted);
        assert_eq!(keys.admit("good-2"), Verdict::Admitted);
        tokio::time::advance(Duration::from_secs(31)).await;
        assert_eq!(keys.admit("good-1"), Verdict::Admitted);
        assert_eq!(keys.admit("good-1"), Verdict::Exhausted);
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_key_works_once_it_is_activated() {
        let mut keys = Keys::new(60, &["new-2".into()]);
        assert_eq!(keys.admit("new-1"), Verdict::Unknown);
        assert_eq!(keys.admit("new-2"), Verdict::Admitted);
        keys.activate("new-1");
        assert_eq!(keys.admit("new-1"), Verdict::Admitted);
        assert_eq!(keys.admit(""), Verdict::Unknown);
    }

    #[tokio::test(start_paused = true)]
    async fn strangers_keys_are_forgotten_when_their_minute_is_over() {
        let mut keys = Keys::new(1, &[]);
        for number in 0..MOST_KEYS {
            keys.admit(&format!("good-{number}"));
        }
        assert_eq!(keys.admit("good-one-more"), Verdict::Exhausted);
        tokio::time::advance(Duration::from_mins(1)).await;
        assert_eq!(keys.admit("good-one-more"), Verdict::Admitted);
        assert_eq!(keys.buckets.len(), 1);
    }
}
