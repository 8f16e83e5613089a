//! The world of the model: children, a clock and a mailbox, without any
//! process.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem;
use std::time::Duration;

use actor_core::ExitReason;
use actor_core::gen_server::StartError;
use actor_core::supervisor::Shutdown;

use super::child::{End, Life, Outcome, Start, Stops, Traits};
use super::contract::{Contract, Letter, Started, Target};
use super::seen::{Answer, Entry, Event, Manner, Seen};

/// Everything around the supervisor.
#[derive(Default)]
pub(crate) struct World {
    now: Duration,
    log: Vec<Entry>,
    reasons: BTreeMap<Life, String>,
    /// By number.
    children: Vec<Child>,
    alive: BTreeSet<Life>,
    /// Children that will end by themselves, and when.
    later: BTreeMap<Duration, (Life, End)>,
    laters: u32,
    mailbox: VecDeque<Letter>,
    answers: Vec<(usize, Answer)>,
    ended: Option<ExitReason>,
}

struct Child {
    traits: Traits,
    script: VecDeque<Start>,
    starts: usize,
}

/// What the driver of a run does.
impl World {
    pub(crate) fn add(&mut self, traits: Traits, script: Vec<Start>) -> usize {
        self.children.push(Child { traits, script: script.into(), starts: 0 });
        self.children.len() - 1
    }

    pub(crate) fn script(&mut self, child: usize, script: Vec<Start>) {
        self.children[child].script = script.into();
    }

    pub(crate) fn send(&mut self, letter: Letter) {
        self.mailbox.push_back(letter);
    }

    /// Lets time pass in which the supervisor does nothing.
    pub(crate) fn wait(&mut self, time: Duration) {
        self.pass(self.now + time);
    }

    /// Lets time pass in which the supervisor deals with what comes.
    pub(crate) fn wait_open(
        &mut self,
        time: Duration,
        contract: &mut impl Contract,
    ) {
        let end = self.now + time;
        while let Some(at) = self.later.keys().next().copied()
            && at <= end
        {
            self.pass(at.max(self.now));
            self.settle(contract);
        }
        self.pass(end.max(self.now));
    }

    /// A child ends by itself after some time; returns the time.
    ///
    /// All that supervisors do takes some tenths of a second, so what begins
    /// with the end of such a child happens at the same moment as nothing
    /// else if no other has its hundredths and thousandths.
    pub(crate) fn end_later(
        &mut self,
        life: Life,
        end: End,
        after: Duration,
    ) -> Duration {
        self.laters += 1;
        let tenths = (self.now + after).as_millis() / 100;
        let tenths = u64::try_from(tenths).expect("a run is short");
        let own = u64::from(self.laters);
        let at = Duration::from_millis((tenths + 1) * 100 + own);
        self.later.insert(at, (life, end));
        at.saturating_sub(self.now)
    }

    /// A child ends by itself.
    pub(crate) fn end(&mut self, life: Life, end: End) {
        if self.alive.remove(&life) {
            self.reasons.insert(life, end.text());
            let manner = match end {
                End::Kill => Manner::Cut,
                _ => Manner::Alone,
            };
            self.log(Event::Ends(life, manner));
            self.send(Letter::Exit(life, end));
        }
    }

    /// Has the supervisor deal with its mailbox.
    pub(crate) fn settle(&mut self, contract: &mut impl Contract) {
        while let Some(letter) = self.mailbox.pop_front() {
            if self.ended.is_none() {
                self.ended = contract.receive(self, letter);
                if self.ended.is_some() {
                    contract.stop(self);
                }
            } else if let Letter::Asked(number, _) = letter {
                self.answer(number, Answer::Ended);
            }
        }
    }

