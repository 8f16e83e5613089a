//! The loop of a server.

use std::any::type_name;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::start::Started;
use super::{GenServer, Info, Init, Next, watched};
use crate::call::Reply;
use crate::exit::{Exit, ExitReason};
use crate::names::RegisterError;
use crate::node::{Global, Registered};
use crate::pid::Pid;
use crate::process::{self, Event, Mailbox};
use crate::report;
use crate::sys::Request;

/// The body of a server's process.
pub(super) async fn run<S: GenServer>(
    mut mailbox: Mailbox<S::Message>,
    args: S::Args,
    parent: Pid,
    global: Option<Global>,
    started: Reply<Started>,
) -> ExitReason {
    let mut registered = Registered::Done;
    if let Some(name) = &global {
        // Boxed, as the rare waits below.
        match Box::pin(name.register(mailbox.pid())).await {
            Ok(it) => registered = it,
            Err(refusal) => return refuse(&mailbox, parent, started, refusal),
        }
    }
    let (mut state, next) = match S::init(args).await {
        Init::Ok(state, next) => (state, next),
        Init::Ignore => {
            started.send(Started::Ignored);
            return ExitReason::Normal;
        }
        Init::Error(reason) => return reason,
    };
    if let Some(taking) = registered.into_taking() {
        // Until now another one had the name, and answered.
        let taken = Box::pin(taking.finish(mailbox.pid())).await;
        if let Err(refusal) = taken {
            return refuse(&mailbox, parent, started, refusal);
        }
    }
    started.send(Started::Running);

    let serving = serve(&mut mailbox, &mut state, next, parent);
    let reason = catch(serving).await.unwrap_or_else(|crash| crash);
    process::set_terminating();
    state.terminate(&reason).await;
    if !reason.is_orderly() {
        process::set_message_type(type_name::<S::Message>());
    }
    reason
}

/// Ends a server that cannot have its name.
fn refuse<M: Send + 'static>(
    mailbox: &Mailbox<M>,
    parent: Pid,
    started: Reply<Started>,
    refusal: RegisterError,
) -> ExitReason {
    if parent != mailbox.pid() {
        // Whoever starts it is told by the answer alone.
        process::unlink(parent);
    }
    started.send(Started::Refused(refusal));
    ExitReason::Normal
}

/// Handles messages until there is a reason to stop.
async fn serve<S: GenServer>(
    mailbox: &mut Mailbox<S::Message>,
    state: &mut S,
    mut next: Next,
    parent: Pid,
) -> ExitReason {
    loop {
        let event = match next {
            Next::Stop(reason) => return reason,
            Next::HandleContinue => {
                next = state.handle_continue().await;
                continue;
            }
            Next::Continue => mailbox.next().await,
            Next::ContinueWithin(time) => {
                // Boxed, as below: most servers have no idle time.
                let event = Box::pin(mailbox.next().within(time)).await;
                let Some(event) = event else {
                    next = state.handle_info(Info::Timeout).await;
                    continue;
                };
                event
            }
        };
        next = match event {
            Event::Message(message) => state.handle(message).await,
            // Boxed, because it is rare, and each server has room for all that
            // it may wait in.
            event => Box::pin(rare(mailbox, state, next, event, parent)).await,
        };
    }
}

/// Handles what may not be a message of the server's own. `next` is how it
/// goes on if somebody only wanted to look at it.
async fn rare<S: GenServer>(
    mailbox: &mut Mailbox<S::Message>,
    state: &mut S,
    next: Next,
    event: Event<S::Message>,
    parent: Pid,
) -> Next {
    let event = match event {
        Event::Unknown(unknown) => match unknown.downcast::<Request>() {
            Ok(request) => {
                let watched =
                    watched::serve(mailbox, state, next, parent, request);
                return Box::pin(watched).await;
            }
            Err(unknown) => Event::Unknown(unknown),
        },
        event => event,
    };
    handle_event(state, event, parent).await
}

pub(super) async fn handle_event<S: GenServer>(
    state: &mut S,
    event: Event<S::Message>,
    parent: Pid,
) -> Next {
    match event {
        Event::Message(message) => state.handle(message).await,
        Event::Exit(exit) if is_end(&exit, parent) => Next::Stop(exit.reason),
        Event::Exit(exit) => state.handle_info(Info::Exit(exit)).await,
        Event::Down(down) => state.handle_info(Info::Down(down)).await,
        Event::Unknown(unknown) => {
            state.handle_info(Info::Unknown(unknown)).await
        }
    }
}

/// Returns whether a server must end: because whoever started it does, or the
/// system.
pub(super) fn is_end(exit: &Exit, parent: Pid) -> bool {
    exit.from == parent || exit.from == Pid::NOBODY
}

pin_project! {
    /// Turns a panic of callbacks into the reason that it stands for.
    pub(crate) struct Catch<F> {
        #[pin]
        callbacks: F,
    }
}

/// Polls `callbacks`, and returns why they crashed if they do.
///
/// (An `async fn` would have room for them twice.)
pub(crate) fn catch<F: Future>(callbacks: F) -> Catch<F> {
    Catch { callbacks }
}

impl<F: Future> Future for Catch<F> {
    type Output = Result<F::Output, ExitReason>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let callbacks = self.project().callbacks;
        match catch_unwind(AssertUnwindSafe(|| callbacks.poll(cx))) {
            Ok(step) => step.map(Ok),
            // It sent an exit signal to itself: nothing is left to run.
            Err(payload) if process::must_exit() => resume_unwind(payload),
            Err(payload) => Poll::Ready(Err(report::panicked(payload))),
        }
    }
}
