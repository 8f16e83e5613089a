//! The timeouts of a machine.

use std::any::type_name;
use std::collections::VecDeque;
use std::time::Duration;

use crate::process;
use crate::system::System;
use crate::timer::Timer;

/// One of the timeouts of a machine; each runs at most once at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timeout {
    /// That of the state, cancelled when the state changes.
    State,
    /// That of events, cancelled by every event.
    Event,
    /// One with a name, cancelled by nothing but the machine.
    Named(&'static str),
}

/// The message that a time is over.
pub(super) struct Fired {
    timeout: Timeout,
    id: u64,
}

#[derive(Default)]
pub(super) struct Timers {
    running: Vec<Running>,
    /// Timeouts of no time, which wait for no clock.
    due: VecDeque<Timeout>,
}

struct Running {
    timeout: Timeout,
    id: u64,
    timer: Timer,
}

impl Timers {
    /// Starts a timeout again, or cancels it if no time is given.
    pub(super) fn set(&mut self, timeout: Timeout, time: Option<Duration>) {
        self.cancel(timeout);
        match time {
            None => {}
            Some(Duration::ZERO) => self.due.push_back(timeout),
            Some(time) => self.running.push(Running::start(timeout, time)),
        }
    }

    pub(super) fn cancel(&mut self, timeout: Timeout) {
        self.due.retain(|due| *due != timeout);
        self.running.retain(|running| running.timeout != timeout);
    }

    /// Takes the first timeout of no time.
    pub(super) fn take_due(&mut self) -> Option<Timeout> {
        self.due.pop_front()
    }

    /// Returns which timeout a message is about; nothing if that one was
    /// cancelled when the message was in the mailbox already.
    pub(super) fn take(&mut self, fired: &Fired) -> Option<Timeout> {
        let mut running = self.running.iter();
        let at = running.position(|running| running.id == fired.id)?;
        self.running.remove(at);
        Some(fired.timeout)
    }
}

impl Running {
    fn start(timeout: Timeout, time: Duration) -> Self {
        let me = process::me();
        let system = System::current();
        let id = system.kernel.number();
        let machine = me.clone();
        let timer = system.start_timer(Some(me), time, move || {
            let fired = Box::new(Fired { timeout, id });
            machine.deliver(fired, type_name::<Fired>());
            None
        });
        Self { timeout, id, timer }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.timer.cancel();
    }
}
