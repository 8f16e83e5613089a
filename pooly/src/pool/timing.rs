//! What happens when a time has come: a worker was idle for long enough, or has
//! been used for long enough, or a start may be tried again.

use std::time::Duration;

use actor_core::process;
use tokio::time::Instant;

use super::manage::Manage;
use super::server::{Message, Server};
use super::worker::Unit;

impl<W: Manage> Server<W> {
    /// Has the server look at the clock at `when`, or before.
    pub(super) fn arm(&mut self, when: Instant) {
        match &self.timer {
            Some((armed, _)) if *armed <= when => return,
            Some((_, timer)) => drop(timer.cancel()),
            None => {}
        }
        let delay = when.saturating_duration_since(Instant::now());
        let timer = process::send_after(&self.this, Message::Tick, delay);
        self.timer = Some((when, timer));
    }

    /// Returns when the worker that has been idle longest is to be closed.
    pub(super) fn idle_until(&self) -> Option<Instant> {
        let since = self.idle.front()?.since;
        let options = self.options();
        let kept = options.min_idle.min(self.size);
        let present = self.present();
        let extra = (present > self.size).then_some(options.linger);
        let rested = options.idle_timeout.filter(|_| present > kept);
        let time = match (extra, rested) {
            (Some(extra), Some(rested)) => extra.min(rested),
            (extra, rested) => extra.or(rested)?,
        };
        Some(after(since, time))
    }

    pub(super) fn tick(&mut self) {
        self.timer = None;
        let now = Instant::now();
        while self.idle_until().is_some_and(|when| when <= now) {
            if let Some(unit) = self.idle.pop_front() {
                self.retire(*unit);
            }
        }
        let is_old = |unit: &Unit<W>| unit.expires.is_some_and(|e| e <= now);
        while let Some(at) = self.idle.iter().position(|unit| is_old(unit)) {
            if let Some(unit) = self.idle.remove(at) {
                self.retire(*unit);
            }
        }
        self.staff();
        let expiries = self.idle.iter().filter_map(|unit| unit.expires);
        let retry = self.failure.as_ref().map(|failure| failure.retry);
        let due = [self.idle_until(), expiries.min(), retry];
        // A retry that is over was made just now, or nobody needs one.
        for due in due.into_iter().flatten().filter(|due| *due > now) {
            self.arm(due);
        }
    }
}

/// Returns the time after a while; a while without end ends in a century,
/// because an `Instant` has a last one.
pub(super) fn after(since: Instant, time: Duration) -> Instant {
    since.checked_add(time).unwrap_or_else(|| since + CENTURY)
}

const CENTURY: Duration = Duration::from_hours(100 * 365 * 24);
