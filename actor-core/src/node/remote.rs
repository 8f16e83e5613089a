//! A process of another node, as the processes here see it: what is sent to
//! it is written to its node.
//!
//! It is long because each signal of the kernel is written there in its own way.

use std::any::Any;
use std::sync::Arc;

use super::connection::{Awaited, Closed, Connection, Watch};
use super::control::{PidRef, Target, write};
use super::wire::{self, Awaits, Manner, Write};
use super::{NodeName, frame, reason, scratch, split};
use crate::call::CallError;
use crate::etf::{Pieces, Term};
use crate::exit::ExitReason;
use crate::pid::{LocalPid, Name, Pid, Reference};
use crate::process::{
    self, Control, Ended, Head, Held, Process, Signal, Watcher,
};
use crate::sync::OnceLock;
use crate::system::Kernel;

/// Nothing is known of it here but where it is: whether it lives, only a
/// monitor tells.
#[derive(Clone)]
pub(crate) struct RemoteProcess(Arc<Address>);

struct Address {
    head: Head,
    node: NodeName,
    to: To,
    /// The first connection over which anything was sent to it, which saves
    /// most messages a look-up.
    first: OnceLock<Arc<Connection>>,
}

#[derive(Clone)]
pub(super) enum To {
    Pid { pid: Pid, creation: u32 },
    Name(Name),
}

/// A message as bytes, and who waits for the answer if it is a question.
type Written = (Pieces, Option<Arc<dyn Awaits>>);

impl RemoteProcess {
    pub(super) fn new(kernel: &Arc<Kernel>, node: NodeName, to: To) -> Self {
        // Its own pid is no pid of this system: see `pid`.
        let head = Head::new(Pid::NOBODY, kernel.clone());
        Self(Arc::new(Address { head, node, to, first: OnceLock::new() }))
    }

    /// Returns the name by which it is known, if it is.
    pub(super) fn name(&self) -> Option<Name> {
        match &self.0.to {
            To::Pid { .. } => None,
            To::Name(name) => {
                Some(format!("{{{name}, {}}}", self.0.node).into())
            }
        }
    }

    /// Sends a message.
    pub(crate) fn send<M>(&self, message: &M, write: Write<M>, manner: Manner) {
        match self.write_question(message, write) {
            Ok((mut body, None)) => {
                self.transmit(&mut body, manner);
                scratch::keep(body);
            }
            // A question that came from elsewhere is passed on, with the
            // address of its answer. Who asks knows when to give it up.
            Ok((mut body, Some(asker))) => {
                self.put_question(&mut body, asker);
                scratch::keep(body);
            }
            Err(error) => tracing::error!(
                to = %self,
                %error,
                "a message cannot be sent to another node"
            ),
        }
    }

    /// Asks a question. When what is returned is dropped, the answer is not
    /// waited for any more.
    pub(crate) fn ask<M>(
        &self,
        message: &M,
        write: Write<M>,
    ) -> Result<Asked, CallError> {
        let unsendable = |why: String| CallError::Unsendable(why.into());
        let (mut body, asker) = self
            .write_question(message, write)
            .map_err(|error| unsendable(error.to_string()))?;
        let asker = asker.ok_or_else(|| {
            unsendable("the message has no place for an answer".to_owned())
        })?;
        let place = self.put_question(&mut body, asker);
        scratch::keep(body);
        let (connection, number) = place.ok_or(CallError::NodeDown)?;
        Ok(Asked { connection, number })
    }

    fn write_question<M>(
        &self,
        message: &M,
        write: Write<M>,
    ) -> Result<Written, crate::etf::Error> {
        let nodes = &self.0.head.kernel.nodes;
        let mut body = scratch::take();
        let (written, asker) =
            wire::asking(|| write(message, &mut body, nodes));
        written.map(|_| (body, asker))
    }

