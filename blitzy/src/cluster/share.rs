//! How much each node sends, and which requests.

use std::time::Duration;

use crate::plan::{Load, Plan};

/// One of so many shares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) number: usize,
    pub(super) of: usize,
}

impl Share {
    /// Divides a number: what is left over is for the first shares.
    fn divide(self, whole: u64) -> u64 {
        let Self { number, of } = self;
        let (number, of) = (number as u64, of as u64);
        whole / of + u64::from(number < whole % of)
    }

    /// As [`divide`](Self::divide), but there is at least one for each.
    fn at_least_one(self, whole: usize) -> usize {
        let Self { number, of } = self;
        (whole / of + usize::from(number < whole % of)).max(1)
    }

    /// Returns this share of a plan, of which the first `done` requests are
    /// done.
    ///
    /// Requests and connections are divided. A rate is not: shares have turns,
    /// and so the times of their requests are together those of the whole.
    pub(super) fn of_plan(self, plan: &Plan, done: u64) -> Plan {
        let mut share = plan.clone();
        let requests = plan.until.requests;
        share.until.requests =
            requests.map(|all| self.divide(all.saturating_sub(done)));
        share.connections = self.at_least_one(plan.connections);
        if let Load::Open { max_in_flight, .. } = &mut share.load {
            *max_in_flight = self.at_least_one(*max_in_flight);
        }
        let (number, of) = (self.number as u64, self.of as u64);
        share.turns = plan.turns.part(number, of, done);
        share
    }
}

/// Returns what is left of a plan that began so long ago.
pub(super) fn later(plan: &Plan, elapsed: Duration) -> Plan {
    let mut left = plan.clone();
    let counted = elapsed.saturating_sub(plan.warmup);
    left.warmup = plan.warmup.saturating_sub(elapsed);
    left.until.duration =
        plan.until.duration.map(|all| all.saturating_sub(counted));
    if plan.load == Load::Closed {
        left.ramp = plan.ramp.saturating_sub(elapsed);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Until;

    fn shares(requests: u64, connections: usize, of: usize) -> Vec<Plan> {
        let until = Until { requests: Some(requests), duration: None };
        let plan = Plan { until, connections, ..Plan::default() };
        let shares = (0..of).map(|number| Share { number, of });
        shares.map(|share| share.of_plan(&plan, 0)).collect()
    }

    #[test]
    fn shares_add_up_and_differ_by_one_at_most() {
        for requests in 0..50 {
            for of in 1..8 {
                let shares = shares(requests, 10, of);
                let each: Vec<u64> = shares
                    .iter()
                    .map(|plan| plan.until.requests.unwrap())
                    .collect();
                assert_eq!(each.iter().sum::<u64>(), requests);
                assert!(each.is_sorted_by(|a, b| a >= b), "{each:?}");
                assert!(each[0] - each[of - 1] <= 1, "{each:?}");
            }
        }
    }

    #[test]
    fn each_request_has_the_number_that_it_has_on_one_machine() {
        let mut numbers: Vec<u64> = shares(10, 10, 4)
            .iter()
            .flat_map(|plan| {
                let count = plan.until.requests.unwrap();
                (0..count).map(|number| plan.turns.number(number))
            })
            .collect();
        numbers.sort_unstable();
        assert!(numbers.into_iter().eq(0..10));
    }

    #[test]
    fn connections_are_divided_and_nobody_has_none() {
        let connections = |all, of| -> Vec<_> {
            shares(100, all, of).iter().map(|it| it.connections).collect()
        };
        assert_eq!(connections(50, 4), [13, 13, 12, 12]);
        assert_eq!(connections(2, 4), [1, 1, 1, 1]);
    }

    #[test]
    fn what_is_left_has_no_time_to_warm_up_twice() {
        let second = Duration::from_secs(1);
        let duration = Some(second * 10);
        let until = Until { requests: None, duration };
        let plan = Plan { until, warmup: second * 3, ..Plan::default() };
        let left = later(&plan, second * 2);
        assert_eq!((left.warmup, left.until.duration), (second, duration));
        let left = later(&plan, second * 7);
        let six = Some(second * 6);
        assert_eq!((left.warmup, left.until.duration), (Duration::ZERO, six));
    }
}
