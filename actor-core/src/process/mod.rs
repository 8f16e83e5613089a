//! Processes: spawning them, sending to them, and tying them together.
//!
//! The functions here mean the process that calls them, as the functions of
//! Erlang's `erlang` and Elixir's `Process` module do.
//!
//! They reach the processes of one [`System`]. One of another
//! system is a dead process to them; only messages and calls cross over, by
//! its [`ProcessRef`].
//!
//! ```
//! use actor_core::{Mailbox, System, process};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter_with(async |mut mailbox: Mailbox<u64>| {
//!     let me = mailbox.this();
//!     process::spawn_link(async move |_: Mailbox<()>| me.send(6 * 7));
//!     assert_eq!(mailbox.receive().await, 42);
//! }).await;
//! # }
//! ```
//!
//! This file is long, as the list of those functions is.
//!
//! # When not to use it
//!
//! A server, which answers questions and keeps a state, is a
//! [`GenServer`](crate::GenServer). Code without a state of its own is a
//! function.

mod cell;
mod future;
mod inbox;
mod info;
mod mailbox;
mod process_ref;
mod receive;
mod relations;
mod scope;
mod signal;
mod spawn;
mod table;

use std::any::{Any, type_name};
use std::panic::resume_unwind;
use std::sync::Arc;

pub(crate) use relations::{Belonging, Held, Monitor, Relations, Watcher};

use crate::exit::{ExitReason, ExitSelf, IntoExitReason, NoProc};
pub use crate::names::RegisterError;
use crate::pid::{LocalPid, Name, Pid, Reference};
use crate::system::{Kernel, System};
pub use crate::timer::{send_after, send_interval};

pub(crate) use cell::{Cell, Closed as Ended, Head, Process};
pub(crate) use inbox::{Control, Envelope, Rare};
pub use info::{ProcessInfo, State};
pub use mailbox::{Event, Mailbox, Unknown};
pub(crate) use process_ref::Receiver;
pub(crate) use process_ref::ended;
pub use process_ref::{Address, Destination, ProcessRef};
pub(crate) use receive::{Choice, Select};
pub use receive::{Receive, TheChosen, TheDown, TheExit, TheMessage, TheNext};
pub(crate) use scope::{
    Orphan, current, is_current, keep_slot, me, orphan, take_slot,
};
pub(crate) use signal::Signal;
pub(crate) use spawn::{Ties, spawn as spawn_alone, spawn_tied};
pub(crate) use table::Table;

/// Starts a process that runs `body` and nothing ties to its starter.
///
/// What `body` returns is its exit reason: nothing is normal, an error is a
/// crash. A panic is a crash too, and ends nobody but those it is linked to.
///
/// # Panics
///
/// Outside of a process; see [`System::spawn`].
#[track_caller]
pub fn spawn<M, B, F>(body: B) -> ProcessRef<M>
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    spawn_alone(&me().head().kernel, body)
}

/// Starts a process and links to it, with no moment between the two.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn spawn_link<M, B, F>(body: B) -> ProcessRef<M>
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    let me = me();
    let ties = Ties { link: Some(me.clone()), ..Ties::default() };
    let child = spawn_tied(&me.head().kernel, ties, body);
    child.expect("a process without a name finds no name taken")
}

/// Starts a process and monitors it, with no moment between the two.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn spawn_monitor<M, B, F>(body: B) -> (ProcessRef<M>, Reference)
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    let me = me();
    let reference = me.head().kernel.reference();
    let monitor = Some((me.clone(), reference));
    let ties = Ties { monitor, ..Ties::default() };
    let child = spawn_tied(&me.head().kernel, ties, body);
    let child = child.expect("a process without a name finds no name taken");
    (child, reference)
}

/// Returns the pid of the current process: `self()`.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn id() -> Pid {
    current(|current| current.map(Process::pid))
        .expect("this function works in a process: see `System::enter`")
}

/// Returns the pid of the current process, or nothing outside of one.
pub fn try_id() -> Option<Pid> {
    current(|current| current.map(Process::pid))
}

/// Returns a typed reference to the current process, for those that it starts
/// to answer to.
///
/// # Panics
///
/// Outside of a process, and if its messages are not of type `M`.
#[track_caller]
pub fn this<M: Send + 'static>() -> ProcessRef<M> {
    let this = ProcessRef::of(me());
    this.expect("`this` is asked for the type of the process's messages")
}

/// Sends a message to whoever `to` is, without knowing what it understands.
///
/// # Errors
///
/// `NoProc` for a name that nobody has. A dead process is no error.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn send<T: Any + Send>(
    to: impl Destination,
    message: T,
) -> Result<(), NoProc> {
    let process = to.resolve(&me().head().kernel);
    match process {
        Some(process) => {
            process.deliver(Box::new(message), type_name::<T>());
            Ok(())
        }
        None if to.known_name().is_some() => Err(NoProc),
        None => Ok(()),
    }
}

