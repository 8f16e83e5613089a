//! The connections of one machine, and their clock.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{ExitReason, GenServer, Mailbox, Pid, process};

use super::connection::{Connection, Opening};
use super::course::{Clock, Course};
use super::engines::Engines;
use super::news::{Audience, Last, News, Part};
use super::pacer::{Due, Pacer};
use super::queue::{Queue, Ticket};
use super::schedule::Schedule;
use crate::engine::Engine;
use crate::measure::Tally;
use crate::plan::{KeepAlive, Load, Plan};

const SECOND: Duration = Duration::from_secs(1);

/// What the coordinator, connections and timers tell a group.
#[derive(Debug)]
pub(crate) enum Message {
    /// A connection is open, or could not be opened, or is to be opened later.
    Ready,
    /// All groups are ready: begin.
    Begin,
    /// A second is over.
    Tick,
    /// The grace after the end is over.
    Cut,
    /// Stop now.
    Stop,
}

/// A group of connections.
pub(crate) struct Group {
    plan: Plan,
    audience: Audience,
    course: Arc<Course>,
    /// In the open model.
    queue: Option<Arc<Queue>>,
    pacer: Option<Pacer>,
    connections: Vec<Pid>,
    /// Connections that are not ready yet.
    opening: usize,
    /// Connections that have not ended.
    alive: usize,
    clock: Option<Clock>,
    stopped: Option<Instant>,
    last: Option<Instant>,
}

impl GenServer for Group {
    type Args = (Plan, Engines, Audience);
    type Message = Message;

    async fn init((plan, engines, audience): Self::Args) -> Init<Self> {
        // The end of a connection is news; a crash of one is the group's.
        process::trap_exit(true);
        let lanes = thread::available_parallelism().map_or(1, NonZero::get);
        let connections = senders(&plan);
        let course = Course::new(&plan, lanes, connections);
        let queue = match plan.load {
            Load::Closed => None,
            Load::Open { max_in_flight, .. } => {
                Some(Arc::new(Queue::new(max_in_flight)))
            }
        };
        let mut group = Self {
            plan,
            audience,
            course: Arc::new(course),
            queue,
            pacer: None,
            connections: Vec::new(),
            opening: connections,
            alive: connections,
            clock: None,
            stopped: None,
            last: None,
        };
        match engines {
            Engines::Http1(engines) => group.connect(engines),
            Engines::Http2(engines) => group.connect(engines),
            Engines::General(engines) => group.connect(engines),
        }
        if connections == 0 {
            (group.audience)(News::Ready);
        }
        Init::ok(group)
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Ready => {
                self.opening -= 1;
                if self.opening == 0 {
                    (self.audience)(News::Ready);
                }
            }
            Message::Begin => {
                self.begin();
                if self.alive == 0 {
                    return self.finish();
                }
            }
            Message::Tick => {
                let part = Box::new(self.count());
                (self.audience)(News::Second(part));
            }
            Message::Cut | Message::Stop => {
                self.stop();
                if self.alive == 0 {
                    return self.finish();
                }
            }
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        let Info::Exit(exit) = info else {
            info.log();
            return Next::Continue;
        };
        match exit.reason {
            ExitReason::Normal | ExitReason::Shutdown => {}
            reason => return Next::Stop(reason),
        }
        self.alive -= 1;
        // What has not begun is not over, unless it is stopped.
        let has_begun = self.clock.is_some() || self.stopped.is_some();
        if self.alive == 0 && has_begun {
            return self.finish();
        }
        Next::Continue
    }
}

/// Returns how many requests can be under way: no more than are sent at all.
fn senders(plan: &Plan) -> usize {
    let senders = plan.connections.saturating_mul(plan.streams);
    let all = plan.until.requests.unwrap_or(u64::MAX);
    // Those to warm up are as many as there is time for.
    if plan.warmup > Duration::ZERO && all > 0 {
        return senders;
    }
    senders.min(usize::try_from(all).unwrap_or(usize::MAX))
}

