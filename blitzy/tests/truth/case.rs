//! A run at random, and what must come of it.

use std::collections::BTreeMap;
use std::time::Duration;

use blitzy::engine::Kind;
use blitzy::measure::{ErrorClass, Tally};
use blitzy::plan::{KeepAlive, Load, Plan, Rate, Until};
use blitzy::run::{Ended, Measured};
use fastrand::Rng;

use crate::FOREVER;
use crate::deed::{Deed, Hangs, Outcome};
use crate::server::Server;

/// A run at random.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// Where chance begins.
    pub(crate) seed: u64,
    pub(crate) kind: Kind,
    pub(crate) plan: Plan,
    pub(crate) hangs: Hangs,
    /// After how many requests that were received it is stopped.
    pub(crate) stop: Option<u64>,
}

impl Case {
    pub(crate) fn of(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let hangs = match rng.u8(..4) {
            0 => Hangs::Sometimes,
            _ => Hangs::Never,
        };
        let duration = Duration::from_millis(rng.u64(20..200));
        let until = match rng.u8(..3) {
            0 => Until { requests: None, duration: Some(duration) },
            _ => Until { requests: Some(rng.u64(..80)), duration: None },
        };
        let rate = Rate::per_second(f64::from(rng.u32(200..4000))).unwrap();
        let max_in_flight = [3, 100_000][rng.usize(..2)];
        let open = Load::Open { rate, max_in_flight };
        let load = [open, Load::Closed][rng.usize(..2)];
        let sometimes = |rng: &mut Rng| match rng.u8(..4) {
            0 => Duration::from_millis(rng.u64(1..60)),
            _ => Duration::ZERO,
        };
        let plan = Plan {
            load,
            until,
            connections: rng.usize(1..9),
            warmup: sometimes(&mut rng),
            ramp: sometimes(&mut rng),
            // What hangs is late, except if the grace is over before.
            grace: [FOREVER, Duration::from_millis(50)][rng.usize(..2)],
            request_timeout: match hangs {
                Hangs::Never => FOREVER,
                Hangs::Sometimes => Duration::from_millis(300),
            },
            keep_alive: [KeepAlive::Yes, KeepAlive::Yes, KeepAlive::No]
                [rng.usize(..3)],
            ..Plan::default()
        };
        let kind = [Kind::Http1, Kind::Http1, Kind::General][rng.usize(..3)];
        let stop = (rng.u8(..5) == 0).then(|| rng.u64(1..40));
        Self { seed, kind, plan, hangs, stop }
    }

    /// Checks what was measured against what the server knows.
    pub(crate) fn check(&self, measured: &Measured, server: &Server) {
        let tally = &measured.tally;
        let is_whole = measured.ended == Ended::Finished
            && tally.unfinished.is_empty()
            && tally.missed == 0;
        if let (Some(all), Ended::Finished) =
            (self.plan.until.requests, measured.ended)
        {
            assert_eq!(tally.sent + tally.missed, all, "{self:?}");
        }
        let received = server.received();
        let has_warmup = self.plan.warmup > Duration::ZERO;
        for (number, times) in &received {
            let most = if has_warmup { 2 } else { 1 };
            assert!(*times <= most, "{number} came {times} times: {self:?}");
        }
        let total: u64 = received.values().sum();
        let begun = tally.sent + tally.warmup;
        let left = self.losses(&received);
        if is_whole && !has_warmup {
            // What was sent on a connection that the server had left is
            // nothing that it knows of.
            assert!(begun >= total && begun - total <= left, "{self:?}");
        }
        self.check_outcomes(tally, &received);
    }

    /// Returns how many requests can be lost on connections that the server
    /// had left.
    fn losses(&self, received: &BTreeMap<u64, u64>) -> u64 {
        let deeds = received.iter().map(|(number, times)| {
            let deed = Deed::of(self.seed, *number, self.hangs);
            times * u64::from(matches!(deed, Deed::Leave | Deed::Twice))
        });
        deeds.sum()
    }

    /// Every status and every error is one that the server caused.
    fn check_outcomes(&self, tally: &Tally, received: &BTreeMap<u64, u64>) {
        let mut caused: BTreeMap<Outcome, u64> = BTreeMap::new();
        let mut body = 0;
        for (number, times) in received {
            let deed = Deed::of(self.seed, *number, self.hangs);
            *caused.entry(deed.outcome()).or_default() += times;
            body += deed.body() * times;
        }
        let statuses = tally.statuses.iter();
        let counted =
            statuses.map(|(status, count)| (Outcome::Status(*status), *count));
        let errors = tally.error_classes.iter();
        let errors =
            errors.map(|(class, them)| (Outcome::Error(*class), them.count));
        let counted: BTreeMap<_, _> = counted.chain(errors).collect();
        let mut left = self.losses(received);
        let mut late = 0;
        for (outcome, count) in &counted {
            let known = caused.get(outcome).copied().unwrap_or_default();
            let more = count.saturating_sub(known);
            match outcome {
                Outcome::Error(ErrorClass::Reset | ErrorClass::Protocol) => {
                    assert!(more <= left, "{outcome:?}: {counted:?} {self:?}");
                    left -= more;
                }
                // On a busy machine others are late too.
                Outcome::Error(ErrorClass::RequestTimeout)
                    if self.hangs == Hangs::Sometimes =>
                {
                    late = more;
                }
                _ => assert_eq!(more, 0, "{outcome:?}: {counted:?} {self:?}"),
            }
        }
        let is_all = tally.unfinished.is_empty()
            && tally.warmup == 0
            && tally.sent >= received.values().sum();
        if is_all && late == 0 {
            for (outcome, known) in &caused {
                let count = counted.get(outcome).copied().unwrap_or_default();
                assert!(count >= *known, "{outcome:?}: {counted:?} {self:?}");
            }
            assert_eq!(tally.body_bytes, body, "{self:?}");
        }
        assert!(tally.body_bytes <= body, "{self:?}");
    }
}
