//! What callers were told, and in which order.

use actor_core::CallError;
use pooly::pool::CheckoutError;

use super::kind::Kind;
use super::look::{LATE, Seen};
use super::notes::{Page, State};
use super::operation::{Operation, Way};
use super::run::{Running, Verdict};

impl<K: Kind> Running<K> {
    /// Says what is wrong with what callers were told, if anything is.
    pub(crate) fn answers(&self, page: &Page, seen: &Seen) -> Verdict {
        if !self.is_in_order(page) {
            return Err("the order is wrong".to_owned());
        }
        let waits_too_long =
            page.waiting().any(|it| it.since.elapsed() > it.within() + LATE);
        if waits_too_long {
            return Err("somebody waits for too long".to_owned());
        }
        self.errors(page, seen)?;
        self.outcome(page)
    }

    /// Returns whether those who were served had asked before all who wait.
    fn is_in_order(&self, page: &Page) -> bool {
        let may_be_unfit = page.unfit > 0
            || self
                .step
                .iter()
                .any(|it| matches!(it, Operation::KillWorker(_)));
        let first = page.waiting().map(|caller| caller.order).min();
        let served = page.served.iter().map(|it| page.callers[*it].order);
        let last = served.max().unwrap_or(0);
        // One whose worker was unfit is about to ask again.
        may_be_unfit || first.is_none_or(|first| last < first)
    }

    /// Says which refusals are impossible.
    fn errors(&self, page: &Page, seen: &Seen) -> Verdict {
        let is_killed = self.step.iter().any(is_kill_of_pool)
            || seen.server != self.seen.server;
        for (number, caller) in page.callers.iter().enumerate() {
            let State::Refused(error) = &caller.state else { continue };
            if caller.seen {
                continue;
            }
            let is_right = match error {
                CheckoutError::Full { .. } => match caller.ask.way {
                    Way::TryCheckout => true,
                    Way::Checkout | Way::Transaction => {
                        page.callers.len() > self.plan.max_queue
                    }
                },
                CheckoutError::Timeout { .. } => true,
                CheckoutError::StartFailed(cause) => {
                    let cause = cause.to_string();
                    let waits = caller.ask.way != Way::TryCheckout;
                    page.starts_may_fail
                        && !(waits && self.was_held(page, seen))
                        && ["told to", "did not start", "kill", "timeout"]
                            .iter()
                            .any(|why| cause.contains(why))
                }
                CheckoutError::Down(
                    CallError::NoProc | CallError::Exited(_),
                ) => is_killed,
                _ => false,
            };
            if !is_right {
                return Err(format!("{number} was told {error:?}"));
            }
        }
        Ok(())
    }

    /// Returns whether somebody has held a worker since the last look.
    fn was_held(&self, page: &Page, seen: &Seen) -> bool {
        seen.server == self.seen.server
            && page.callers.iter().enumerate().any(|(number, caller)| {
                let State::Holds(worker) = caller.state else { return false };
                let worker = &page.workers[worker];
                worker.is_alive
                    && worker.owner == seen.owner
                    && !page.served.contains(&number)
            })
    }

    /// If all that was done is that somebody asked, what comes of it is known.
    fn outcome(&self, page: &Page) -> Verdict {
        let [Operation::Ask(ask)] = self.step[..] else { return Ok(()) };
        let Some(caller) = page.callers.last() else { return Ok(()) };
        let before = &self.seen.status;
        let limit = before.size + self.plan.max_overflow;
        let total = self.seen.total;
        // Those who wait for no more than a start are not the queue.
        let coming = before.starting + before.resetting;
        let startable = limit.saturating_sub(total);
        let served = match self.seen.failed {
            // Whether one may be started now is left to chance.
            Some(_) => coming,
            None => coming + startable,
        };
        let room = match ask.way {
            Way::TryCheckout => 0,
            Way::Checkout | Way::Transaction => self.plan.max_queue,
        };
        let is_full =
            before.idle == 0 && before.waiting >= served.saturating_add(room);
        let full =
            CheckoutError::Full { busy: before.busy, waiting: before.waiting };
        let may_stop = ask.polls.is_some() || caller.within() < LATE;
        let is_right = match &caller.state {
            State::Refused(error @ CheckoutError::Full { .. }) => {
                is_full && *error == full
            }
            State::Refused(CheckoutError::StartFailed(_)) => {
                before.idle == 0 && self.seen.failed.is_some()
                    || before.starting > 0
                    || page.starts_may_fail
                        && (total < limit || before.closing > 0)
            }
            State::Waits => {
                before.idle == 0 && (!is_full || self.seen.failed.is_some())
                    || page.workers.iter().any(|w| w.is_broken)
            }
            State::Checks => true,
            State::Holds(_) => !is_full || self.seen.failed.is_some(),
            State::Fresh | State::Left | State::Refused(_) => may_stop,
        };
        if is_right || may_stop || page.unfit > 0 {
            return Ok(());
        }
        Err(format!("{ask:?} came to {:?}", caller.state))
    }
}

fn is_kill_of_pool(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::KillServer
            | Operation::KillWorkerSupervisor
            | Operation::KillPoolSupervisor
    )
}