impl Group {
    fn connect<E: Engine>(&mut self, engines: impl Iterator<Item = E>) {
        let group = process::this();
        let count = self.alive;
        for (number, engine) in engines.take(count).enumerate() {
            let connection = Connection {
                engine,
                number,
                opening: self.opening_of(number, count),
                course: Arc::clone(&self.course),
                seat: self.course.seat(number),
                group: group.clone(),
            };
            let queue = self.queue.clone();
            let connection =
                process::spawn_link(async move |_: Mailbox<()>| match queue {
                    Some(queue) => connection.open(queue).await,
                    None => connection.closed().await,
                });
            self.connections.push(connection.pid());
        }
    }

    fn opening_of(&self, number: usize, count: usize) -> Opening {
        let ramp = self.plan.ramp;
        if self.plan.keep_alive == KeepAlive::No {
            Opening::Each
        } else if ramp == Duration::ZERO || self.queue.is_some() {
            Opening::Before
        } else {
            #[expect(
                clippy::cast_precision_loss,
                reason = "there are fewer than 2^53 connections"
            )]
            let share = number as f64 / count as f64;
            Opening::After(ramp.mul_f64(share))
        }
    }

    fn begin(&mut self) {
        let clock = self.course.begin();
        self.clock = Some(clock);
        let this = process::this();
        process::send_interval(&this, || Message::Tick, SECOND);
        let mut last_due = clock.ends;
        if let (Load::Open { rate, .. }, Some(queue)) =
            (self.plan.load, &self.queue)
        {
            let Plan { ramp, turns, .. } = self.plan;
            let due = self.due(Schedule::new(rate, ramp, turns));
            let last = due.schedule.due(due.counted.end.saturating_sub(1));
            last_due = last_due.or(Some(clock.began + last));
            let course = Arc::clone(&self.course);
            let queue = Arc::clone(queue);
            self.pacer = Some(Pacer::start(due, clock.began, course, queue));
        }
        // Without an end each request has its own.
        if let Some(ends) = last_due {
            let cut = ends + self.plan.grace - clock.began;
            process::send_after(&this, Message::Cut, cut);
        }
    }

    /// Returns which requests are due when.
    fn due(&self, schedule: Schedule) -> Due {
        let Plan { warmup, until, .. } = self.plan;
        let first = schedule.count_before(warmup);
        let by_time = until
            .duration
            .map(|duration| schedule.count_before(warmup + duration));
        let by_count = until.requests.map(|all| first.saturating_add(all));
        let end = [by_time, by_count].into_iter().flatten().min();
        Due { schedule, counted: first..end.unwrap_or(u64::MAX) }
    }

    /// Ends all connections at whatever they wait for.
    fn stop(&mut self) {
        if self.stopped.is_some() {
            return;
        }
        self.stopped = Some(Instant::now());
        self.course.stop();
        for connection in &self.connections {
            process::exit(*connection, ExitReason::Shutdown);
        }
    }

    /// Takes what the connections have counted since the last time.
    fn count(&mut self) -> Part {
        let mut tally = Tally::default();
        for lane in self.course.lanes() {
            let counted = lane.take();
            tally.merge(&counted.tally);
            self.last = self.last.max(counted.last);
        }
        let waiting = self.queue.as_ref().map_or(0, |queue| queue.waiting());
        let in_flight = self.course.under_way() + waiting;
        Part { tally, in_flight: in_flight as u64 }
    }

    /// Counts what is left, and ends. The connections have ended.
    fn finish(&mut self) -> Next {
        let now = self.stopped.unwrap_or_else(Instant::now);
        drop(self.pacer.take());
        self.course.give_up(now);
        if let Some(queue) = &self.queue {
            let never_sent = queue.drain().into_iter();
            let never_sent = never_sent
                .filter(|slot| matches!(slot.ticket, Ticket::Counted(_)));
            self.course.miss(never_sent.count() as u64);
        }
        let mut part = self.count();
        part.in_flight = 0;
        let elapsed = self.clock.map_or(Duration::ZERO, |clock| {
            let planned = clock.ends.map(|ends| ends.min(now));
            // Whoever gives up has waited until then.
            let waited = (!part.tally.unfinished.is_empty()).then_some(now);
            let end = planned.max(self.last).max(waited);
            let end = end.unwrap_or(clock.counts);
            end.saturating_duration_since(clock.counts)
        });
        let last = Box::new(Last { part, elapsed });
        (self.audience)(News::Finished(last));
        Next::stop(ExitReason::Normal)
    }
}
