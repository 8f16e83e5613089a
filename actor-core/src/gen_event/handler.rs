//! A handler, whatever its type.

use std::any::{Any, TypeId, type_name};
use std::pin::Pin;
use std::sync::Arc;

use super::{EventHandler, Handled, HandlerExit, Removal};
use crate::exit::ExitReason;
use crate::gen_server::{self, Info};
use crate::pid::Name;
use crate::process::{self, Process};

pub(super) type Step<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

pub(super) trait Handler<E>: Any + Send {
    fn handle_event<'a>(&'a mut self, event: &'a E) -> Step<'a, Handled>;
    fn handle_info(&mut self, info: &Info) -> Handled;
    fn terminate<'a>(&'a mut self, why: &'a Removal) -> Step<'a, ()>;
    fn type_name(&self) -> &'static str;
}

impl<H: EventHandler> Handler<H::Event> for H {
    fn handle_event<'a>(
        &'a mut self,
        event: &'a H::Event,
    ) -> Step<'a, Handled> {
        Box::pin(EventHandler::handle_event(self, event))
    }

    fn handle_info(&mut self, info: &Info) -> Handled {
        EventHandler::handle_info(self, info)
    }

    fn terminate<'a>(&'a mut self, why: &'a Removal) -> Step<'a, ()> {
        Box::pin(EventHandler::terminate(self, why))
    }

    fn type_name(&self) -> &'static str {
        type_name::<H>()
    }
}

/// Makes a handler, in the manager.
pub(super) type Make<E> = Box<
    dyn FnOnce() -> Step<'static, Result<Box<dyn Handler<E>>, ExitReason>>
        + Send,
>;

/// Makes a handler of one that is removed.
pub(super) type Remake<E> =
    Box<dyn FnOnce(Option<Box<dyn Handler<E>>>) -> Make<E> + Send>;

pub(super) fn make<H: EventHandler>(args: H::Args) -> Make<H::Event> {
    Box::new(move || {
        Box::pin(async move {
            let handler = H::init(args).await?;
            Ok(Box::new(handler) as Box<dyn Handler<H::Event>>)
        })
    })
}

/// Which handler is meant: two may have one name.
pub(super) struct Wanted {
    pub(super) id: Name,
    pub(super) handler: TypeId,
}

impl Wanted {
    pub(super) fn of<H: EventHandler>(id: impl Into<Name>) -> Self {
        Self { id: id.into(), handler: TypeId::of::<H>() }
    }
}

/// A handler that was added.
pub(super) struct Installed<E> {
    pub(super) id: Name,
    /// Who is told of its end, and whose end is its own.
    pub(super) adder: Option<Arc<dyn Process>>,
    pub(super) handler: Box<dyn Handler<E>>,
}

impl<E: 'static> Installed<E> {
    pub(super) fn as_any(&self) -> &dyn Any {
        &*self.handler
    }

    pub(super) fn as_any_mut(&mut self) -> &mut dyn Any {
        &mut *self.handler
    }

    pub(super) fn is(&self, wanted: &Wanted) -> bool {
        self.id == wanted.id && self.as_any().type_id() == wanted.handler
    }

    /// Lets the handler clean up, and tells those who must know.
    pub(super) async fn terminate(&mut self, why: Removal) {
        let Self { id, adder, handler } = self;
        let cleaning = async { handler.terminate(&why).await };
        // One that crashes while it cleans up is gone all the same.
        let _ = gen_server::catch(cleaning).await;
        if let Removal::Crashed(reason) = &why {
            tracing::error!(
                target: "actor_core::crash",
                pid = %process::id(),
                handler = %id,
                handler_type = handler.type_name(),
                %reason,
                "an event handler crashed"
            );
        }
        if let Some(adder) = adder {
            let exit = HandlerExit { handler: id.clone(), why };
            adder.deliver(Box::new(exit), type_name::<HandlerExit>());
        }
    }
}
