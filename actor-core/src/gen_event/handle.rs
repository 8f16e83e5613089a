//! What can be asked of an event manager that runs.

use std::any::Any;

use tokio::sync::oneshot;

use super::handler::{Handler, Wanted, make};
use super::manager::{Adding, Ask, Call, Message, Request};
use super::{EventHandler, HandleCall};
use crate::call::{CallError, Reply};
use crate::exit::ExitReason;
use crate::pid::Name;
use crate::process::{self, ProcessRef};

/// A reference to an event manager.
///
/// Its methods wait for as long as the manager needs, unless they say
/// otherwise.
pub type EventManagerRef<E> = ProcessRef<Message<E>>;

/// Why an event manager did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HandlerError {
    /// No handler has this name, or it is of another type.
    #[error("there is no such handler")]
    NotFound,
    /// `init` gave this reason, or crashed with it.
    #[error("init failed: {0}")]
    Init(ExitReason),
    /// The handler crashed on the question, and is removed.
    #[error("the handler crashed: {0}")]
    Crashed(ExitReason),
    /// The manager cannot be asked.
    #[error(transparent)]
    Manager(#[from] CallError),
}

/// An event manager's methods.
impl<E: Send + Sync + 'static> EventManagerRef<E> {
    /// Has all handlers handle an event.
    pub fn notify(&self, event: E) {
        self.cast(Message(Request::Notify(event)));
    }

    /// As [`notify`](Self::notify), and waits until all have.
    ///
    /// # Errors
    ///
    /// If the manager cannot be asked.
    pub async fn sync_notify(&self, event: E) -> Result<(), CallError> {
        self.ask(|reply| Request::SyncNotify(event, reply)).await
    }

    /// Adds a handler under a name of its own. (As in OTP two may have the
    /// same, and the newer one is found first.)
    ///
    /// # Errors
    ///
    /// If its `init` fails.
    pub async fn add_handler<H: EventHandler<Event = E>>(
        &self,
        id: impl Into<Name>,
        args: H::Args,
    ) -> Result<(), HandlerError> {
        let (id, make, adder) = (id.into(), make::<H>(args), None);
        let adding = Adding { id, make, adder };
        self.ask(|reply| Request::Add(adding, reply)).await?
    }

    /// Adds a handler that the current process supervises: the two are
    /// linked, the handler is removed when the process ends, and the process
    /// receives a [`HandlerExit`](super::HandlerExit) when the handler is gone.
    ///
    /// # Errors
    ///
    /// If its `init` fails.
    ///
    /// # Panics
    ///
    /// Outside of a process of the manager's system.
    pub async fn add_sup_handler<H: EventHandler<Event = E>>(
        &self,
        id: impl Into<Name>,
        args: H::Args,
    ) -> Result<(), HandlerError> {
        let manager = self.process().ok_or(CallError::NoProc)?;
        let adder = process::current_in(&manager.head().kernel);
        let adder = adder.expect("a process of the same system adds it");
        let (id, make, adder) = (id.into(), make::<H>(args), Some(adder));
        let adding = Adding { id, make, adder };
        self.ask(|reply| Request::Add(adding, reply)).await?
    }

    /// Removes a handler.
    ///
    /// # Errors
    ///
    /// If there is none of this name.
    pub async fn delete_handler(
        &self,
        id: impl Into<Name>,
    ) -> Result<(), HandlerError> {
        let id = id.into();
        self.ask(|reply| Request::Delete(id, reply)).await?
    }

    /// Puts a new handler in the place of an old one, with no event between
    /// the two. `args` makes what the new one is given, in the manager, from
    /// the old one after its `terminate`; from nothing if there was none.
    ///
    /// Whoever supervised the old one supervises the new one.
    ///
    /// # Errors
    ///
    /// If `init` fails: then both are gone.
    pub async fn swap_handler<Old, New>(
        &self,
        old: impl Into<Name>,
        new: impl Into<Name>,
        args: impl FnOnce(Option<Old>) -> New::Args + Send + 'static,
    ) -> Result<(), HandlerError>
    where
        Old: EventHandler<Event = E>,
        New: EventHandler<Event = E>,
    {
        let wanted = Wanted::of::<Old>(old);
        let new = new.into();
        let remake = Box::new(|old: Option<Box<dyn Handler<E>>>| {
            let old = old.and_then(|old| {
                let old: Box<dyn Any> = old;
                old.downcast().ok()
            });
            make::<New>(args(old.map(|old| *old)))
        });
        self.ask(|reply| Request::Swap(wanted, new, remake, reply)).await?
    }

    /// Asks one handler a question, and waits five seconds for the answer.
    ///
    /// # Errors
    ///
    /// If there is no such handler, or it crashes, or does not answer.
    pub async fn call_handler<H, T>(
        &self,
        id: impl Into<Name>,
        question: impl FnOnce(Reply<T>) -> H::Call + Send + 'static,
    ) -> Result<T, HandlerError>
    where
        H: HandleCall<Event = E>,
        T: Send + 'static,
    {
        let wanted = Wanted::of::<H>(id);
        let (failed, mut failure) = oneshot::channel();
        let call = Box::new(|reply| {
            let call = question(reply);
            let ask: Ask = Box::new(|handler: &mut dyn Any| {
                let handler = handler.downcast_mut::<H>();
                let handler = handler.expect("`Wanted` names the type");
                Box::pin(handler.handle_call(call))
            });
            Message(Request::Call(Call { wanted, ask, failed }))
        });
        self.call(call).await.map_err(|error| {
            failure.try_recv().unwrap_or(HandlerError::Manager(error))
        })
    }

    /// Lists the handlers, the newest first.
    ///
    /// # Errors
    ///
    /// If the manager cannot be asked.
    pub async fn which_handlers(&self) -> Result<Vec<Name>, CallError> {
        self.ask(Request::WhichHandlers).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        request: impl FnOnce(Reply<T>) -> Request<E>,
    ) -> Result<T, CallError> {
        // Boxed, because an event need not be `Unpin`.
        let message = Box::new(|reply| Message(request(reply)));
        self.call(message).forever().await
    }
}
