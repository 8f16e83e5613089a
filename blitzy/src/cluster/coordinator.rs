//! The run: begins it on all nodes at once, and puts together what they tell.
//!
//! It is long because what each thing told changes is read in one place.

use std::time::{Duration, Instant, SystemTime};

use actor_core::{Event, ExitReason, Mailbox, Node, ProcessRef, process};
use serde::{Deserialize, Serialize};

use super::clock;
use super::host::{self, HOST};
use super::meeting::{Met, order};
use super::order::Accepted;
use super::roll::{Member, Shift, State};
use super::seconds::Seconds;
use super::share::{Share, later};
use super::shift;
use super::{OnLoss, Work};
use crate::measure::Tally;
use crate::run::cost::Meter;
use crate::run::{
    Cost, Ended, Last, MOST_SECONDS, Measured, Part, Progress, Second,
};

/// The least time from when nodes are told to begin to when they do. They are
/// told one after the other, and all must know by then.
const LEAD: Duration = Duration::from_millis(50);

/// What nodes tell of a share, by its number, and what users tell.
#[derive(Serialize, Deserialize)]
pub(crate) enum Told {
    /// It can begin.
    Ready(u64),
    /// What was counted in a second.
    Second(u64, Box<Part>),
    /// What was counted since, that it is done, and what it cost.
    Finished(u64, Box<Last>, Cost),
    /// Stop now.
    Stop,
}

/// A run that has begun.
struct Coordinator {
    node: Node,
    work: Work,
    members: Vec<Member>,
    shifts: Vec<Shift>,
    audience: ProcessRef<Progress>,
    seconds: Seconds,
    told: Vec<Second>,
    total: Tally,
    /// How long the part that counts was, as far as is known.
    elapsed: Duration,
    ended: Ended,
    /// When all began.
    start: Instant,
    began: SystemTime,
    meter: Meter,
}

/// Lets all begin, and tells the audience until all have finished, or are
/// lost.
pub(super) async fn run(
    mut mailbox: Mailbox<Told>,
    node: Node,
    met: Met,
    audience: ProcessRef<Progress>,
) {
    let Met { work, members, shifts } = met;
    let slowest = members.iter().map(|it| it.clock.round_trip).max();
    let lead = LEAD + 2 * slowest.unwrap_or_default();
    let start = Instant::now() + lead;
    let began = SystemTime::now() + lead + work.plan.warmup;
    let mut run = Coordinator {
        node,
        work,
        members,
        shifts,
        audience,
        seconds: Seconds::default(),
        told: Vec::new(),
        total: Tally::default(),
        elapsed: Duration::ZERO,
        ended: Ended::Finished,
        start,
        began,
        meter: Meter::start(),
    };
    run.begin(lead);
    run.audience.send(Progress::Started);
    let pause = run.work.patience / 4;
    while run.shifts.iter().any(|shift| shift.state == State::AtWork) {
        match mailbox.next().within(pause).await {
            Some(Event::Message(told)) => run.hear(told),
            Some(Event::Down(down)) => {
                let is_it = |it: &Shift| it.monitor == down.reference;
                if let Some(shift) = run.shifts.iter().position(is_it) {
                    run.over(shift, &down.reason).await;
                }
            }
            Some(_) | None => {}
        }
        run.lose_the_silent().await;
        run.tell_seconds(run.told_by_all());
    }
    run.tell_seconds(run.seconds.end());
    run.release().await;
    run.end();
}

impl Coordinator {
    /// Tells all nodes to begin when this time is over.
    fn begin(&mut self, lead: Duration) {
        let time = clock::now() + clock::nanos(lead);
        for shift in &mut self.shifts {
            let there = self.members[shift.member].clock.there(time);
            send(shift, shift::Message::BeginAt(there));
            shift.began = Some(self.start);
            shift.heard = self.start;
        }
    }

    fn hear(&mut self, told: Told) {
        match told {
            Told::Ready(number) => {
                // All that began together were ready before.
                if let Some(shift) = self.at_work(number)
                    && shift.began.is_none()
                {
                    shift.began = Some(Instant::now());
                    shift.heard = Instant::now();
                    send(shift, shift::Message::Begin);
                }
            }
            Told::Second(number, part) => self.count(number, &part),
            Told::Finished(number, last, cost) => {
                let Last { part, elapsed } = *last;
                if self.at_work(number).is_none() {
                    return;
                }
                // Often nothing is over after the last whole second.
                if part.tally != Tally::default() {
                    self.count(number, &part);
                }
                self.finish(number, elapsed, cost);
            }
            Told::Stop => {
                self.ended = Ended::Interrupted;
                for shift in &self.shifts {
                    send(shift, shift::Message::Stop);
                }
            }
        }
    }

    /// Returns the share with this number, unless it is over: what a node
    /// tells that was taken for lost is not counted, because others may have
    /// its share.
    fn at_work(&mut self, number: u64) -> Option<&mut Shift> {
        let shift = self.shifts.get_mut(usize::try_from(number).ok()?)?;
        (shift.state == State::AtWork).then_some(shift)
    }

    /// Adds what a node has counted.
    fn count(&mut self, number: u64, part: &Part) {
        let Some(shift) = self.at_work(number) else { return };
        shift.heard = Instant::now();
        shift.done += part.tally.sent + part.tally.missed;
        let (at, member) = (shift.next, shift.member);
        shift.next += 1;
        self.seconds.add(at, part);
        self.members[member].tally.merge(&part.tally);
        self.total.merge(&part.tally);
        let counted = Duration::from_secs(at).saturating_sub(self.warmup());
        self.elapsed = self.elapsed.max(counted);
    }

