//! What workers and callers write down, and what is wrong with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use actor_core::{Pid, ProcessRef};
use pooly::pool::CheckoutError;
use tokio::time::Instant;

use super::caller::Command;
use super::held::{Held, Life};
use super::operation::{Ask, Behaviour, Part, Way};
use super::run::nth;

/// What everybody in a run shares.
#[derive(Default)]
pub(crate) struct Notes(Mutex<Page>);

#[derive(Default)]
pub(crate) struct Page {
    /// What is wrong.
    pub(crate) faults: Vec<String>,
    pub(crate) workers: Vec<Worker>,
    pub(crate) pids: HashMap<Pid, usize>,
    pub(crate) callers: Vec<Caller>,
    pub(crate) behaviours: HashMap<Part, Behaviour>,
    /// How many have asked.
    asked: usize,
    /// Who got a worker since the last look, in this order.
    pub(crate) served: Vec<usize>,
    /// How many workers were found unfit since the last look.
    pub(crate) unfit: usize,
    /// How many times a worker was left in a bad way, or may have been.
    pub(crate) spoils: u64,
    /// How many resets were not ended.
    pub(crate) lost: u64,
    /// Whether starts may fail, or could have at any time.
    pub(crate) starts_may_fail: bool,
    /// Whether the pool may have stopped waiting for a start, or for an end.
    pub(crate) starts_may_be_late: bool,
    /// How many workers of one owner there may be.
    pub(crate) limit: usize,
    /// How many of those who wait until the pool is filled still do.
    pub(crate) unready: usize,
}

/// A worker: a process or a resource.
#[expect(clippy::struct_excessive_bools, reason = "any of them may be true")]
pub(crate) struct Worker {
    /// The server it was made for, or its supervisor if it is a process.
    pub(crate) owner: Option<Pid>,
    pub(crate) pid: Option<Pid>,
    pub(crate) is_alive: bool,
    pub(crate) holder: Option<usize>,
    /// Somebody finds out whether it is fit.
    pub(crate) is_checked: bool,
    /// Nobody may get it any more.
    pub(crate) spoiled: Option<&'static str>,
    /// It was used, and not reset.
    pub(crate) is_used: bool,
    /// It is not fit for use.
    pub(crate) is_broken: bool,
}

pub(crate) struct Caller {
    pub(crate) process: ProcessRef<Command>,
    pub(crate) ask: Ask,
    pub(crate) order: usize,
    pub(crate) since: Instant,
    pub(crate) state: State,
    /// Its refusal was looked at.
    pub(crate) seen: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It did not ask yet.
    Fresh,
    Waits,
    /// It has a worker, and finds out whether that is fit.
    Checks,
    Holds(usize),
    Refused(CheckoutError),
    /// It is done, or stopped.
    Left,
}

