//! The one handle type: who to send to, and what it understands; and, because
//! each is a few lines, the other ways to name a process.

use std::any::{Any, type_name};
use std::fmt;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::cell::{Cell, Process};
use super::relations::Watcher;
use super::signal::Signal;
use crate::call::{Call, Reply};
use crate::exit::{Down, ExitReason, NoProc};
use crate::pid::{Name, Pid, Reference};
use crate::registry::{Key, Value, ViaKey};
use crate::server_name::{ServerName, find_via};
use crate::system::{Kernel, System};

/// A reference to a process that understands messages of type `M`; cheap to
/// clone.
///
/// It is either the process itself, reached without a look-up, or a name,
/// resolved again at every send, so that it survives the restart of whoever
/// has the name.
pub struct ProcessRef<M> {
    target: Target<M>,
}

enum Target<M> {
    Process(Arc<Cell<M>>),
    Name(Arc<(System, ServerName)>),
}

impl<M: Send + 'static> ProcessRef<M> {
    pub(crate) fn local(cell: Arc<Cell<M>>) -> Self {
        Self { target: Target::Process(cell) }
    }

    /// Returns a reference by name, in the system of the current process.
    ///
    /// # Panics
    ///
    /// Outside of a process; see [`System::named`].
    #[track_caller]
    pub fn named(name: impl Into<ServerName>) -> Self {
        System::current().named(name)
    }

    /// Returns a reference to a process if its messages are of type `M`.
    pub(crate) fn of(process: Arc<dyn Process>) -> Option<Self> {
        process.typed().ok().map(Self::local)
    }

    pub(crate) fn by_name(system: System, name: ServerName) -> Self {
        Self { target: Target::Name(Arc::new((system, name))) }
    }

    /// Sends a message. To a process that is dead, or a name that nobody has,
    /// it is silent.
    #[inline]
    pub fn send(&self, message: M) {
        match &self.target {
            Target::Process(cell) => cell.send(message),
            Target::Name(_) => self.send_by_name(message),
        }
    }

    #[cold]
    fn send_by_name(&self, message: M) {
        // Silent, as for a dead process.
        let _ = self.try_send(message);
    }

    /// As [`send`](Self::send), but tells if nobody has the name.
    ///
    /// # Errors
    ///
    /// `NoProc` for a name that nobody has (`badarg` in Erlang). A dead
    /// process is no error: it may die at any time after the send.
    pub fn try_send(&self, message: M) -> Result<(), NoProc> {
        match &self.target {
            Target::Process(cell) => cell.send(message),
            Target::Name(_) => {
                match self.process().ok_or(NoProc)?.typed::<M>() {
                    Ok(cell) => cell.send(message),
                    Err(other) => {
                        other.deliver(Box::new(message), type_name::<M>());
                    }
                }
            }
        }
        Ok(())
    }

    /// Sends a server a request that has no answer: `GenServer.cast`.
    #[inline]
    pub fn cast(&self, message: M) {
        self.send(message);
    }

    /// Asks a question and waits for the answer, five seconds by default:
    /// `GenServer.call`.
    ///
    /// `question` makes the message around the [`Reply`]; a variant of an
    /// enum is such a function.
    ///
    /// # Errors
    ///
    /// See [`CallError`](crate::CallError).
    pub fn call<T, F>(&self, question: F) -> Call<'_, M, T, F>
    where
        T: Send + 'static,
        F: FnOnce(Reply<T>) -> M,
    {
        Call::new(self, question)
    }

    /// Returns the pid; for a name that nobody has now, [`Pid::NOBODY`].
    pub fn pid(&self) -> Pid {
        match &self.target {
            Target::Process(cell) => cell.head().pid,
            Target::Name(_) => {
                self.process().map_or(Pid::NOBODY, |process| process.pid())
            }
        }
    }

    /// Returns whether there is such a process, and it is alive; see
    /// [`process::is_alive`](super::is_alive).
    pub fn is_alive(&self) -> bool {
        self.process().is_some_and(|process| process.is_alive())
    }

    /// Sends an exit signal from outside of all processes; within one, use
    /// [`process::exit`](super::exit).
    pub fn exit(&self, reason: impl Into<ExitReason>) {
        if let Some(process) = self.process() {
            let reason = reason.into();
            process.signal(Signal::Exit { from: Pid::NOBODY, reason });
        }
    }

    /// Waits until the process has ended; for those who are no process, or
    /// do not want a message.
    ///
    /// If it is dead already, at once and with `noproc`: to learn how a process
    /// ends that may end soon, start it by
    /// [`spawn_monitor`](super::spawn_monitor).
    pub async fn down(&self) -> Down {
        let name = self.name();
        let Some(process) = self.process() else {
            let reference = Reference::new(0);
            let (pid, reason) = (Pid::NOBODY, ExitReason::NoProc);
            return Down { reference, pid, name, reason };
        };
        let (sender, receiver) = oneshot::channel();
        let reference = process.head().kernel.reference();
        let watcher = Watcher::Outsider(sender);
        let pid = process.pid();
        let was_alive = process.signal(Signal::Monitor(reference, watcher));
        let _watch = Watch { process, reference };
        match receiver.await {
            Ok(down) if was_alive => Down { name, ..down },
            _ => Down { reference, pid, name, reason: ExitReason::NoProc },
        }
    }

    /// Returns the process, whatever its messages.
    pub(crate) fn process(&self) -> Option<Arc<dyn Process>> {
        match &self.target {
            Target::Process(cell) => Some(cell.clone()),
            Target::Name(name) => name.1.find(&name.0.kernel),
        }
    }

    /// Returns the process if it takes messages of type `M`.
    pub(crate) fn cell(&self) -> Option<Arc<Cell<M>>> {
        match &self.target {
            Target::Process(cell) => Some(cell.clone()),
            Target::Name(_) => self.process()?.typed().ok(),
        }
    }

    pub(crate) fn local_cell(&self) -> Option<&Arc<Cell<M>>> {
        match &self.target {
            Target::Process(cell) => Some(cell),
            Target::Name(_) => None,
        }
    }

    /// Returns the process, if it is not a reference by name.
    pub(crate) fn local_process(&self) -> Option<Arc<dyn Process>> {
        self.local_cell().map(|cell| cell.clone() as Arc<dyn Process>)
    }

    /// Returns whether it is a reference by name.
    pub(crate) fn is_by_name(&self) -> bool {
        matches!(self.target, Target::Name(_))
    }

    /// Returns the name as it is printed, if it is a reference by name.
    fn name(&self) -> Option<Name> {
        match &self.target {
            Target::Process(_) => None,
            Target::Name(name) => Some(name.1.to_name()),
        }
    }
}

