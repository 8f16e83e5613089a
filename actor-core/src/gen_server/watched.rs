//! The loop of a server that somebody looks into by [`sys`](crate::sys): of
//! one that is suspended, traced, logged or counted.
//!
//! It is a loop of its own, so that all others carry nothing for it.

use std::any::{Any, type_name};
use std::fmt;

use super::run::{handle_event, is_end};
use super::{GenServer, Info, Next};
use crate::exit::Exit;
use crate::pid::Pid;
use crate::process::{
    self, Choice, Envelope, Event, Mailbox, Rare, Receive, Select,
};
use crate::sys::{Activity, Request, Status, Watching};

/// Does what is asked, and handles messages for as long as there is more to do
/// than that. Returns how the server goes on then; `next` is how it was about
/// to when it was asked.
pub(super) async fn serve<S: GenServer>(
    mailbox: &mut Mailbox<S::Message>,
    state: &mut S,
    mut next: Next,
    parent: Pid,
    request: Request,
) -> Next {
    let me = mailbox.pid();
    let mut watching = Watching::default();
    let mut request = Some(request);
    loop {
        if let Some(request) = request.take() {
            next = obey(request, state, &mut watching, parent, next);
        }
        if watching.is_over() {
            return next;
        }
        next = match next {
            Next::Stop(_) => return next,
            Next::HandleContinue => state.handle_continue().await,
            Next::Continue | Next::ContinueWithin(_) => {
                let event = if watching.activity() == Activity::Suspended {
                    let system = TheSystem { parent };
                    Some(Receive::new(mailbox, system).await)
                } else if let Next::ContinueWithin(time) = next {
                    mailbox.next().within(time).await
                } else {
                    Some(mailbox.next().await)
                };
                let event = match event {
                    Some(Event::Unknown(unknown)) => {
                        match unknown.downcast::<Request>() {
                            Ok(asked) => {
                                request = Some(asked);
                                continue;
                            }
                            Err(unknown) => Some(Event::Unknown(unknown)),
                        }
                    }
                    event => event,
                };
                watching.received(me, &Described::<S>(&event));
                match event {
                    Some(event) => handle_event(state, event, parent).await,
                    None => state.handle_info(Info::Timeout).await,
                }
            }
        };
        if let Some(state) = state.format_status() {
            watching.handled(me, state);
        }
    }
}

/// Does what is asked.
fn obey<S: GenServer>(
    request: Request,
    state: &mut S,
    watching: &mut Watching,
    parent: Pid,
    next: Next,
) -> Next {
    match request {
        Request::Suspend(reply) => {
            watching.set_activity(Activity::Suspended);
            reply.send(());
        }
        Request::Resume(reply) => {
            watching.set_activity(Activity::Running);
            reply.send(());
        }
        Request::Visit(visit) => {
            let state: &mut dyn Any = state;
            visit(state);
        }
        Request::Watch(watch) => watch(watching),
        Request::State(reply) => reply.send(state.state_term()),
        Request::Status(reply) => {
            let pid = process::id();
            let state = state.format_status();
            reply.send(Status {
                pid,
                name: process::info(pid).and_then(|info| info.name),
                // A server that nobody is linked to is its own parent.
                parent: (parent != pid).then_some(parent),
                activity: watching.activity(),
                server: type_name::<S>(),
                state: state.map(|state| format!("{state:?}")),
            });
        }
        Request::Terminate(reason, reply) => {
            reply.send(());
            return Next::Stop(reason);
        }
    }
    next
}

/// What a server has received, in the words that it has for it.
struct Described<'a, S: GenServer>(&'a Option<Event<S::Message>>);

impl<S: GenServer> fmt::Debug for Described<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("Timeout"),
            Some(Event::Message(message)) => match S::format_message(message) {
                Some(message) => message.fmt(f),
                None => f.write_str(type_name::<S::Message>()),
            },
            Some(Event::Exit(exit)) => exit.fmt(f),
            Some(Event::Down(down)) => down.fmt(f),
            Some(Event::Unknown(unknown)) => unknown.fmt(f),
        }
    }
}

/// Chooses what a suspended server does not leave where it is.
struct TheSystem {
    parent: Pid,
}

impl<M> Select<M> for TheSystem {
    type Output = Event<M>;

    fn choose(&mut self, envelope: &Envelope<M>) -> Choice {
        let Envelope::Rare(rare) = envelope else { return Choice::Leave };
        let is_system = match &**rare {
            Rare::Exit(exit) => is_end(exit, self.parent),
            Rare::Unknown(unknown) => {
                unknown.downcast_ref::<Request>().is_some()
            }
            Rare::Down(_) => false,
        };
        if is_system { Choice::Take } else { Choice::Leave }
    }

    fn take(
        &mut self,
        envelope: Envelope<M>,
        _: &Mailbox<M>,
    ) -> Option<Event<M>>
    where
        M: Send + 'static,
    {
        let Envelope::Rare(rare) = envelope else { return None };
        match *rare {
            Rare::Exit(Exit { from, reason }) => {
                Some(Event::Exit(Exit { from, reason }))
            }
            Rare::Unknown(unknown) => Some(Event::Unknown(unknown)),
            Rare::Down(_) => None,
        }
    }
}
