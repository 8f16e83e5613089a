//! Puts together what the group of a run counts.

use std::time::{Duration, SystemTime};

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{ExitReason, GenServer, ProcessRef, process};

use super::Progress;
use super::cost::Meter;
use super::engines::Engines;
use super::group::{self, Group};
use super::measured::{Ended, MOST_SECONDS, Measured, Second};
use super::news::{Audience, Last, News, Part};
use crate::measure::Tally;
use crate::plan::Plan;

/// What the group and users tell the coordinator.
#[derive(Debug)]
pub(super) enum Message {
    /// What the group tells.
    Group(News),
    /// Stop now.
    Stop,
}

/// Puts together what the group counts, and tells the audience.
///
/// A run of one machine has one group; that of many has a coordinator of its
/// own, in [`cluster`](crate::cluster).
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
        let this: ProcessRef<Message> = process::this();
        let told: Audience =
            Box::new(move |news| this.cast(Message::Group(news)));
        let group = Group::start_link((plan, engines, told)).await;
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
            Message::Group(News::Ready) => {
                self.began = SystemTime::now() + self.warmup;
                self.meter = Meter::start();
                self.group.cast(group::Message::Begin);
                self.audience.send(Progress::Started);
            }
            Message::Group(News::Second(part)) => self.second(&part),
            Message::Group(News::Finished(last)) => {
                let Last { part, elapsed } = *last;
                // Often nothing is over after the last whole second.
                if part.tally != Tally::default() {
                    self.second(&part);
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
    fn second(&mut self, part: &Part) {
        self.total.merge(&part.tally);
        let second = part.second(self.at, self.warmup);
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
            nodes: Vec::new(),
            cost: self.meter.read(),
        };
        self.audience.send(Progress::Ended(Box::new(measured)));
        Next::stop(ExitReason::Normal)
    }
}
