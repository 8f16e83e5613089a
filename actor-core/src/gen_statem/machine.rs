//! The server that a machine runs in: in which order its events are handled.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::mem;

use super::timers::{Fired, Timeout, Timers};
use super::transition::{Enter, To, Transition};
use super::{Event, GenStatem};
use crate::exit::ExitReason;
use crate::gen_server::{GenServer, Info, Init, Next};

/// A machine that runs, as [`sys`](crate::sys) shows it. Whoever replaces its
/// state by `sys` makes no transition: nothing is entered, retried or
/// cancelled.
pub struct Machine<S: GenStatem> {
    /// The state that it is in.
    pub state: S::State,
    /// Its data.
    pub data: S,
    /// What is handled before the mailbox is looked at again.
    events: VecDeque<Event<S::Message>>,
    /// What waits for a change of the state, oldest first.
    postponed: Vec<Event<S::Message>>,
    timers: Timers,
}

impl<S: GenStatem> GenServer for Machine<S> {
    type Args = S::Args;
    type Message = S::Message;

    async fn init(args: S::Args) -> Init<Self> {
        match S::init(args).await {
            super::Init::Ok(state, data) => Init::ok_continue(Self {
                state,
                data,
                events: VecDeque::new(),
                postponed: Vec::new(),
                timers: Timers::default(),
            }),
            super::Init::Ignore => Init::Ignore,
            super::Init::Error(reason) => Init::Error(reason),
        }
    }

    async fn handle_continue(&mut self) -> Next {
        let enter = self.data.enter(&self.state, &self.state).await;
        match self.start_timeouts(enter) {
            Some(reason) => Next::Stop(reason),
            None => self.handle_all().await,
        }
    }

    async fn handle(&mut self, message: S::Message) -> Next {
        self.events.push_back(Event::Message(message));
        self.handle_all().await
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        let event = match info {
            Info::Unknown(unknown) => match unknown.downcast::<Fired>() {
                Ok(fired) => self.timers.take(&fired).map(Event::Timeout),
                Err(unknown) => Some(Event::Info(Info::Unknown(unknown))),
            },
            info => Some(Event::Info(info)),
        };
        self.events.extend(event);
        self.handle_all().await
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        self.data.terminate(reason, &self.state).await;
    }

    fn format_message(message: &S::Message) -> Option<&dyn Debug> {
        S::format_message(message)
    }

    fn format_status(&self) -> Option<&dyn Debug> {
        Some(&self.state)
    }
}

impl<S: GenStatem> Machine<S> {
    /// Handles events until none is left but those in the mailbox.
    async fn handle_all(&mut self) -> Next {
        while let Some(event) = self.next_event() {
            let transition = self.data.handle_event(&self.state, event).await;
            if let Some(reason) = self.make(transition).await {
                return Next::Stop(reason);
            }
        }
        Next::Continue
    }

    fn next_event(&mut self) -> Option<Event<S::Message>> {
        let event = self.events.pop_front();
        event.or_else(|| self.timers.take_due().map(Event::Timeout))
    }

    /// Makes a transition. Returns why the machine terminates, if it does.
    async fn make(&mut self, transition: Transition<S>) -> Option<ExitReason> {
        let Transition { to, postponed, inserted, timeouts } = transition;
        self.postponed.extend(postponed);
        self.timers.cancel(Timeout::Event);
        let enter = match to {
            To::Stop(reason) => return Some(reason),
            To::Keep => Enter::default(),
            To::Repeat => self.data.enter(&self.state, &self.state).await,
            To::Next(state) if state == self.state => {
                self.state = state;
                Enter::default()
            }
            To::Next(state) => {
                let before = mem::replace(&mut self.state, state);
                self.timers.cancel(Timeout::State);
                for event in self.postponed.drain(..).rev() {
                    self.events.push_front(event);
                }
                self.data.enter(&before, &self.state).await
            }
        };
        for message in inserted.into_iter().rev() {
            self.events.push_front(Event::Internal(message));
        }
        for (timeout, time) in timeouts {
            self.timers.set(timeout, time);
        }
        self.start_timeouts(enter)
    }

    /// Does what was said on entering a state.
    fn start_timeouts(&mut self, enter: Enter) -> Option<ExitReason> {
        for (timeout, time) in enter.timeouts {
            self.timers.set(timeout, time);
        }
        enter.stop
    }
}