    /// Returns whether this was a child at some time, for all that is known.
    pub(crate) fn has_been(&self, target: Target) -> bool {
        match target {
            Target::Id(_) => true,
            Target::Process(life) => {
                let child = self.children.get(life.child);
                child.is_some_and(|child| child.starts >= life.start)
            }
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Returns what there was to be seen since this was called last.
    pub(crate) fn seen(&mut self, contract: &impl Contract) -> Seen {
        let children = match &self.ended {
            Some(reason) => Err(reason.clone()),
            None => Ok(contract.list(self)),
        };
        let mut answers = mem::take(&mut self.answers);
        answers.sort_by_key(|(number, _)| *number);
        let log = mem::take(&mut self.log);
        let reasons = mem::take(&mut self.reasons);
        Seen { now: self.now, log, reasons, answers, children }
    }
}

/// What a supervisor does.
impl World {
    pub(crate) fn now(&self) -> Duration {
        self.now
    }

    pub(crate) fn traits(&self, child: usize) -> Traits {
        self.children[child].traits
    }

    pub(crate) fn is_alive(&self, life: Life) -> bool {
        self.alive.contains(&life)
    }

    pub(crate) fn answer(&mut self, number: usize, answer: Answer) {
        self.answers.push((number, answer));
    }

    /// Starts a child, as its script says.
    pub(crate) fn start(&mut self, number: usize) -> Started {
        let child = &mut self.children[number];
        child.starts += 1;
        let life = Life { child: number, start: child.starts };
        let start = child.script.pop_front().unwrap_or(Start::RUNS);
        self.log(Event::Starts(life));
        self.wait(start.after);
        match start.outcome {
            Outcome::Fails => {
                let reason = ExitReason::other("no");
                Started::Failed(StartError::Init(reason).to_string())
            }
            Outcome::Panics => {
                let reason = ExitReason::other("panic: told to");
                Started::Failed(StartError::Init(reason).to_string())
            }
            Outcome::Ignores => Started::Ignored,
            Outcome::Runs => {
                self.alive.insert(life);
                Started::Runs(life)
            }
            Outcome::Dies(end) => {
                self.alive.insert(life);
                self.end(life, end);
                Started::Runs(life)
            }
        }
    }

    /// Stops children, all at the same time.
    pub(crate) fn stop(&mut self, lives: impl IntoIterator<Item = Life>) {
        let began = self.now;
        let mut ends = Vec::new();
        for life in lives {
            if self.alive.remove(&life) {
                let Traits { shutdown, stops, .. } = self.traits(life.child);
                let (time, manner, reason) = stop(shutdown, stops);
                ends.push((began + time, life, manner));
                self.reasons.insert(life, reason.to_string());
            }
        }
        ends.sort_by_key(|(at, life, _)| (*at, *life));
        for (at, life, manner) in ends {
            self.pass(at);
            self.log(Event::Ends(life, manner));
        }
    }

    /// Lets time pass. Children end meanwhile.
    fn pass(&mut self, until: Duration) {
        while let Some(next) = self.later.first_entry()
            && *next.key() <= until
        {
            let (at, (life, end)) = next.remove_entry();
            self.now = self.now.max(at);
            self.end(life, end);
        }
        self.now = until;
    }

    fn log(&mut self, event: Event) {
        self.log.push(Entry { at: self.now, event });
    }
}

/// Returns how long a child takes to stop, and how it does.
fn stop(shutdown: Shutdown, stops: Stops) -> (Duration, Manner, ExitReason) {
    let killed = ExitReason::Killed;
    let limit = match shutdown {
        Shutdown::Kill => return (Duration::ZERO, Manner::Cut, killed),
        Shutdown::After(time) => time,
        Shutdown::Infinity => Duration::MAX,
    };
    match stops {
        Stops::AtOnce => (Duration::ZERO, Manner::Cut, ExitReason::Shutdown),
        Stops::After(time) if time < limit => {
            (time, Manner::Obeyed, ExitReason::Shutdown)
        }
        Stops::After(_) | Stops::Never => (limit, Manner::Cut, killed),
    }
}