/// Waits until a process has ended, and returns why; also if it was dead
/// before.
pub(crate) async fn ended(process: &Arc<dyn Process>) -> ExitReason {
    if let Some(reason) = process.exit_reason() {
        return reason;
    }
    let (sender, receiver) = oneshot::channel();
    let reference = process.head().kernel.reference();
    let watcher = Watcher::Outsider(sender);
    process.signal(Signal::Monitor(reference, watcher));
    let _watch = Watch { process: process.clone(), reference };
    // A dead process drops the watcher, and has its reason itself.
    let _ = receiver.await;
    process.exit_reason().unwrap_or_default()
}

/// Takes a watcher back that nobody waits for any more.
struct Watch {
    process: Arc<dyn Process>,
    reference: Reference,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.process.signal(Signal::Demonitor(self.reference));
    }
}

trait Typed {
    fn typed<M: Send + 'static>(self) -> Result<Arc<Cell<M>>, Self>
    where
        Self: Sized;
}

impl Typed for Arc<dyn Process> {
    fn typed<M: Send + 'static>(self) -> Result<Arc<Cell<M>>, Self> {
        let any: Arc<dyn Any + Send + Sync> = self.clone();
        any.downcast().map_err(|_| self)
    }
}

impl<M> Clone for ProcessRef<M> {
    fn clone(&self) -> Self {
        let target = match &self.target {
            Target::Process(cell) => Target::Process(cell.clone()),
            Target::Name(name) => Target::Name(name.clone()),
        };
        Self { target }
    }
}

impl<M: Send + 'static> fmt::Display for ProcessRef<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Target::Process(cell) => cell.head().pid.fmt(f),
            Target::Name(name) => name.1.fmt(f),
        }
    }
}

impl<M: Send + 'static> fmt::Debug for ProcessRef<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What names a process: a [`Pid`], a [`ProcessRef`], a registered name or a
/// [`ServerName`].
#[expect(private_bounds, reason = "what names a process is ours to say")]
pub trait Destination: Resolve {}

impl<D: Resolve> Destination for D {}

/// Finds the process that is meant.
pub(crate) trait Resolve {
    fn resolve(&self, kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>>;

    /// Returns the pid, even if the process is dead.
    fn known_pid(&self) -> Pid {
        Pid::NOBODY
    }

    /// Returns the name by which the process is meant, if it is.
    fn known_name(&self) -> Option<Name> {
        None
    }
}

impl Resolve for Pid {
    fn resolve(&self, kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>> {
        kernel.table.find(*self)
    }

    fn known_pid(&self) -> Pid {
        *self
    }
}

impl<M: Send + 'static> Resolve for ProcessRef<M> {
    fn resolve(&self, kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>> {
        let process = self.process()?;
        // Pids and references mean something in one system only.
        Arc::ptr_eq(&process.head().kernel, kernel).then_some(process)
    }

    fn known_pid(&self) -> Pid {
        self.pid()
    }

    fn known_name(&self) -> Option<Name> {
        self.name()
    }
}

impl Resolve for str {
    fn resolve(&self, kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>> {
        kernel.names.find(self)
    }

    fn known_name(&self) -> Option<Name> {
        Some(self.into())
    }
}

impl Resolve for Name {
    fn resolve(&self, kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>> {
        kernel.names.find(self.as_str())
    }

    fn known_name(&self) -> Option<Name> {
        Some(self.clone())
    }
}

impl Resolve for ServerName {
    fn resolve(&self, kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>> {
        self.find(kernel)
    }

    fn known_name(&self) -> Option<Name> {
        Some(self.to_name())
    }
}

impl<K: Key, V: Value> Resolve for ViaKey<K, V> {
    fn resolve(&self, kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>> {
        find_via(self, kernel)
    }

    fn known_name(&self) -> Option<Name> {
        Some(self.to_string().into())
    }
}

impl<D: Resolve + ?Sized> Resolve for &D {
    fn resolve(&self, kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>> {
        (**self).resolve(kernel)
    }

    fn known_pid(&self) -> Pid {
        (**self).known_pid()
    }

    fn known_name(&self) -> Option<Name> {
        (**self).known_name()
    }
}