    fn transmit(&self, body: &mut Pieces, manner: Manner) {
        self.over(|connection| {
            let begin = |out: &mut Vec<u8>| {
                self.begin(connection, out, |out| {
                    if let Manner::Cast = manner {
                        split::begin_tuple(out, 2);
                        split::write_atom(out, "$gen_cast");
                    }
                });
            };
            connection.send(begin, body)
        });
    }

    /// Sends `{'$gen_call', {Pid, [alias | Reference]}, Body}` and a monitor,
    /// as `gen:call` does.
    fn put_question(
        &self,
        body: &mut Pieces,
        asker: Arc<dyn Awaits>,
    ) -> Option<(Arc<Connection>, u64)> {
        let kernel = &self.0.head.kernel;
        let number = kernel.number();
        let ours = asker.caller().unwrap_or(Pid::NOBODY);
        let mut awaited = Awaited::Answer(asker, self.clone());
        loop {
            let connection = self.connection()?;
            let reference = connection.own_reference(number);
            let from = connection.own_pid(ours);
            let added = connection.await_by(number, awaited, |out| {
                let bytes = &mut out.bytes;
                write::monitor(bytes, from, self.target(), reference);
                let begin = |out: &mut Vec<u8>| {
                    self.begin(&connection, out, |out| {
                        split::begin_tuple(out, 3);
                        split::write_atom(out, "$gen_call");
                        split::begin_tuple(out, 2);
                        write::pid(out, from);
                        split::begin_cons(out);
                        split::write_atom(out, "alias");
                        write::reference(out, reference);
                    });
                };
                frame::append_long(out, begin, body);
            });
            match added {
                Ok(()) => return Some((connection, number)),
                Err((Closed, back)) => awaited = back,
            }
        }
    }

    /// Appends the beginning of a message from the current process.
    fn begin(
        &self,
        connection: &Connection,
        out: &mut Vec<u8>,
        message: impl FnOnce(&mut Vec<u8>),
    ) {
        let sender = process::current_pid(&self.0.head.kernel);
        let sender = sender.map_or(Pid::NOBODY, LocalPid::pid);
        let from = connection.own_pid(sender);
        let message = |out: &mut Vec<u8>| {
            message(out);
            Ok(())
        };
        let Ok::<(), std::convert::Infallible>(()) = match self.target() {
            Target::Pid(to) => write::send(out, from, to, message),
            Target::Name(to) => write::send_name(out, from, to, message),
        };
    }

    pub(super) fn target(&self) -> Target<'_> {
        match &self.0.to {
            To::Pid { pid, creation } => Target::Pid(PidRef {
                node: self.0.node.as_str(),
                id: pid.id(),
                serial: pid.serial(),
                creation: *creation,
            }),
            To::Name(name) => Target::Name(name.as_str()),
        }
    }

    /// Returns the connection to its node, which is made if there is none.
    fn connection(&self) -> Option<Arc<Connection>> {
        let first = &self.0.first;
        if let Some(first) = first.get().filter(|it| !it.is_over()) {
            return Some(first.clone());
        }
        let kernel = &self.0.head.kernel;
        let connection = kernel.nodes.connection(kernel, &self.0.node)?;
        first.get_or_init(|| connection.clone());
        Some(connection)
    }

    /// Returns the connection to its node, if there is one.
    fn existing(&self) -> Option<Arc<Connection>> {
        self.0.head.kernel.nodes.existing(&self.0.node)
    }

    /// Does something with the connection to its node; with the next one, if
    /// one is just over. Returns nothing if this system is no node.
    fn over<T>(
        &self,
        mut act: impl FnMut(&Connection) -> Result<T, Closed>,
    ) -> Option<T> {
        loop {
            if let Ok(done) = act(&*self.connection()?) {
                return Some(done);
            }
        }
    }

    fn exit(&self, from: Pid, reason: &ExitReason) {
        let Target::Pid(to) = self.target() else {
            // As in Erlang, where `exit/2` takes pids only.
            tracing::warn!(to = %self, "an exit signal needs a pid");
            return;
        };
        let reason = reason::write(reason);
        self.over(|connection| {
            connection.write(|out| {
                let reason = write::encoded(&reason);
                let from = connection.own_pid(from);
                let Ok(()) = write::exit2(out, from, to, reason);
            })
        });
    }

    fn link(&self, other: &Arc<dyn Process>) {
        let (Target::Pid(to), ours) = (self.target(), other.pid()) else {
            return;
        };
        let theirs = self.pid();
        if self.over(|over| over.link(ours, theirs, to)).is_none() {
            let reason = ExitReason::NoConnection;
            other.signal(Signal::LinkExit { from: theirs, reason });
        }
    }

    fn monitor(&self, reference: Reference, watcher: Watcher) {
        let mut watch = Watch { watcher, target: self.clone() };
        let ours = watch.watching().unwrap_or(Pid::NOBODY);
        loop {
            let Some(connection) = self.connection() else {
                watch.tell(reference, ExitReason::NoConnection);
                return;
            };
            let number = reference.number();
            let on_wire = connection.own_reference(number);
            let from = connection.own_pid(ours);
            let awaited = Awaited::Down(watch);
            let added = connection.await_by(number, awaited, |out| {
                let out = &mut out.bytes;
                write::monitor(out, from, self.target(), on_wire);
            });
            match added {
                Err((Closed, Awaited::Down(back))) => watch = back,
                _ => return,
            }
        }
    }
}

