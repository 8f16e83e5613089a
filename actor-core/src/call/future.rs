//! The caller's half of a call.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::Sleep;

use super::deadlines::{COARSE, Sweep};
use super::slot::{Outcome, Reply, Slot};
use super::{CallError, DEFAULT_TIMEOUT};
use crate::node::{Asked, RemoteProcess, Write};
use crate::pid::LocalPid;
use crate::process::{self, Cell, Process, ProcessRef, Receiver};
use crate::system::Kernel;

/// A call under way; see [`ProcessRef::call`].
///
/// # Cancellation
///
/// A call that is dropped is given up: its answer reaches nobody, and the
/// server is not disturbed.
#[must_use = "nothing is asked unless it is awaited"]
pub struct Call<'a, M: Send + 'static, T: Send + 'static, F> {
    server: &'a ProcessRef<M>,
    question: Option<F>,
    timeout: Option<Duration>,
    slot: Option<Arc<Slot<T>>>,
    /// Whether the slot may be used for the caller's next call.
    reuse: bool,
    rare: Option<Box<Rare<M>>>,
}

/// What only few calls need.
struct Rare<M> {
    /// Whom a name meant when the question was asked.
    resolved: Option<Arc<Cell<M>>>,
    /// The timer of a short timeout.
    sleep: Option<Pin<Box<Sleep>>>,
    /// The question, if it went to another node.
    #[expect(dead_code, reason = "dropped with the call, it is taken back")]
    asked: Option<Asked>,
}

impl<M> Default for Rare<M> {
    fn default() -> Self {
        Self { resolved: None, sleep: None, asked: None }
    }
}

impl<'a, M, T, F> Call<'a, M, T, F>
where
    M: Send + 'static,
    T: Send + 'static,
    F: FnOnce(Reply<T>) -> M,
{
    pub(crate) fn new(server: &'a ProcessRef<M>, question: F) -> Self {
        Self {
            server,
            question: Some(question),
            timeout: Some(DEFAULT_TIMEOUT),
            slot: None,
            reuse: false,
            rare: None,
        }
    }

    /// Waits for `timeout` instead of five seconds.
    ///
    /// Timeouts of a second or more may be up to 20 ms late, never early.
    pub fn within(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Waits for as long as it takes: `infinity`.
    pub fn forever(mut self) -> Self {
        self.timeout = None;
        self
    }

    /// Ends the caller if there is no answer, as a call in Erlang does.
    pub fn or_exit(self) -> OrExit<Self> {
        OrExit(self)
    }

    /// Asks the question, once.
    fn ask(
        &mut self,
        question: F,
        cx: &mut Context<'_>,
    ) -> Result<(), CallError> {
        match self.server.local_cell() {
            Some(server) => self.ask_here(server, question, cx),
            None => self.ask_found(question, cx),
        }
    }

    /// Asks whoever is meant by a name, or by a pid of any node.
    #[cold]
    fn ask_found(
        &mut self,
        question: F,
        cx: &mut Context<'_>,
    ) -> Result<(), CallError> {
        match self.server.receiver() {
            Some(Receiver::Here(server)) => {
                let asked = self.ask_here(&server, question, cx);
                let resolved = Some(server);
                let rare = Rare { resolved, ..Rare::default() };
                self.rare = Some(Box::new(rare));
                asked
            }
            Some(Receiver::Elsewhere(server, write)) => {
                self.ask_elsewhere(&server, write, question, cx)
            }
            Some(Receiver::Stranger(_)) | None => Err(CallError::NoProc),
        }
    }

    /// Asks a process of this program.
    fn ask_here(
        &mut self,
        server: &Arc<Cell<M>>,
        question: F,
        cx: &mut Context<'_>,
    ) -> Result<(), CallError> {
        let head = server.head();
        let me = process::current_pid(&head.kernel);
        if me == Some(head.local_pid) {
            return Err(CallError::CallingSelf);
        }
        let slot = slot_for_call::<T>(&head.kernel, me);
        let coarse = self.timeout.filter(|timeout| *timeout >= COARSE);
        slot.arm(cx.waker(), head.local_pid, || {
            head.kernel.deadlines.after(coarse)
        });
        let reply = Reply::new(slot.clone());
        if let Err(question) = server.ask(question(reply)) {
            drop(question);
            return Err(CallError::NoProc);
        }
        self.reuse = me.is_some();
        self.slot = Some(slot);
        Ok(())
    }

    /// Asks a process of another node.
    fn ask_elsewhere(
        &mut self,
        server: &RemoteProcess,
        write: Write<M>,
        question: F,
        cx: &mut Context<'_>,
    ) -> Result<(), CallError> {
        let kernel = &Process::head(server).kernel;
        let me = process::current_pid(kernel);
        let slot = new_slot::<T>(kernel, me);
        let coarse = self.timeout.filter(|timeout| *timeout >= COARSE);
        let deadline = || kernel.deadlines.after(coarse);
        slot.arm(cx.waker(), LocalPid::NOBODY, deadline);
        let message = question(Reply::new(slot.clone()));
        let asked = Some(server.ask(&message, write)?);
        self.rare = Some(Box::new(Rare { asked, ..Rare::default() }));
        self.slot = Some(slot);
        Ok(())
    }

    /// Returns the process that is asked.
    #[inline]
    fn cell(&self) -> Option<&Arc<Cell<M>>> {
        let resolved = || self.rare.as_ref()?.resolved.as_ref();
        self.server.local_cell().or_else(resolved)
    }

    /// Returns why there is no answer.
    fn no_answer(&self) -> CallError {
        let server = self.cell().map(|server| &**server as &dyn Process);
        match server.and_then(<dyn Process>::exit_reason) {
            Some(reason) => CallError::Exited(reason),
            None => CallError::NoReply,
        }
    }
}

/// Returns a slot: that of the last call on this thread, if it was of the same
/// process and for an answer of the same type.
fn slot_for_call<T: Send + 'static>(
    kernel: &Arc<Kernel>,
    me: Option<LocalPid>,
) -> Arc<Slot<T>> {
    let kept = me.and_then(|_| process::take_slot());
    let kept = kept.and_then(|slot| slot.downcast::<Slot<T>>().ok());
    if let Some(slot) = kept
        && slot.is_of(me, kernel)
        // A server that is just done may hold its half for a moment longer.
        && Arc::strong_count(&slot) == 1
    {
        return slot;
    }
    new_slot(kernel, me)
}

