//! What a connection does: a process that sends one request at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actor_core::ProcessRef;
use tokio::time::{sleep, sleep_until};

use super::course::{Clock, Course, Seat};
use super::group::Message;
use super::lane::Over;
use super::queue::Queue;
use crate::engine::Engine;

/// After a connection that could not be opened; else a target that is down
/// would be asked a hundred thousand times a second.
const PAUSE: Duration = Duration::from_millis(10);

/// A connection of a group.
pub(super) struct Connection<E> {
    pub(super) engine: E,
    /// Its number in the group.
    pub(super) number: usize,
    pub(super) opening: Opening,
    pub(super) course: Arc<Course>,
    pub(super) seat: Arc<Seat>,
    pub(super) group: ProcessRef<Message>,
}

/// When a connection is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Before the run begins, so that no request takes longer for it.
    Before,
    /// So long after the run has begun, before its first request.
    After(Duration),
    /// With each request, as a part of it.
    Each,
}

impl<E: Engine> Connection<E> {
    /// Sends the next request when the last is answered.
    pub(super) async fn closed(mut self) {
        let clock = self.begin().await;
        let lane = self.course.lane(self.number);
        let epoch = self.course.epoch();
        let mut began = Instant::now();
        while let Some(ticket) = self.course.take(&clock, began) {
            self.seat.begin(ticket, began - epoch);
            let number = self.course.number(ticket);
            let ready = self.engine.ready().await;
            let is_connected = ready.is_ok();
            let (opened, outcome) = match ready {
                Ok(opened) => (opened, self.engine.exchange(number).await),
                Err(failure) => (None, Err(failure)),
            };
            let ended = Instant::now();
            let sent = None;
            lane.count(Over { ticket, began, sent, ended, opened, outcome });
            self.seat.end();
            began = ended;
            if !is_connected {
                sleep(PAUSE).await;
                began = Instant::now();
            }
        }
        // Those who wait for their turn need not come.
        self.course.stop();
    }

    /// Sends what is due.
    pub(super) async fn open(mut self, queue: Arc<Queue>) {
        self.begin().await;
        let lane = self.course.lane(self.number);
        let epoch = self.course.epoch();
        while let Some(slot) = queue.next().await {
            let (ticket, began) = (slot.ticket, slot.due);
            self.seat.begin(ticket, began - epoch);
            let number = self.course.number(ticket);
            let (opened, sent, outcome) = match self.engine.ready().await {
                Ok(opened) => {
                    let sent = Some(Instant::now());
                    let outcome = self.engine.exchange(number).await;
                    (opened, sent, outcome)
                }
                Err(failure) => (None, None, Err(failure)),
            };
            let ended = Instant::now();
            lane.count(Over { ticket, began, sent, ended, opened, outcome });
            self.seat.end();
            queue.is_over();
        }
    }

    /// Waits until the run has begun, and opens the connection before or after.
    async fn begin(&mut self) -> Clock {
        if self.opening == Opening::Before {
            self.connect().await;
        }
        self.group.cast(Message::Ready);
        let clock = self.course.begun().await;
        if let Opening::After(delay) = self.opening {
            let course = Arc::clone(&self.course);
            let turn = clock.began + delay;
            let end = clock.ends.unwrap_or(turn);
            // If the run is over before, nobody needs the connection.
            tokio::select! {
                biased;
                () = course.stopped() => {}
                () = sleep_until(end.into()), if end < turn => {}
                () = sleep_until(turn.into()) => self.connect().await,
            }
        }
        clock
    }

    /// A connection that cannot be opened is for the first request to meet.
    async fn connect(&mut self) {
        if let Ok(Some(time)) = self.engine.ready().await {
            self.course.lane(self.number).opened(time);
        }
    }
}
