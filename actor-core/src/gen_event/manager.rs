//! The process of an event manager.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::oneshot;

use super::handler::{Installed, Make, Remake, Step, Wanted};
use super::{EventHandler, EventManagerRef, Handled, HandlerError, Removal};
use crate::call::Reply;
use crate::exit::{Exit, ExitReason};
use crate::gen_server::{
    self, GenServer, Info, Init, Next, StartError, Starter,
};
use crate::pid::{Name, Pid};
use crate::process::{self, Process};
use crate::report;

/// The server that handlers are added to. It traps exits.
pub struct EventManager<E> {
    /// The newest first.
    handlers: Vec<Installed<E>>,
}

/// What an event manager understands; sent by the methods of an
/// [`EventManagerRef`](super::EventManagerRef).
pub struct Message<E>(pub(super) Request<E>);

pub(super) enum Request<E> {
    Notify(E),
    SyncNotify(E, Reply<()>),
    Add(Adding<E>, Reply<Result<(), HandlerError>>),
    Delete(Name, Reply<Result<(), HandlerError>>),
    Swap(Wanted, Name, Remake<E>, Reply<Result<(), HandlerError>>),
    Call(Call),
    WhichHandlers(Reply<Vec<Name>>),
}

pub(super) struct Adding<E> {
    pub(super) id: Name,
    pub(super) make: Make<E>,
    pub(super) adder: Option<Arc<dyn Process>>,
}

/// A question to a handler.
pub(super) struct Call {
    pub(super) wanted: Wanted,
    pub(super) ask: Ask,
    /// Who is told why there is no answer, before the question is dropped.
    pub(super) failed: oneshot::Sender<HandlerError>,
}

pub(super) type Ask =
    Box<dyn for<'a> FnOnce(&'a mut dyn Any) -> Step<'a, Handled> + Send>;

impl<E: Send + Sync + 'static> GenServer for EventManager<E> {
    type Args = ();
    type Message = Message<E>;

    async fn init((): ()) -> Init<Self> {
        process::trap_exit(true);
        Init::ok(Self { handlers: Vec::new() })
    }

    async fn handle(&mut self, message: Message<E>) -> Next {
        match message.0 {
            Request::Notify(event) => self.notify(&event).await,
            Request::SyncNotify(event, reply) => {
                self.notify(&event).await;
                reply.send(());
            }
            Request::Add(adding, reply) => reply.send(self.add(adding).await),
            Request::Delete(id, reply) => reply.send(self.delete(&id).await),
            Request::Swap(old, id, remake, reply) => {
                reply.send(self.swap(&old, id, remake).await);
            }
            Request::Call(call) => self.call(call).await,
            Request::WhichHandlers(reply) => {
                let ids = self.handlers.iter().map(|one| one.id.clone());
                reply.send(ids.collect());
            }
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        if let Info::Exit(Exit { from, reason }) = &info {
            let (from, reason) = (*from, reason.clone());
            self.adder_ended(from, &reason).await;
        }
        let mut at = 0;
        while at < self.handlers.len() {
            let handler = &mut self.handlers[at].handler;
            let handling = AssertUnwindSafe(|| handler.handle_info(&info));
            let outcome = catch_unwind(handling).map_err(report::panicked);
            at = self.settle(at, outcome).await;
        }
        Next::Continue
    }

    async fn terminate(&mut self, _: &ExitReason) {
        while !self.handlers.is_empty() {
            self.remove(0, Removal::Stopped).await;
        }
    }

    fn format_message(message: &Message<E>) -> Option<&dyn fmt::Debug> {
        Some(message)
    }

    fn format_status(&self) -> Option<&dyn fmt::Debug> {
        Some(self)
    }
}

impl<E: Send + Sync + 'static> EventManager<E> {
    /// Starts a manager without handlers, linked to the current process.
    ///
    /// # Errors
    ///
    /// As any server; it has no `init` that could fail.
    pub fn start_link()
    -> impl Future<Output = Result<EventManagerRef<E>, StartError>> + Send {
        Self::starter().start_link()
    }

    /// Starts a manager without handlers, linked to nobody.
    ///
    /// # Errors
    ///
    /// As [`start_link`](Self::start_link).
    pub fn start()
    -> impl Future<Output = Result<EventManagerRef<E>, StartError>> + Send {
        Self::starter().start()
    }

    /// Returns what starts a manager, to be given a name or to a supervisor.
    pub fn starter() -> Starter<Self> {
        <Self as GenServer>::starter(())
    }
}

