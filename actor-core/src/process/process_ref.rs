//! The one handle type: who to send to, and what it understands; and, because
//! each is a few lines, the other ways to name a process.
//!
//! It is long because of those, and of what serde asks of a handle that crosses
//! to other nodes.

use std::any::{Any, type_name};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use tokio::sync::oneshot;

use super::cell::{Cell, Process};
use super::relations::Watcher;
use super::signal::Signal;
use crate::call::{Call, Reply};
use crate::etf::{Atom, Term};
use crate::exit::{Down, ExitReason, NoProc};
use crate::node::{self, Manner, NodeName, RemoteProcess, Write};
use crate::pid::{Name, Pid, Reference};
use crate::registry::{Key, Value, ViaKey};
use crate::server_name::{ServerName, find_via};
use crate::sync::OnceLock;
use crate::system::{Kernel, System};

/// A reference to a process that understands messages of type `M`; cheap to
/// clone.
///
/// It is either the process itself, reached without a look-up, or a name,
/// resolved again at every send, so that it survives the restart of whoever
/// has the name. A process of another node is reached by either; see
/// [`across`](Self::across).
pub struct ProcessRef<M> {
    target: Target<M>,
}

enum Target<M> {
    Process(Arc<Cell<M>>),
    Found(Arc<Found<M>>),
}

/// What must be found for every message.
struct Found<M> {
    system: System,
    whom: Whom,
    /// How messages are written for another node; nothing if whoever has the
    /// name must be of this system.
    write: Option<Write<M>>,
    /// The process of another node that is always meant, once it was found.
    elsewhere: OnceLock<Arc<RemoteProcess>>,
}

enum Whom {
    Name(ServerName),
    Pid(Pid),
}

/// Whom a message has found.
pub(crate) enum Receiver<M> {
    Here(Arc<Cell<M>>),
    /// A process whose messages are of another type.
    Stranger(Arc<dyn Process>),
    Elsewhere(Arc<RemoteProcess>, Write<M>),
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
        Self::found(system, Whom::Name(name), None)
    }

    fn found(system: System, whom: Whom, write: Option<Write<M>>) -> Self {
        let elsewhere = OnceLock::new();
        let found = Found { system, whom, write, elsewhere };
        Self { target: Target::Found(Arc::new(found)) }
    }

    /// Returns a reference to a process that may be of another node: by its
    /// pid, by a name of its node, or by a global name.
    ///
    /// What is sent is written in Erlang's external term format, as
    /// [`etf`](crate::etf) says, so that Erlang and Elixir understand it. To a
    /// process of this system it goes as it is.
    ///
    /// # Panics
    ///
    /// Outside of a process; see [`System::across`].
    #[track_caller]
    pub fn across(to: impl Into<Address>) -> Self
    where
        M: Serialize,
    {
        Self::across_from(System::current(), to.into())
    }

    pub(crate) fn across_from(system: System, to: Address) -> Self
    where
        M: Serialize,
    {
        Self::across_by(system, to, node::write::<M>)
    }

    /// As [`across`](Self::across), with messages written in another way.
    pub(crate) fn across_by(
        system: System,
        to: Address,
        write: Write<M>,
    ) -> Self {
        let whom = match to.0 {
            Whom::Pid(pid) if pid.is_local() => {
                let process = system.kernel.table.find(pid);
                if let Some(this) = process.and_then(Self::of) {
                    return this;
                }
                Whom::Pid(pid)
            }
            whom => whom,
        };
        Self::found(system, whom, Some(write))
    }

    /// Sends a message. To a process that is dead, or a name that nobody has,
    /// it is silent.
    #[inline]
    pub fn send(&self, message: M) {
        match &self.target {
            Target::Process(cell) => cell.send(message),
            Target::Found(_) => self.send_found(message, Manner::Send),
        }
    }

    #[cold]
    fn send_found(&self, message: M, manner: Manner) {
        // Silent, as for a dead process.
        let _ = self.try_send_as(message, manner);
    }

    /// As [`send`](Self::send), but tells if nobody has the name.
    ///
    /// # Errors
    ///
    /// `NoProc` for a name that nobody has (`badarg` in Erlang). A dead
    /// process is no error: it may die at any time after the send.
    pub fn try_send(&self, message: M) -> Result<(), NoProc> {
        self.try_send_as(message, Manner::Send)
    }

    fn try_send_as(&self, message: M, manner: Manner) -> Result<(), NoProc> {
        if let Target::Found(found) = &self.target
            && let Some((process, write)) = found.elsewhere()
        {
            process.send(&message, write, manner);
            return Ok(());
        }
        match self.receiver().ok_or(NoProc)? {
            Receiver::Here(cell) => cell.send(message),
            Receiver::Stranger(process) => {
                process.deliver(Box::new(message), type_name::<M>());
            }
            Receiver::Elsewhere(process, write) => {
                process.send(&message, write, manner);
            }
        }
        Ok(())
    }

    /// Sends a server a request that has no answer: `GenServer.cast`.
    #[inline]
    pub fn cast(&self, message: M) {
        match &self.target {
            Target::Process(cell) => cell.send(message),
            Target::Found(_) => self.send_found(message, Manner::Cast),
        }
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
            Target::Process(cell) => cell.head().pid(),
            Target::Found(_) => {
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
            Target::Found(found) => found.find(),
        }
    }

    /// Returns whom a message goes to now.
    pub(crate) fn receiver(&self) -> Option<Receiver<M>> {
        let found = match &self.target {
            Target::Process(cell) => return Some(Receiver::Here(cell.clone())),
            Target::Found(found) => found,
        };
        if let Some((process, write)) = found.elsewhere() {
            return Some(Receiver::Elsewhere(process.clone(), write));
        }
        let process = match found.find()?.typed() {
            Ok(cell) => return Some(Receiver::Here(cell)),
            Err(process) => process,
        };
        let Some(write) = found.write else {
            return Some(Receiver::Stranger(process));
        };
        let any: Arc<dyn Any + Send + Sync> = process.clone();
        Some(match any.downcast() {
            Ok(remote) => {
                found.keep(&remote);
                Receiver::Elsewhere(remote, write)
            }
            Err(_) => Receiver::Stranger(process),
        })
    }

    /// Returns the process if it is here, and takes messages of type `M`.
    pub(crate) fn cell(&self) -> Option<Arc<Cell<M>>> {
        match self.receiver()? {
            Receiver::Here(cell) => Some(cell),
            Receiver::Stranger(_) | Receiver::Elsewhere(..) => None,
        }
    }

    pub(crate) fn local_cell(&self) -> Option<&Arc<Cell<M>>> {
        match &self.target {
            Target::Process(cell) => Some(cell),
            Target::Found(_) => None,
        }
    }

    /// Returns the process, if it is not a reference by name.
    pub(crate) fn local_process(&self) -> Option<Arc<dyn Process>> {
        self.local_cell().map(|cell| cell.clone() as Arc<dyn Process>)
    }

    /// Returns whether it is a reference by name.
    pub(crate) fn is_by_name(&self) -> bool {
        matches!(self.target, Target::Found(_))
    }

    /// Returns the name and the node that has it, if it is a reference by such
    /// a name.
    fn name_and_node(&self) -> Option<(Name, NodeName)> {
        let Target::Found(found) = &self.target else { return None };
        match &found.whom {
            Whom::Name(ServerName::Remote(name, node)) => {
                Some((name.clone(), node.clone()))
            }
            Whom::Name(ServerName::Local(name)) => {
                let node = found.system.node()?;
                Some((name.clone(), node.name().clone()))
            }
            Whom::Name(ServerName::Via(_) | ServerName::Global(_))
            | Whom::Pid(_) => None,
        }
    }

    /// Returns the name as it is printed, if it is a reference by name.
    fn name(&self) -> Option<Name> {
        match &self.target {
            Target::Process(_) => None,
            Target::Found(found) => match &found.whom {
                Whom::Name(name) => Some(name.to_name()),
                Whom::Pid(_) => None,
            },
        }
    }
}