fn new_slot<T: Send + 'static>(
    kernel: &Arc<Kernel>,
    me: Option<LocalPid>,
) -> Arc<Slot<T>> {
    let slot = Arc::new(Slot::<T>::new(me, Arc::downgrade(kernel)));
    let sweep: Arc<dyn Sweep> = slot.clone();
    kernel.deadlines.register(kernel, Arc::downgrade(&sweep));
    slot
}

impl<M, T, F> Future for Call<'_, M, T, F>
where
    M: Send + 'static,
    T: Send + 'static,
    F: FnOnce(Reply<T>) -> M + Unpin,
{
    type Output = Result<T, CallError>;

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Some(question) = this.question.take() {
            this.ask(question, cx)?;
            if this.timeout.is_none_or(|timeout| timeout >= COARSE) {
                // The answer wakes us, also one that is there already.
                return Poll::Pending;
            }
        }
        let Some(slot) = &this.slot else {
            return Poll::Ready(Err(CallError::NoProc));
        };
        if let Poll::Ready(outcome) = slot.poll(cx) {
            let result = match outcome {
                Outcome::Answered(answer) => Ok(answer),
                Outcome::TimedOut => {
                    let timeout = this.timeout.unwrap_or_default();
                    Err(CallError::Timeout(timeout))
                }
                Outcome::Failed => Err(slot.failure()),
                Outcome::Dropped | Outcome::Waiting => Err(this.no_answer()),
            };
            let slot = this.slot.take();
            if let Some(slot) = slot.filter(|_| this.reuse && result.is_ok()) {
                process::keep_slot(slot);
            }
            return Poll::Ready(result);
        }
        let Some(timeout) = this.timeout.filter(|t| *t < COARSE) else {
            return Poll::Pending;
        };
        let rare = this.rare.get_or_insert_default();
        let sleep = rare
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
        ready!(sleep.as_mut().poll(cx));
        this.slot = None;
        Poll::Ready(Err(CallError::Timeout(timeout)))
    }
}

/// A call that ends its caller if there is no answer.
#[must_use = "nothing is asked unless it is awaited"]
pub struct OrExit<C>(C);

impl<C, T> Future for OrExit<C>
where
    C: Future<Output = Result<T, CallError>> + Unpin,
{
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match ready!(Pin::new(&mut self.0).poll(cx)) {
            Ok(answer) => Poll::Ready(answer),
            Err(error) => process::exit_self(error),
        }
    }
}
