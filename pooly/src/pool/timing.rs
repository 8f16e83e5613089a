//! What happens when a time has come: a worker was idle for long enough, or has
//! been used for long enough, or a start may be tried again.

use std::time::Duration;

use actor_core::process;
use tokio::time::Instant;

use super::error::CheckoutError;
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
        self.desk().due = Some(when);
    }

    /// Returns when the worker that has been idle longest is to be closed.
    pub(super) fn idle_until(&self) -> Option<Instant> {
        let desk = self.desk();
        let since = desk.idle.front()?.since;
        let options = self.options();
        let kept = options.min_idle.min(self.size);
        let present = self.present(&desk);
        drop(desk);
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
        self.desk().due = None;
        let now = Instant::now();
        self.time_out(now);
        while self.idle_until().is_some_and(|when| when <= now) {
            let longest = self.desk().idle.pop_front();
            if let Some(unit) = longest {
                self.retire(*unit);
            }
        }
        while let Some(unit) = self.take_old(now) {
            self.retire(*unit);
        }
        let expiry = self.next_expiry(now);
        let retry = self.failure.as_ref().map(|failure| failure.retry);
        let give_up = self.desk().waiting.next_to_give_up();
        let give_up = give_up.map(|due| due.max(now + GRAIN));
        let due = [self.idle_until(), expiry, retry, give_up];
        // A retry that is over was made just now, or nobody needs one.
        for due in due.into_iter().flatten().filter(|due| *due > now) {
            self.arm(due);
        }
    }

    /// Tells those who have waited for long enough.
    fn time_out(&mut self, now: Instant) {
        let mut desk = self.shared.desk.lock();
        let late = desk
            .waiting
            .remove_if(|waiter| waiter.until.is_some_and(|until| until <= now));
        desk.counters.timed_out += late.len() as u64;
        let mut waiting = desk.waiting.len() + late.len();
        drop(desk);
        for waiter in late {
            waiting -= 1;
            let waited = now - waiter.since;
            let why = CheckoutError::Timeout { waited, waiting };
            waiter.answer.send(Err(why));
        }
    }

    /// Takes an idle worker that has been used for long enough.
    fn take_old(&self, now: Instant) -> Option<Box<Unit<W>>> {
        let mut desk = self.desk();
        let is_old = |unit: &Unit<W>| unit.expires.is_some_and(|e| e <= now);
        let old = desk.idle.iter().position(|unit| is_old(unit));
        old.and_then(|old| desk.idle.remove(old))
    }

    /// Returns when the next worker has been used for long enough, be it idle
    /// or not: it may be idle by then.
    fn next_expiry(&self, now: Instant) -> Option<Instant> {
        let desk = self.desk();
        let idle = desk.idle.iter().filter_map(|unit| unit.expires);
        let busy = desk.busy.values().filter_map(|loan| loan.expires);
        idle.chain(busy).filter(|expires| *expires > now).min()
    }
}

/// Returns the time after a while; a while without end ends in a century,
/// because an `Instant` has a last one.
pub(super) fn after(since: Instant, time: Duration) -> Instant {
    since.checked_add(time).unwrap_or_else(|| since + CENTURY)
}

/// How far apart the server looks for those who have waited for long enough.
const GRAIN: Duration = Duration::from_millis(10);

const CENTURY: Duration = Duration::from_hours(100 * 365 * 24);