impl<M> Found<M> {
    fn find(&self) -> Option<Arc<dyn Process>> {
        let kernel = &self.system.kernel;
        match &self.whom {
            Whom::Name(name) => name.find(kernel),
            Whom::Pid(pid) => kernel.find(*pid),
        }
    }

    /// Keeps a process of another node, if it is meant whoever else comes and
    /// goes: it is nothing but an address.
    fn keep(&self, process: &Arc<RemoteProcess>) {
        if let Whom::Name(ServerName::Remote(..)) | Whom::Pid(_) = self.whom {
            self.elsewhere.get_or_init(|| process.clone());
        }
    }

    /// Returns the process that was kept, unless this system has become its
    /// node since.
    fn elsewhere(&self) -> Option<(&Arc<RemoteProcess>, Write<M>)> {
        let process = self.elsewhere.get()?;
        if let Whom::Name(ServerName::Remote(_, node)) = &self.whom
            && self.system.kernel.nodes.is_own(node)
        {
            return None;
        }
        Some((process, self.write?))
    }
}

/// Where a process is that may be of another node: a [`Pid`], or a
/// [`ServerName`]; `("weather", node)` is one.
pub struct Address(Whom);

impl From<Pid> for Address {
    fn from(pid: Pid) -> Self {
        Self(Whom::Pid(pid))
    }
}

impl<N: Into<ServerName>> From<N> for Address {
    fn from(name: N) -> Self {
        Self(Whom::Name(name.into()))
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
            Target::Found(found) => Target::Found(found.clone()),
        };
        Self { target }
    }
}

impl<M: Send + 'static> fmt::Display for ProcessRef<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Target::Process(cell) => cell.head().pid().fmt(f),
            Target::Found(found) => match &found.whom {
                Whom::Name(name) => name.fmt(f),
                Whom::Pid(pid) => pid.fmt(f),
            },
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

/// In a message to another node: the pid or, of a name, `{Name, Node}`.
impl<M: Send + 'static> Serialize for ProcessRef<M> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.name_and_node() {
            Some((name, node)) => {
                let atom = |text: &str| Atom::new(text).map(Term::Atom);
                let (name, node) = (atom(name.as_str()), atom(node.as_str()));
                let name = name.map_err(ser::Error::custom)?;
                let node = node.map_err(ser::Error::custom)?;
                Term::tuple([name, node]).serialize(to)
            }
            None => self.pid().serialize(to),
        }
    }
}

/// In a message from another node: a pid, or `{Name, Node}`.
impl<'de, M> Deserialize<'de> for ProcessRef<M>
where
    M: Serialize + Send + 'static,
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let term = Term::deserialize(from)?;
        let Some(system) = node::reading() else {
            return Err(de::Error::custom("no node reads this"));
        };
        let address = match (term.as_pid(), term.as_tuple()) {
            (Some(pid), _) => Some(system.kernel.nodes.known_pid(pid).into()),
            (None, Some([name, node])) => name
                .as_atom()
                .zip(node.as_atom().and_then(|node| node.parse().ok()))
                .map(|(name, node): (_, NodeName)| (name, node).into()),
            _ => None,
        };
        let wanted =
            || de::Error::custom("a process is a pid, or {name, node}");
        Ok(Self::across_from(system, address.ok_or_else(wanted)?))
    }
}

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
        kernel.find(*self)
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