impl Notes {
    pub(crate) fn page(&self) -> MutexGuard<'_, Page> {
        self.0.lock().expect("nobody panics with a pen in hand")
    }

    /// From now on there may be so many workers.
    pub(crate) fn raise_limit(&self, limit: usize) {
        let mut page = self.page();
        page.limit = page.limit.max(limit);
    }

    pub(crate) fn behaviour(&self, part: Part) -> Behaviour {
        let mut page = self.page();
        if part == Part::Start && page.workers.len() > FLOOD {
            page.fault("workers are started without end".to_owned());
            return Behaviour::Hangs;
        }
        page.behaviours.get(&part).copied().unwrap_or(Behaviour::Works)
    }

    /// A worker is there; it is gone when this is dropped.
    pub(crate) fn born(
        self: &Arc<Self>,
        owner: Option<Pid>,
        pid: Option<Pid>,
    ) -> Life {
        let mut page = self.page();
        let number = page.workers.len();
        page.pids.extend(pid.map(|pid| (pid, number)));
        page.workers.push(Worker {
            owner,
            pid,
            is_alive: true,
            holder: None,
            is_checked: false,
            spoiled: None,
            is_used: false,
            is_broken: false,
        });
        let is_of_it = |worker: &&Worker| worker.owner == owner;
        let count = page.alive().filter(is_of_it).count();
        // What was started for nobody is killed when the next is started.
        let is_for_somebody = pid.is_none() || !page.starts_may_be_late;
        if count > page.limit && is_for_somebody {
            let limit = page.limit;
            page.fault(format!("{count} workers where {limit} may be"));
        }
        drop(page);
        Life { notes: self.clone(), number }
    }

    pub(crate) fn asks(&self, caller: usize) {
        let mut page = self.page();
        page.asked += 1;
        let order = page.asked;
        let caller = &mut page.callers[caller];
        caller.state = State::Waits;
        caller.order = order;
        caller.since = Instant::now();
    }

    /// A caller has got a worker, until this is dropped.
    pub(crate) fn serve(
        self: &Arc<Self>,
        caller: usize,
        number: usize,
    ) -> Held {
        let mut page = self.page();
        let worker = &mut page.workers[number];
        let fault = if !worker.is_alive {
            Some("is dead".to_owned())
        } else if worker.is_broken {
            Some("is unfit".to_owned())
        } else if let Some(why) = worker.spoiled {
            Some(why.to_owned())
        } else if worker.is_used {
            Some("was not reset".to_owned())
        } else {
            worker.holder.map(|other| format!("is held by {other}"))
        };
        worker.holder = Some(caller);
        // Processes are not reset.
        worker.is_used = worker.pid.is_none();
        if let Some(fault) = fault {
            page.fault(format!("{caller} got {number}, which {fault}"));
        }
        let state = &mut page.callers[caller].state;
        let was_noted = *state == State::Checks;
        *state = State::Holds(number);
        if !was_noted {
            page.served.push(caller);
        }
        drop(page);
        Held { notes: self.clone(), number, in_the_middle: false }
    }

    /// A caller was told that there is no worker for it.
    pub(crate) fn refuse(&self, caller: usize, error: CheckoutError) {
        let mut page = self.page();
        let it = &page.callers[caller];
        let waited = it.since.elapsed();
        if let CheckoutError::Timeout { waited: said, waiting } = &error {
            let within = it.within();
            if *said != within || waited < within {
                page.fault(format!(
                    "{caller} timed out after {waited:?}: {error}"
                ));
            }
            if *waiting > page.callers.len() {
                page.fault(format!("{waiting} waiting are too many"));
            }
        }
        page.callers[caller].state = State::Refused(error);
    }
}

impl Page {
    pub(crate) fn fault(&mut self, what: String) {
        self.faults.push(what);
    }

    pub(crate) fn alive(&self) -> impl Iterator<Item = &Worker> {
        self.workers.iter().filter(|worker| worker.is_alive)
    }

    /// Returns those who asked and have no answer.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Caller> {
        self.callers.iter().filter(|caller| caller.state == State::Waits)
    }

    /// Returns one of those who hold a worker.
    pub(crate) fn nth_holder(
        &self,
        number: usize,
    ) -> Option<ProcessRef<Command>> {
        let holds = |caller: &&Caller| matches!(caller.state, State::Holds(_));
        let holders = self.callers.iter().filter(holds);
        Some(nth(holders, number)?.process.clone())
    }

    /// Returns one of those who are not done.
    pub(crate) fn nth_caller(
        &self,
        number: usize,
    ) -> Option<ProcessRef<Command>> {
        let is_present = |caller: &&Caller| match caller.state {
            State::Fresh | State::Waits | State::Checks | State::Holds(_) => {
                true
            }
            State::Refused(_) | State::Left => false,
        };
        let callers = self.callers.iter().filter(is_present);
        Some(nth(callers, number)?.process.clone())
    }

    /// Makes a living worker unfit for use, or returns which process to kill.
    pub(crate) fn break_nth(&mut self, number: usize) -> Option<Pid> {
        let alive = self.workers.iter_mut().filter(|worker| worker.is_alive);
        let worker = nth(alive, number)?;
        worker.is_broken = worker.pid.is_none();
        let pid = worker.pid;
        self.spoils += 1;
        pid
    }
}

/// More workers than any run needs.
const FLOOD: usize = 2000;

/// What an `Ask` without a time of its own waits.
pub(crate) const USUAL: Duration = Duration::from_millis(950);

impl Caller {
    /// Returns how long it is ready to wait.
    pub(crate) fn within(&self) -> Duration {
        match self.ask.way {
            Way::Checkout => self.ask.within,
            Way::TryCheckout | Way::Transaction => USUAL,
        }
    }
}
