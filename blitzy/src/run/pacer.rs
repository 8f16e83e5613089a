//! The thread that says when a request is due.

use std::ops::Range;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::course::Course;
use super::queue::{Queue, Slot, Ticket};
use super::schedule::Schedule;

/// Says when requests are due, on a thread of its own: tokio's timers are a
/// millisecond late, a thread that sleeps a tenth of that. Dropping it stops
/// the course, and waits until the thread has seen that.
#[derive(Debug)]
pub(super) struct Pacer {
    course: Arc<Course>,
    thread: Option<JoinHandle<()>>,
}

/// Which requests are due when.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) schedule: Schedule,
    /// Those that count; those before them warm up.
    pub(super) counted: Range<u64>,
}

impl Pacer {
    /// Puts requests into the course's queue as they come due, and closes it
    /// after the last.
    pub(super) fn start(
        due: Due,
        began: Instant,
        course: Arc<Course>,
        queue: Arc<Queue>,
    ) -> Self {
        let pace = {
            let course = Arc::clone(&course);
            move || {
                due.pace(began, &course, &queue);
                queue.close();
            }
        };
        let thread = thread::Builder::new().name("pacer".to_owned());
        let thread = thread.spawn(pace).expect("a thread can be started");
        Self { course, thread: Some(thread) }
    }
}

impl Drop for Pacer {
    fn drop(&mut self) {
        self.course.stop();
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It does not panic; if it did, there is nothing left to stop.
            let _ = thread.join();
        }
    }
}

impl Due {
    fn pace(&self, began: Instant, course: &Course, queue: &Queue) {
        for number in 0..self.counted.end {
            let due = began + self.schedule.due(number);
            loop {
                if course.is_stopped() {
                    // Others have come due that were not seen in time.
                    let due = self.schedule.count_before(began.elapsed());
                    let due = due.min(self.counted.end);
                    let first = number.max(self.counted.start);
                    course.miss(due.saturating_sub(first));
                    return;
                }
                let left = due.saturating_duration_since(Instant::now());
                if left == Duration::ZERO {
                    break;
                }
                thread::park_timeout(left);
            }
            let ticket = match number.checked_sub(self.counted.start) {
                Some(number) => Ticket::Counted(number),
                None => Ticket::Warmup(number),
            };
            let pushed = queue.push(Slot { due, ticket });
            if pushed.is_err() && matches!(ticket, Ticket::Counted(_)) {
                course.miss(1);
            }
        }
    }
}