/// Links the current process to another: if one crashes, so does the other.
/// A second link to the same process changes nothing.
///
/// # Errors
///
/// `NoProc` if the process is dead; a process that traps exits gets an
/// [`Exit`](crate::Exit) with `noproc` instead.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn link(to: impl Destination) -> Result<(), NoProc> {
    let me = me();
    let Some(other) = to.resolve(&me.head().kernel) else {
        return no_link(&*me, to.known_pid());
    };
    if other.pid() == me.pid() {
        return Ok(());
    }
    let linking = me.head().kernel.linking(me.pid(), other.pid());
    let new = me.with(|control| {
        let links = &mut control.relations().links;
        links.insert(other.pid(), other.clone()).is_none()
    });
    if !new || other.signal(Signal::Link(me.clone())) {
        return Ok(());
    }
    me.signal(Signal::Unlink(other.pid()));
    drop(linking);
    no_link(&*me, other.pid())
}

/// What a link to a dead process comes to.
fn no_link(me: &dyn Process, to: Pid) -> Result<(), NoProc> {
    if !me.with(|control| control.trapping) {
        return Err(NoProc);
    }
    let reason = ExitReason::NoProc;
    me.signal(Signal::Exit { from: to, reason });
    Ok(())
}

/// Removes the link to another process. From here on neither its end nor any
/// signal of the link still under way reaches the current process; an
/// [`Exit`](crate::Exit) that is in its mailbox already stays there.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn unlink(from: impl Destination) {
    let me = me();
    let other = from.resolve(&me.head().kernel);
    let pid = other.map_or(from.known_pid(), |other| other.pid());
    let linking = me.head().kernel.linking(me.pid(), pid);
    let link =
        me.with(|control| control.relations.as_mut()?.links.remove(&pid));
    if let Some(other) = link {
        other.signal(Signal::Unlink(me.pid()));
    }
    drop(linking);
}

/// Watches another process: when it ends, and at once if it is dead, the
/// current process receives one [`Down`](crate::Down). Any number of monitors
/// can be on one process; each has its own reference.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn monitor(target: impl Destination) -> Reference {
    let me = me();
    let kernel = &me.head().kernel;
    let reference = kernel.reference();
    let other = target.resolve(kernel);
    let name = target.known_name();
    if other.as_ref().is_some_and(|other| other.pid() == me.pid()) {
        // Nobody is left to be told of one's own end.
        return reference;
    }
    let monitor = Monitor { target: other.clone(), fired: false };
    me.with(|control| control.relations().monitors.insert(reference, monitor));
    let watcher = Watcher::Process(me.clone(), name.clone());
    let alive = other
        .as_ref()
        .is_some_and(|o| o.signal(Signal::Monitor(reference, watcher)));
    if !alive {
        let pid = other.map_or(target.known_pid(), |other| other.pid());
        let reason = ExitReason::NoProc;
        me.signal(Signal::Down { reference, pid, name, reason });
    }
    reference
}

/// Removes a monitor. A [`Down`](crate::Down) that is in the mailbox already
/// stays there. Returns whether the monitor was still on.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn demonitor(reference: Reference) -> bool {
    let me = me();
    let monitor = me.with(|control| {
        let monitors = &mut control.relations.as_mut()?.monitors;
        // One that has fired is needed until its message is received.
        if monitors.get(&reference)?.fired {
            return None;
        }
        monitors.remove(&reference)
    });
    let Some(monitor) = monitor else { return false };
    if let Some(target) = monitor.target {
        target.signal(Signal::Demonitor(reference));
    }
    true
}

/// Removes a monitor, and its [`Down`](crate::Down) from the mailbox if it is
/// there. Returns whether the monitor was still on.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn demonitor_flush(reference: Reference) -> bool {
    if demonitor(reference) {
        return true;
    }
    // Without its entry the message is skipped when its turn comes. If a
    // receive passes it over, the one after that removes it.
    let me = me();
    let stale = me.with(|control| {
        let relations = control.relations.as_mut()?;
        let stale = relations.monitors.remove(&reference);
        relations.flushed += usize::from(stale.is_some());
        stale
    });
    if stale.is_some() {
        me.head().set_stale_downs();
    }
    false
}

/// Says whether exit signals reach the current process as messages, instead
/// of ending it. Returns what was said before.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn trap_exit(trap: bool) -> bool {
    me().with(|control| std::mem::replace(&mut control.trapping, trap))
}