    fn finish(&mut self, number: u64, elapsed: Duration, cost: Cost) {
        let (start, warmup) = (self.start, self.warmup());
        let Some(shift) = self.at_work(number) else { return };
        shift.state = State::Finished;
        let later = shift.began.map(|it| it.saturating_duration_since(start));
        let end = later.unwrap_or_default() + shift.plan.warmup + elapsed;
        let member = shift.member;
        self.elapsed = self.elapsed.max(end.saturating_sub(warmup));
        let total = &mut self.members[member].cost;
        *total = total.and(cost);
    }

    fn warmup(&self) -> Duration {
        self.work.plan.warmup
    }

    /// Notes that the process of a share has ended.
    async fn over(&mut self, shift: usize, reason: &ExitReason) {
        if self.shifts[shift].state == State::AtWork {
            let why = match reason {
                ExitReason::NoConnection => "its connection is lost".to_owned(),
                reason => reason.to_string(),
            };
            self.lose(self.shifts[shift].member, why).await;
        }
    }

    /// Takes those for lost that say nothing for too long.
    async fn lose_the_silent(&mut self) {
        let patience = self.work.patience;
        let silent = |shift: &Shift| shift.is_silent(patience);
        while let Some(shift) = self.shifts.iter().position(silent) {
            let member = self.shifts[shift].member;
            self.node.disconnect(&self.members[member].name);
            self.lose(member, format!("silent for {patience:?}")).await;
        }
    }

    /// Takes a node for lost. What it has told is counted.
    async fn lose(&mut self, member: usize, why: String) {
        self.members[member].lost = Some(why);
        let is_its = |shift: &Shift| {
            shift.member == member && shift.state == State::AtWork
        };
        for number in 0..self.shifts.len() {
            let shift = &mut self.shifts[number];
            if !is_its(shift) {
                continue;
            }
            shift.state = State::Lost;
            process::demonitor_flush(shift.monitor);
            if self.work.on_loss == OnLoss::Redistribute
                && self.ended == Ended::Finished
            {
                self.redistribute(number).await;
            }
        }
    }

    /// Divides what a lost node is not known to have sent among the others.
    async fn redistribute(&mut self, lost: usize) {
        let shift = &self.shifts[lost];
        let (member, done) = (shift.member, shift.done);
        if shift.unknown().is_none_or(|unknown| unknown == 0) {
            return;
        }
        let plan = later(&shift.plan, self.start.elapsed());
        let others = 0..self.members.len();
        let others = others.filter(|it| self.members[*it].lost.is_none());
        let others: Vec<_> = others.collect();
        let of = others.len();
        for (number, other) in others.into_iter().enumerate() {
            let share = Share { number, of }.of_plan(&plan, done);
            let requests = share.until.requests.unwrap_or(0);
            if requests == 0 {
                continue;
            }
            let next = self.shifts.len();
            let (name, plan) = (&self.members[other].name, share.clone());
            let accepted = order(&self.node, &self.work, name, next, plan);
            // One that is lost too is noticed as any other.
            let Ok(Accepted { shift, .. }) = accepted.await else { continue };
            let mut shift = Shift::new(other, shift, share);
            shift.next = self.seconds.next();
            self.shifts.push(shift);
            self.members[member].redistributed += requests;
        }
    }

    /// Returns up to which second all have told.
    fn told_by_all(&self) -> u64 {
        let at_work = self.shifts.iter();
        let at_work = at_work.filter(|it| it.state == State::AtWork);
        let next = at_work.map(|shift| shift.next).min();
        next.unwrap_or_else(|| self.seconds.end())
    }

    /// Tells the audience of the seconds before this one.
    fn tell_seconds(&mut self, end: u64) {
        while let Some((at, part)) = self.seconds.take_before(end) {
            let second = part.second(at, self.warmup());
            if self.told.len() < MOST_SECONDS {
                self.told.push(second.clone());
            }
            self.audience.send(Progress::Second(second));
        }
    }

    /// Lets the nodes take part in other runs, and waits until they can.
    async fn release(&self) {
        let here = |member: &&Member| member.lost.is_none();
        for member in self.members.iter().filter(here) {
            let host = ProcessRef::<host::Message>::across((
                HOST,
                member.name.clone(),
            ));
            let released = host.call(host::Message::Release);
            // It learns of the end of this process too.
            let _ = released.within(self.work.patience).await;
        }
    }

    fn end(mut self) {
        let shifts =
            |member| self.shifts.iter().filter(move |it| it.member == member);
        let nodes = self.members.iter().enumerate();
        let nodes = nodes.map(|(number, it)| it.share(shifts(number)));
        let nodes = nodes.collect();
        let own = self.meter.read();
        let cost = self.members.iter().fold(own, |all, it| all.and(it.cost));
        let cores = cores(&self.members).max(own.cores);
        let measured = Measured {
            ended: self.ended,
            began: self.began,
            elapsed: self.elapsed,
            tally: std::mem::take(&mut self.total),
            seconds: std::mem::take(&mut self.told),
            lost: Vec::new(),
            nodes,
            cost: Cost { cores, wall: own.wall, ..cost },
        };
        self.audience.send(Progress::Ended(Box::new(measured)));
    }
}

/// Tells the process of a share.
fn send(shift: &Shift, message: shift::Message) {
    ProcessRef::across(shift.pid).send(message);
}

/// Returns how many processors there are, those of each machine once.
fn cores(members: &[Member]) -> usize {
    let mut machines: Vec<_> =
        members.iter().map(|it| (&it.host, it.cost.cores)).collect();
    machines.sort_unstable();
    machines.dedup_by(|a, b| {
        let is_same = a.0 == b.0;
        b.1 = b.1.max(a.1);
        is_same
    });
    machines.into_iter().map(|(_, cores)| cores).sum()
}
