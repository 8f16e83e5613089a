//! What is traced, remembered and counted of a server, when somebody asks for
//! it.

use std::collections::VecDeque;
use std::fmt;
use std::time::SystemTime;

use super::{Activity, Switch};
use crate::pid::Pid;

/// Something that a server did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SystemEvent {
    /// It received this.
    In(String),
    /// It has this state after it handled something; only of servers that
    /// [say](crate::GenServer::format_status) what their state is.
    State(String),
}

impl fmt::Display for SystemEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::In(message) => write!(f, "got {message}"),
            Self::State(state) => write!(f, "new state {state}"),
        }
    }
}

/// What was counted of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// Since when.
    pub start_time: SystemTime,
    /// How many messages it has received, the requests of `sys` not among
    /// them.
    pub messages_in: u64,
}

#[derive(Default)]
pub(crate) struct Watching {
    activity: Activity,
    traced: bool,
    /// How many events are remembered.
    room: usize,
    events: VecDeque<SystemEvent>,
    statistics: Option<Statistics>,
}

impl Watching {
    pub(crate) fn activity(&self) -> Activity {
        self.activity
    }

    pub(crate) fn set_activity(&mut self, activity: Activity) {
        self.activity = activity;
    }

    /// Returns whether the server may forget about it.
    pub(crate) fn is_over(&self) -> bool {
        self.activity == Activity::Running
            && !self.traced
            && self.room == 0
            && self.statistics.is_none()
    }

    pub(crate) fn trace(&mut self, switch: Switch) {
        self.traced = switch == Switch::On;
    }

    pub(crate) fn log(&mut self, events: usize) {
        self.room = events;
        let too_many = self.events.len().saturating_sub(events);
        self.events.drain(..too_many);
    }

    pub(crate) fn logged(&self) -> Vec<SystemEvent> {
        self.events.iter().cloned().collect()
    }

    pub(crate) fn count(&mut self, switch: Switch) {
        let start_time = SystemTime::now();
        let zero = Statistics { start_time, messages_in: 0 };
        self.statistics = (switch == Switch::On).then_some(zero);
    }

    pub(crate) fn statistics(&self) -> Option<Statistics> {
        self.statistics
    }

    pub(crate) fn clear(&mut self) {
        *self = Self { activity: self.activity, ..Self::default() };
    }

    /// Notes that `pid`, the server, has received something.
    pub(crate) fn received(&mut self, pid: Pid, what: &dyn fmt::Debug) {
        if let Some(statistics) = &mut self.statistics {
            statistics.messages_in += 1;
        }
        if self.tells() {
            self.tell(pid, SystemEvent::In(format!("{what:?}")));
        }
    }

    /// Notes the state of the server after it handled something.
    pub(crate) fn handled(&mut self, pid: Pid, state: &dyn fmt::Debug) {
        if self.tells() {
            self.tell(pid, SystemEvent::State(format!("{state:?}")));
        }
    }

    fn tells(&self) -> bool {
        self.traced || self.room > 0
    }

    fn tell(&mut self, pid: Pid, event: SystemEvent) {
        if self.traced {
            tracing::info!(target: "actor_core::trace", %pid, "{event}");
        }
        if self.room == 0 {
            return;
        }
        if self.events.len() == self.room {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }
}