/// Sends an exit signal to another process: `exit/2`.
///
/// One that does not trap exits ends with `reason` at whatever it awaits,
/// unless that is `normal`. [`ExitReason::Kill`] cannot be trapped: the process
/// ends `killed`. To oneself it does not return if it ends the process.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn exit(target: impl Destination, reason: impl Into<ExitReason>) {
    let me = me();
    let Some(process) = target.resolve(&me.head().kernel) else { return };
    process.signal(Signal::Exit { from: me.pid(), reason: reason.into() });
    if process.pid() == me.pid() && me.head().must_exit() {
        drop(me);
        drop(process);
        // The reason is where the next poll would find it.
        resume_unwind(Box::new(ExitSelf(ExitReason::Normal)));
    }
}

/// Ends the current process with `reason`: `exit/1`.
///
/// It unwinds, as a panic does, but reports nothing.
pub fn exit_self(reason: impl Into<ExitReason>) -> ! {
    resume_unwind(Box::new(ExitSelf(reason.into())))
}

/// Registers the current process under a name, until it ends.
///
/// # Errors
///
/// If another process has the name, or this one has another name.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn register(name: impl Into<Name>) -> Result<(), RegisterError> {
    let me = me();
    let kernel = me.head().kernel.clone();
    kernel.register(&name.into(), &me)
}

/// Frees a name. Returns whether anybody had it.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn unregister(name: impl AsRef<str>) -> bool {
    System::current().unregister(name)
}

/// Returns who has a name.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn whereis(name: impl AsRef<str>) -> Option<Pid> {
    current(|current| {
        let current = current
            .expect("this function works in a process: see `System::enter`");
        current.head().kernel.names.whereis(name.as_ref())
    })
}

/// Returns whether there is such a process, and it is alive: it has not ended,
/// and no exit signal has reached it that will end it.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn is_alive(target: impl Destination) -> bool {
    let process = target.resolve(&me().head().kernel);
    process.is_some_and(|process| process.is_alive())
}

/// Says what reports and listings call the current process.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn set_label(label: impl Into<Name>) {
    let label = Some(label.into());
    me().with(|control| {
        std::mem::replace(&mut control.relations().label, label)
    });
}

/// Returns what is known of a process, or nothing if it is dead.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub fn info(target: impl Destination) -> Option<ProcessInfo> {
    let process = target.resolve(&me().head().kernel)?;
    ProcessInfo::of(&*process)
}

/// Returns who has started a process that was started as servers are, and who
/// has started that one, and so on.
pub(crate) fn ancestors(process: &dyn Process) -> Vec<Pid> {
    process.with(|control| {
        let relations = control.relations.as_ref();
        relations.map(|r| r.ancestors.clone()).unwrap_or_default()
    })
}

/// Has `belonging` told of the end of a process. Returns false, and tells
/// nothing, if the process is dead.
pub(crate) fn give(
    process: &dyn Process,
    belonging: Arc<dyn Belonging>,
) -> bool {
    let mut belonging = Some(belonging);
    process.with(|control| {
        if !control.closed {
            control.relations().belongings.extend(belonging.take());
        }
    });
    belonging.is_none()
}

/// Keeps the current process from being polled after this step, if it belongs
/// to this system, and enters it.
pub(crate) fn hold(kernel: &Arc<Kernel>, held: &mut Vec<Arc<dyn Process>>) {
    if let Some(me) = current_in(kernel)
        && me.head().hold()
    {
        held.push(me);
    }
}

/// Says that the current process reports the crashes of those it starts.
pub(crate) fn set_supervisor() {
    current(|current| current.map(|me| me.head().set_supervisor()));
}

/// Says that the current process will end when it has cleaned up.
pub(crate) fn set_terminating() {
    current(|current| current.map(|me| me.head().set_terminating()));
}

/// Notes what the current process, a server that crashed, was there for.
pub(crate) fn set_message_type(message_type: &'static str) {
    let message_type = Some(message_type);
    me().with(|control| control.relations().message_type = message_type);
}

/// Returns whether an exit signal has come for the current process.
pub(crate) fn must_exit() -> bool {
    current(|current| current.is_some_and(|me| me.head().must_exit()))
}

/// Returns the current process, if it belongs to this system.
pub(crate) fn current_in(kernel: &Arc<Kernel>) -> Option<Arc<dyn Process>> {
    is_current().then(me).filter(|me| Arc::ptr_eq(&me.head().kernel, kernel))
}

/// Returns the pid of the current process, if it belongs to this system.
#[inline]
pub(crate) fn current_pid(kernel: &Arc<Kernel>) -> Option<LocalPid> {
    current(|current| {
        let head = current?.head();
        Arc::ptr_eq(&head.kernel, kernel).then_some(head.local_pid)
    })
}
