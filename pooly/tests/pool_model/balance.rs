//! How many workers and callers there are, and how many the pool says.

use super::kind::Kind;
use super::look::{LATE, Seen};
use super::notes::{Page, Worker};
use super::run::{BACKOFF, Running, Verdict};

impl<K: Kind> Running<K> {
    /// Says which numbers are wrong, if any are.
    pub(crate) fn balance(&self, page: &Page, seen: &Seen) -> Verdict {
        let status = &seen.status;
        let ready = status.idle + status.busy + status.resetting;
        let limit = self.plan.size + self.plan.max_overflow;
        let allowed = limit.max(self.seen.total).max(page.limit);
        let is_ours =
            |worker: &&Worker| worker.is_alive && worker.owner == seen.owner;
        let ours: Vec<_> = page.workers.iter().filter(is_ours).collect();
        let is_out =
            |worker: &&&Worker| worker.holder.is_some() || worker.is_checked;
        let out = ours.iter().filter(is_out).count();
        let is_complete = if !K::DIES {
            ours.len() == ready + status.closing
        } else if page.starts_may_be_late {
            // While their supervisor waits for a start, it stops nobody.
            ours.len() >= ready
        } else {
            (ready..=ready + status.closing).contains(&ours.len())
        };
        let known = ready as u64 + seen.crashed + seen.closed;
        let loans = status.busy as u64 + seen.returned;
        equal("the size", status.size, self.plan.size)?;
        equal("those who wait", status.waiting, page.waiting().count())?;
        equal("the workers that are out", status.busy, out)?;
        holds("there are not as many workers as it says", is_complete)?;
        holds(
            "of the workers that were started, some are nowhere",
            (known..=known + page.lost).contains(&seen.started),
        )?;
        holds(
            "of the workers that were lent, some are nowhere",
            (loans..=loans + seen.crashed).contains(&seen.checkouts),
        )?;
        holds("good workers were discarded", seen.discarded <= page.spoils)?;
        holds(
            "a worker too many is idle",
            status.idle == 0 || seen.total - status.closing <= limit,
        )?;
        holds("there are too many workers", seen.total <= allowed)?;
        holds(
            "somebody waits while a worker is idle",
            status.waiting == 0 || status.idle == 0,
        )?;
        holds("too few workers are started", self.is_staffed(seen))?;
        holds(
            "a start failed without a reason",
            seen.start_failures == 0 || page.starts_may_fail,
        )
    }

    /// Returns whether as many workers are coming as are needed and may be.
    fn is_staffed(&self, seen: &Seen) -> bool {
        let status = &seen.status;
        let coming = status.starting + status.resetting;
        let kept = self.plan.min_idle.min(self.plan.size);
        seen.total >= self.plan.size + self.plan.max_overflow
            || status.idle + status.busy + coming >= kept
                && coming >= status.waiting
            // After a failure, one at a time is tried, after a while.
            || seen.failed.is_some_and(|failed| {
                status.starting > 0 || failed.elapsed() <= BACKOFF + LATE
            })
    }
}

fn equal(what: &str, said: usize, is: usize) -> Verdict {
    if said == is {
        return Ok(());
    }
    Err(format!("{what}: the pool says {said}, and there are {is}"))
}

fn holds(otherwise: &str, is_so: bool) -> Verdict {
    if is_so { Ok(()) } else { Err(otherwise.to_owned()) }
}
