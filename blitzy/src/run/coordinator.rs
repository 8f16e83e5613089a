//! Puts together what the groups count.

use std::time::{Duration, SystemTime};

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{ExitReason, GenServer, ProcessRef, process};

use super::Progress;
use super::cost::Meter;
use super::engines::Engines;
use super::group::{self, Group, Last, Part};
use super::measured::{Ended, Measured, Second};
use crate::measure::Tally;
use crate::plan::Plan;

/// Of a run that nobody ends the seconds of the first week are kept.
const MOST_SECONDS: usize = 7 * 24 * 60 * 60;

/// What groups and users tell the coordinator.
#[derive(Debug)]
pub(super) enum Message {
    /// A group can begin.
    Ready,
    /// What a group has counted in the last second.
    Second(Box<Part>),
    /// What it has counted since, and that it is done.
    Finished(Box<Last>),
    /// Stop now.
    Stop,
}

/// Puts together what the groups count, and tells the audience.
///
/// There is one group as long as a run has one machine.
pub(super) struct Coordinator {
    audience: ProcessRef<Progress>,
    warmup: Duration,
    group: ProcessRef<group::Message>,
    total: Tally,
    seconds: Vec<Second>,
    at: u64,
    ended: Ended,
    began: SystemTime,
    meter: Meter,
}

impl GenServer for Coordinator {
    type Args = (Plan, Engines, ProcessRef<Progress>);
    type Message = Message;

    async fn init((plan, engines, audience): Self::Args) -> Init<Self> {
        process::trap_exit(true);
        let warmup = plan.warmup;
        let group = Group::start_link((plan, engines, process::this())).await;
        match group {
            Ok(group) => Init::ok(Self {
                audience,
                warmup,
                group,
                total: Tally::default(),
                seconds: Vec::new(),
                at: 0,
                ended: Ended::Finished,
                began: SystemTime::now(),
                meter: Meter::start(),
            }),
            Err(error) => Init::error(ExitReason::error(error)),
        }
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Ready => {
                self.began = SystemTime::now() + self.warmup;
                self.meter = Meter::start();
                self.group.cast(group::Message::Begin);
                self.audience.send(Progress::Started);
            }
            Message::Second(part) => self.second(*part),
            Message::Finished(last) => {
                let Last { part, elapsed } = *last;
                // Often nothing is over after the last whole second.
                if part.tally != Tally::default() {
                    self.second(part);
                }
                return self.end(elapsed, Vec::new());
            }
            Message::Stop => {
                self.ended = Ended::Interrupted;
                self.group.cast(group::Message::Stop);
            }
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            // What it had counted came before.
            Info::Exit(exit) if exit.reason == ExitReason::Normal => {}
            Info::Exit(exit) => {
                let lost = vec![exit.reason.to_string()];
                let elapsed = self.meter.read().wall;
                return self.end(elapsed.saturating_sub(self.warmup), lost);
            }
            info => info.log(),
        }
        Next::Continue
    }
}

impl Coordinator {
    /// Adds what was counted in a second.
    fn second(&mut self, part: Part) {
        let Part { tally, in_flight } = part;
        self.total.merge(&tally);
        let is_warmup = Duration::from_secs(self.at + 1) <= self.warmup;
        let completed = tally.completed();
        let times = tally.latency();
        let time = |percent| times.percentile(percent).unwrap_or_default();
        let second = Second {
            at: self.at,
            is_warmup,
            completed: completed + tally.warmup,
            failed: tally.failed.len(),
            errors: tally.errors.len(),
            missed: tally.missed,
            in_flight,
            body_bytes: tally.body_bytes,
            p50: time(50.0),
            p99: time(99.0),
            max: time(100.0),
        };
        self.at += 1;
        if self.seconds.len() < MOST_SECONDS {
            self.seconds.push(second.clone());
        }
        self.audience.send(Progress::Second(second));
    }

    fn end(&mut self, elapsed: Duration, lost: Vec<String>) -> Next {
        let measured = Measured {
            ended: self.ended,
            began: self.began,
            elapsed,
            tally: std::mem::take(&mut self.total),
            seconds: std::mem::take(&mut self.seconds),
            lost,
            cost: self.meter.read(),
        };
        self.audience.send(Progress::Ended(Box::new(measured)));
        Next::stop(ExitReason::Normal)
    }
}