/// A question that was put to another node.
pub(crate) struct Asked {
    connection: Arc<Connection>,
    number: u64,
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.connection.give_up(self.number);
    }
}

impl Process for RemoteProcess {
    fn head(&self) -> &Head {
        &self.0.head
    }

    fn pid(&self) -> Pid {
        match self.0.to {
            To::Pid { pid, .. } => pid,
            To::Name(_) => Pid::NOBODY,
        }
    }

    /// Nothing of it is here to be looked at, or changed.
    fn control(&self, look: &mut dyn FnMut(&mut Control)) {
        look(&mut Control::default());
    }

    fn signal(&self, signal: Signal) -> bool {
        match signal {
            Signal::Exit { from, reason } => self.exit(from, &reason),
            Signal::LinkExit { from, reason } => {
                if let (Target::Pid(to), Some(connection)) =
                    (self.target(), self.existing())
                {
                    let reason = reason::write(&reason);
                    // With the connection the link is gone.
                    let _ = connection.exit(from, self.pid(), to, &reason);
                }
            }
            Signal::Link(other) => self.link(&other),
            Signal::Unlink(other) => {
                if let (Target::Pid(to), Some(connection)) =
                    (self.target(), self.existing())
                {
                    // As above.
                    let _ = connection.unlink(other, self.pid(), to);
                }
            }
            Signal::Monitor(reference, watcher) => {
                self.monitor(reference, watcher);
            }
            Signal::Demonitor(reference) => {
                if let Some(connection) = self.existing() {
                    connection.give_up(reference.number());
                }
            }
            Signal::Down { .. } => {}
        }
        true
    }

    fn deliver(&self, message: Box<dyn Any + Send>, type_name: &'static str) {
        if let Ok(term) = message.downcast::<Term>() {
            self.send(&*term, wire::write, Manner::Send);
        } else {
            tracing::error!(
                to = %self,
                type_name,
                "a message of this type cannot be sent to another node: send \
                 a `Term`, or use `ProcessRef::across`"
            );
        }
    }

    fn queued(&self) -> usize {
        0
    }

    /// It ends on its node.
    fn close(&self, _: &ExitReason) -> Result<Ended, Held> {
        Ok(Ended { relations: None, called: false })
    }
}

impl std::fmt::Display for RemoteProcess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0.to {
            To::Pid { pid, .. } => write!(f, "{pid} on {}", self.0.node),
            To::Name(name) => write!(f, "{{{name}, {}}}", self.0.node),
        }
    }
}