/// What [`sys`](crate::sys) may want to look into.
impl<E: 'static> EventManager<E> {
    /// Returns a handler, if it is there and an `H`.
    pub fn handler<H: EventHandler<Event = E>>(
        &self,
        id: impl Into<Name>,
    ) -> Option<&H> {
        let wanted = Wanted::of::<H>(id);
        let found = self.handlers.iter().find(|one| one.is(&wanted))?;
        found.as_any().downcast_ref()
    }

    /// As [`handler`](Self::handler), to change it.
    pub fn handler_mut<H: EventHandler<Event = E>>(
        &mut self,
        id: impl Into<Name>,
    ) -> Option<&mut H> {
        let wanted = Wanted::of::<H>(id);
        let found = self.handlers.iter_mut().find(|one| one.is(&wanted))?;
        found.as_any_mut().downcast_mut()
    }
}

impl<E: Send + Sync + 'static> EventManager<E> {
    async fn notify(&mut self, event: &E) {
        let mut at = 0;
        while at < self.handlers.len() {
            let handler = &mut self.handlers[at].handler;
            let handling = async { handler.handle_event(event).await };
            let outcome = gen_server::catch(handling).await;
            at = self.settle(at, outcome).await;
        }
    }

    async fn call(&mut self, call: Call) {
        let Call { wanted, ask, failed } = call;
        let found = self.handlers.iter().position(|one| one.is(&wanted));
        let Some(at) = found else {
            // Whoever asked may have given up, here and below.
            let _ = failed.send(HandlerError::NotFound);
            return;
        };
        let handler = &mut self.handlers[at];
        let handling = async { ask(handler.as_any_mut()).await };
        let outcome = gen_server::catch(handling).await;
        if let Err(reason) = &outcome {
            let _ = failed.send(HandlerError::Crashed(reason.clone()));
        }
        self.settle(at, outcome).await;
    }

    async fn add(&mut self, adding: Adding<E>) -> Result<(), HandlerError> {
        let Adding { id, make, adder } = adding;
        if let Some(adder) = &adder {
            // If it is dead by now, its exit comes as that of any other.
            let _ = process::link(adder.pid());
        }
        let handler = gen_server::catch(async { make().await }).await;
        let handler = handler.flatten().map_err(HandlerError::Init)?;
        self.handlers.insert(0, Installed { id, adder, handler });
        Ok(())
    }

    async fn delete(&mut self, id: &Name) -> Result<(), HandlerError> {
        let at = self.handlers.iter().position(|one| one.id == *id);
        let at = at.ok_or(HandlerError::NotFound)?;
        self.remove(at, Removal::Deleted).await;
        Ok(())
    }

    async fn swap(
        &mut self,
        old: &Wanted,
        id: Name,
        remake: Remake<E>,
    ) -> Result<(), HandlerError> {
        let found = self.handlers.iter().position(|one| one.is(old));
        let (old, adder) = match found {
            Some(at) => {
                let old = self.remove(at, Removal::Swapped).await;
                (Some(old.handler), old.adder)
            }
            None => (None, None),
        };
        let make = move || remake(old)();
        self.add(Adding { id, make: Box::new(make), adder }).await
    }

    async fn adder_ended(&mut self, adder: Pid, reason: &ExitReason) {
        let is_its = |one: &Installed<E>| {
            one.adder.as_ref().is_some_and(|process| process.pid() == adder)
        };
        loop {
            let found = self.handlers.iter().position(is_its);
            let Some(at) = found else { return };
            self.remove(at, Removal::AdderEnded(reason.clone())).await;
        }
    }

    /// Removes handler number `at` if it says so or has crashed. Returns the
    /// number of the next one.
    async fn settle(
        &mut self,
        at: usize,
        outcome: Result<Handled, ExitReason>,
    ) -> usize {
        let why = match outcome {
            Ok(Handled::Keep) => return at + 1,
            Ok(Handled::Remove) => Removal::Left,
            Err(reason) => Removal::Crashed(reason),
        };
        self.remove(at, why).await;
        at
    }

    async fn remove(&mut self, at: usize, why: Removal) -> Installed<E> {
        let mut removed = self.handlers.remove(at);
        removed.terminate(why).await;
        removed
    }
}

impl<E> fmt::Debug for EventManager<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.handlers.iter().map(|one| &one.id);
        f.debug_list().entries(ids).finish()
    }
}

impl<E> fmt::Debug for Message<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Request::Notify(_) => f.write_str("notify"),
            Request::SyncNotify(..) => f.write_str("sync_notify"),
            Request::Add(adding, _) => write!(f, "add_handler {}", adding.id),
            Request::Delete(id, _) => write!(f, "delete_handler {id}"),
            Request::Swap(old, new, ..) => {
                write!(f, "swap_handler {} {new}", old.id)
            }
            Request::Call(call) => write!(f, "call {}", call.wanted.id),
            Request::WhichHandlers(_) => f.write_str("which_handlers"),
        }
    }
}
