//! A connection to another node: what goes there, and what relates processes
//! of the two.
//!
//! It exists before there is a socket, from the first signal on, so that all
//! that one process sends to another goes through one queue, in order. When it
//! ends, everything across it ends with `noconnection`; what comes after that
//! starts another.
//!
//! It is long because all that one lock guards is read in one place.

use std::collections::hash_map::Entry;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustc_hash::FxHashMap;
use tokio::sync::Notify;

use super::control::{PidRef, ReferenceRef, Target, write};
use super::frame;
use super::handshake::Peer;
use super::nodes::Own;
use super::remote::RemoteProcess;
use super::rpc::{Calling, RpcError};
use super::spawn::{SpawnError, Spawning};
use super::wire::Awaits;
use super::{ConnectError, NodeEvent, NodeName, reason};
use crate::call::CallError;
use crate::etf::{Identities, Pieces};
use crate::exit::{Down, ExitReason};
use crate::pid::{Name, Pid, Reference};
use crate::process::{self, Process, Signal, Watcher};
use crate::sync::Mutex;
use crate::system::Kernel;

/// How many bytes of answers a peer may leave unread. (Two peers that both
/// leave so much would wait for each other, until the tick time is over.)
const MOST_ANSWERS: usize = 16 << 20;

pub(crate) struct Connection {
    pub(super) peer: NodeName,
    pub(super) kernel: Arc<Kernel>,
    pub(super) own: Arc<Own>,
    state: Mutex<State>,
    /// Whether its end has begun, before which it has no successor.
    over: AtomicBool,
    /// Tells the writer that there is something to write, or nothing more.
    pub(super) more: Notify,
    /// Tells those that use the socket, or wait for one, of a new phase.
    pub(super) turned: Notify,
    /// How many bytes of what waits to be written are answers.
    answers: AtomicUsize,
    /// Tells the reader that what waited was taken.
    taken: Notify,
    /// Why there is no socket.
    failure: Mutex<Option<ConnectError>>,
}

/// What the lock of a connection guards.
pub(super) struct State {
    phase: Phase,
    /// Whether the writer ends when it has written all that there is.
    finishing: bool,
    /// Frames that the writer has not taken yet.
    out: Pieces,
    /// Processes that have filled the queue, and wait until it is taken.
    held: Vec<Arc<dyn Process>>,
    across: Across,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// There is no socket yet. Whoever made the connection has dialled it, or
    /// has been dialled.
    Dialling,
    Dialled,
    /// It is used.
    Up {
        /// The number of the peer's present life.
        number: u32,
        visible: bool,
    },
    /// It is over.
    Closed,
}

/// What relates processes of the two nodes.
#[derive(Default)]
struct Across {
    /// The links, our process first, and who has made them.
    links: FxHashMap<(Pid, Pid), Maker>,
    /// How many of the links the peer has made.
    links_of_theirs: usize,
    /// Our processes that theirs watch.
    watched: FxHashMap<TheirReference, (Arc<dyn Process>, Reference)>,
    /// What ours wait for, by the number of the reference.
    awaited: FxHashMap<u64, Awaited>,
}

/// Who has made a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Maker {
    Us,
    Peer,
}

/// Something of theirs that ours wait for.
pub(super) enum Awaited {
    /// The end of a process.
    Down(Watch),
    /// An answer, and who gives it.
    Answer(Arc<dyn Awaits>, RemoteProcess),
    /// A process that they start.
    Spawn(Spawning),
    /// What a function returns that they call.
    Call(Calling),
}

/// For what a process was started.
pub(super) enum Started {
    Spawning(Spawning),
    Call,
    /// Nobody waits for it any more.
    Unwanted,
}

/// A monitor of ours on one of theirs.
pub(super) struct Watch {
    pub(super) watcher: Watcher,
    pub(super) target: RemoteProcess,
}

/// A reference that the peer has made.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TheirReference {
    creation: u32,
    words: [u32; 5],
    length: usize,
}

impl TheirReference {
    pub(super) fn new(reference: ReferenceRef<'_>) -> Self {
        let mut words = [0; 5];
        let length = reference.words().len();
        words[..length].copy_from_slice(reference.words());
        Self { creation: reference.creation, words, length }
    }

    pub(super) fn of<'a>(&self, peer: &'a NodeName) -> ReferenceRef<'a> {
        let words = &self.words[..self.length];
        ReferenceRef::from_words(peer.as_str(), self.creation, words)
            .expect("it was made of one")
    }
}

/// The connection is over; another may take its place.
#[derive(Debug)]
pub(super) struct Closed;

impl Connection {
    pub(super) fn new(
        kernel: &Arc<Kernel>,
        own: Arc<Own>,
        peer: NodeName,
        phase: Phase,
    ) -> Arc<Self> {
        let state = State {
            phase,
            finishing: false,
            out: Pieces::default(),
            held: Vec::new(),
            across: Across::default(),
        };
        Arc::new(Self {
            peer,
            kernel: kernel.clone(),
            own,
            state: Mutex::new(state),
            over: AtomicBool::new(false),
            more: Notify::new(),
            turned: Notify::new(),
            answers: AtomicUsize::new(0),
            taken: Notify::new(),
            failure: Mutex::new(None),
        })
    }

    pub(super) fn phase(&self) -> Phase {
        self.state.lock().phase
    }

    /// Returns whether another connection may be in its place.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    pub(super) fn identities(&self) -> &dyn Identities {
        &self.kernel.nodes
    }

    /// Returns a pid as it is written for the peer.
    pub(super) fn own_pid(&self, pid: Pid) -> PidRef<'_> {
        PidRef {
            node: self.own.name.as_str(),
            id: pid.id(),
            serial: pid.serial(),
            creation: self.own.creation,
        }
    }

    /// Returns a pid of the peer's as it knows it.
    pub(super) fn their_pid(&self, pid: Pid, creation: u32) -> PidRef<'_> {
        let node = self.peer.as_str();
        PidRef { node, id: pid.id(), serial: pid.serial(), creation }
    }

    /// Returns a reference as it is written for the peer.
    pub(super) fn own_reference(&self, number: u64) -> ReferenceRef<'_> {
        let own = &self.own;
        let words = own.references.words(number);
        ReferenceRef::new(own.name.as_str(), own.creation, words)
    }

    /// Returns the number of a reference, if this node made it.
    pub(super) fn own_number(
        &self,
        reference: ReferenceRef<'_>,
    ) -> Option<u64> {
        let own = &self.own;
        let is_own = reference.creation == own.creation
            && reference.node == own.name.as_str();
        is_own.then(|| own.references.number(reference.words()))?
    }

    /// Returns whether a pid is one of the peer, in any of its lives: nobody
    /// may link, watch or end a process in the name of another node's.
    pub(super) fn is_theirs(&self, pid: PidRef<'_>) -> bool {
        pid.node == self.peer.as_str()
    }

    /// Returns a pid that the peer has written, as it is known here.
    pub(super) fn pid(&self, pid: PidRef<'_>) -> Pid {
        let own = &self.own;
        if pid.creation == own.creation && pid.node == own.name.as_str() {
            return Pid::new(pid.id, pid.serial);
        }
        if let Phase::Up { number, .. } = self.phase()
            && self.kernel.nodes.is_life(number, pid.node, pid.creation)
        {
            return Pid::remote(number, pid.id, pid.serial);
        }
        let number = self.kernel.nodes.number(pid.node, pid.creation);
        Pid::remote(number, pid.id, pid.serial)
    }

    /// Appends frames to what is written to the peer, and changes what relates
    /// the two nodes, in one step.
    ///
    /// A process that finds the queue long is not polled again until it was
    /// taken: a slow peer slows those down who send to it, and nobody else.
    pub(super) fn write<T>(
        &self,
        append: impl FnOnce(&mut Vec<u8>) -> T,
    ) -> Result<T, Closed> {
        self.change(|out, _| append(&mut out.bytes))
    }

    /// Appends a frame of what `begin` appends and `message`, which is empty
    /// then; a long one is not copied.
    pub(super) fn send(
        &self,
        begin: impl FnOnce(&mut Vec<u8>),
        message: &mut Pieces,
    ) -> Result<(), Closed> {
        self.change(|out, _| frame::append_long(out, begin, message))
    }

    /// As [`write`](Self::write), for what the connection itself answers to
    /// the peer: one that asks and never reads the answers is not
    /// [read](Self::answers_taken) either.
    pub(super) fn answer<T>(
        &self,
        append: impl FnOnce(&mut Vec<u8>) -> T,
    ) -> Result<T, Closed> {
        let mut length = 0;
        let result = self.change(|out, _| {
            let before = out.length();
            let result = append(&mut out.bytes);
            length = out.length() - before;
            result
        })?;
        self.answers.fetch_add(length, Ordering::Relaxed);
        Ok(result)
    }

    /// Waits while there are more answers than a peer may leave unread.
    pub(super) async fn answers_taken(&self) {
        loop {
            let taken = self.taken.notified();
            if self.answers.load(Ordering::Relaxed) <= MOST_ANSWERS {
                return;
            }
            taken.await;
        }
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut Pieces, &mut Across) -> T,
    ) -> Result<T, Closed> {
        let mut state = self.state.lock();
        let State { phase, out, held, across, .. } = &mut *state;
        if *phase == Phase::Closed {
            return Err(Closed);
        }
        let was_empty = out.length() == 0;
        let result = change(out, across);
        if out.length() > self.own.limits.queue {
            process::hold(&self.kernel, held);
        }
        let wake = was_empty && out.length() > 0;
        drop(state);
        if wake {
            self.more.notify_one();
        }
        Ok(result)
    }

    /// Takes what is to be written, and lets go who waited for that. Returns
    /// false when nothing more will come.
    pub(super) fn take(&self, frames: &mut Pieces) -> bool {
        frames.clear();
        let mut state = self.state.lock();
        let open = state.phase != Phase::Closed && !state.finishing;
        mem::swap(&mut state.out, frames);
        let held = mem::take(&mut state.held);
        self.answers.store(0, Ordering::Relaxed);
        drop(state);
        self.taken.notify_waiters();
        for process in held {
            process.head().let_go();
        }
        open
    }

    /// Has the connection use a socket from now on. Returns false if it is not
    /// in this phase any more: it will use another one, or is over.
    pub(super) async fn come_up(&self, from: Phase, peer: &Peer) -> bool {
        let nodes = &self.kernel.nodes;
        nodes.settled(&peer.name).await;
        let number = nodes.peer_number(peer.name.as_str(), peer.creation);
        let visible = peer.flags.is_visible();
        let mut state = self.state.lock();
        if state.phase != from {
            return false;
        }
        state.phase = Phase::Up { number, visible };
        drop(state);
        self.turned.notify_waiters();
        let event = NodeEvent::Up { node: self.peer.clone(), visible };
        nodes.tell(&event);
        true
    }

    /// Takes over a connection that is being dialled, for a socket of the
    /// peer's own dialling, or for nothing if there will be none.
    pub(super) fn take_over(&self) -> bool {
        let mut state = self.state.lock();
        let dialling = state.phase == Phase::Dialling;
        if dialling {
            state.phase = Phase::Dialled;
        }
        drop(state);
        self.turned.notify_waiters();
        dialling
    }

    /// Ends the connection when all is written that was sent before.
    pub(super) fn finish(self: &Arc<Self>) {
        let mut state = self.state.lock();
        state.finishing = true;
        let is_up = matches!(state.phase, Phase::Up { .. });
        drop(state);
        if is_up {
            self.more.notify_one();
        } else {
            self.close();
        }
    }

    /// Says why there is no socket, and ends the connection.
    pub(super) fn fail(self: &Arc<Self>, error: ConnectError) {
        tracing::info!(node = %self.peer, %error, "a node was not connected");
        *self.failure.lock() = Some(error);
        self.close();
    }

    /// Waits until it is known what becomes of a call of this node's.
    pub(super) async fn called(&self) {
        self.turn(|phase| phase != Phase::Dialling).await;
    }

    /// Waits until the connection has a socket.
    pub(super) async fn used(&self) -> Result<(), ConnectError> {
        self.turn(|phase| !matches!(phase, Phase::Dialling | Phase::Dialled))
            .await;
        if let Phase::Up { .. } = self.phase() {
            return Ok(());
        }
        let failure = self.failure.lock().take();
        Err(failure.unwrap_or_else(|| ConnectError::Lost(self.peer.clone())))
    }

    /// Waits until the connection is over.
    pub(super) async fn closed(&self) {
        self.turn(|phase| phase == Phase::Closed).await;
    }

    async fn turn(&self, is_it: impl Fn(Phase) -> bool) {
        loop {
            let turned = self.turned.notified();
            if is_it(self.phase()) {
                return;
            }
            turned.await;
        }
    }

    /// Ends the connection, and everything across it.
    pub(super) fn close(self: &Arc<Self>) {
        let nodes = &self.kernel.nodes;
        // Whoever has it finds it over before there is another; whoever finds
        // it closed finds another in its place.
        self.over.store(true, Ordering::Release);
        nodes.remove(self);
        let mut state = self.state.lock();
        let phase = mem::replace(&mut state.phase, Phase::Closed);
        if phase == Phase::Closed {
            drop(state);
            return nodes.told(&self.peer);
        }
        let across = mem::take(&mut state.across);
        let held = mem::take(&mut state.held);
        let out = mem::take(&mut state.out);
        drop(state);
        drop(out);
        for process in held {
            process.head().let_go();
        }
        self.more.notify_one();
        self.turned.notify_waiters();
        self.lose(across);
        if let Phase::Up { visible, .. } = phase {
            let event = NodeEvent::Down { node: self.peer.clone(), visible };
            nodes.tell(&event);
        }
        nodes.told(&self.peer);
    }

    fn lose(&self, across: Across) {
        let table = &self.kernel.table;
        for (ours, from) in across.links.into_keys() {
            if let Some(process) = table.find(ours) {
                let reason = ExitReason::NoConnection;
                process.signal(Signal::LinkExit { from, reason });
            }
        }
        for (process, reference) in across.watched.into_values() {
            process.signal(Signal::Demonitor(reference));
        }
        for (number, awaited) in across.awaited {
            match awaited {
                Awaited::Down(watch) => {
                    watch
                        .tell(Reference::new(number), ExitReason::NoConnection);
                }
                Awaited::Answer(asker, _) => asker.fail(CallError::NodeDown),
                Awaited::Spawn(spawning) => {
                    spawning.tell(Err(SpawnError::NodeDown));
                }
                Awaited::Call(calling) => calling.tell(Err(RpcError::NodeDown)),
            }
        }
    }

    pub(super) fn link(
        &self,
        ours: Pid,
        theirs: Pid,
        to: PidRef<'_>,
    ) -> Result<(), Closed> {
        self.change(|out, across| {
            across.add_link(ours, theirs, Maker::Us);
            write::link(&mut out.bytes, self.own_pid(ours), to);
        })
    }

    /// Notes a link that the peer has made. Returns false if that is more than
    /// it may have.
    pub(super) fn linked(
        &self,
        ours: Pid,
        theirs: Pid,
    ) -> Result<bool, Closed> {
        self.change(|_, across| {
            across.add_link(ours, theirs, Maker::Peer);
            across.of_theirs() <= self.own.limits.relations
        })
    }

    /// Forgets a link. Returns whether there was one.
    pub(super) fn forget_link(&self, ours: Pid, theirs: Pid) -> bool {
        self.change(|_, across| across.remove_link(ours, theirs))
            .unwrap_or(false)
    }

    pub(super) fn unlink(
        &self,
        ours: Pid,
        theirs: Pid,
        to: PidRef<'_>,
    ) -> Result<(), Closed> {
        // What comes of the link from here on finds no link and is nothing,
        // so there is nothing to remember until it is acknowledged.
        let id = self.kernel.number();
        self.change(|out, across| {
            if across.remove_link(ours, theirs) {
                write::unlink(&mut out.bytes, id, self.own_pid(ours), to);
            }
        })
    }

    /// Tells a process that one of ours that it is linked to has ended.
    pub(super) fn exit(
        &self,
        ours: Pid,
        theirs: Pid,
        to: PidRef<'_>,
        reason: &[u8],
    ) -> Result<(), Closed> {
        self.change(|out, across| {
            if across.remove_link(ours, theirs) {
                let reason = write::encoded(reason);
                let out = &mut out.bytes;
                let Ok(()) = write::exit(out, self.own_pid(ours), to, reason);
            }
        })
    }

    pub(super) fn await_by(
        &self,
        number: u64,
        awaited: Awaited,
        append: impl FnOnce(&mut Pieces),
    ) -> Result<(), (Closed, Awaited)> {
        let mut awaited = Some(awaited);
        let added = self.change(|out, across| {
            across.awaited.extend(awaited.take().map(|it| (number, it)));
            append(out);
        });
        match (added, awaited) {
            (Err(closed), Some(awaited)) => Err((closed, awaited)),
            _ => Ok(()),
        }
    }

    /// Takes what a reference of ours stands for, because the peer has told.
    pub(super) fn told(&self, number: u64) -> Option<Awaited> {
        self.change(|_, across| across.awaited.remove(&number)).ok()?
    }

    /// Takes what a process was asked for that the peer has started.
    pub(super) fn started(
        &self,
        number: u64,
        process: &RemoteProcess,
    ) -> Started {
        self.change(|_, across| {
            if let Some(Awaited::Call(call)) = across.awaited.get_mut(&number) {
                call.by = Some(process.clone());
                return Started::Call;
            }
            match across.awaited.remove(&number) {
                Some(Awaited::Spawn(spawning)) => Started::Spawning(spawning),
                _ => Started::Unwanted,
            }
        })
        .unwrap_or(Started::Unwanted)
    }

    /// Forgets a request, but not the monitor that it has become.
    pub(super) fn abandon(&self, number: u64) {
        let is_request = self.change(|_, across| {
            let awaited = across.awaited.get(&number);
            matches!(awaited, Some(Awaited::Spawn(_) | Awaited::Call(_)))
        });
        if is_request.unwrap_or(false) {
            self.give_up(number);
        }
    }

    /// As [`give_up`](Self::give_up), if the reference is that of a question.
    pub(super) fn answered(&self, number: u64) -> Option<Arc<dyn Awaits>> {
        let is_question = self.change(|_, across| {
            matches!(across.awaited.get(&number), Some(Awaited::Answer(..)))
        });
        if !is_question.unwrap_or(false) {
            return None;
        }
        match self.give_up(number)? {
            Awaited::Answer(asker, _) => Some(asker),
            _ => None,
        }
    }

    /// Takes what a reference of ours stands for, and the monitor with it.
    pub(super) fn give_up(&self, number: u64) -> Option<Awaited> {
        self.change(|out, across| {
            let awaited = across.awaited.remove(&number)?;
            let (ours, target) = match &awaited {
                Awaited::Answer(asker, target) => (asker.caller(), target),
                Awaited::Down(watch) => (watch.watching(), &watch.target),
                Awaited::Call(Calling { from, by: Some(process), .. }) => {
                    (*from, process)
                }
                // When it is there, nobody waits for it.
                Awaited::Call(_) | Awaited::Spawn(_) => return Some(awaited),
            };
            let from = self.own_pid(ours.unwrap_or(Pid::NOBODY));
            let reference = self.own_reference(number);
            write::demonitor(&mut out.bytes, from, target.target(), reference);
            Some(awaited)
        })
        .ok()?
    }

    /// Notes that the peer watches a process of ours. Returns false if that is
    /// more than it may.
    pub(super) fn watched(
        &self,
        theirs: TheirReference,
        process: Arc<dyn Process>,
        reference: Reference,
    ) -> Result<bool, Closed> {
        let (before, allowed) = self.change(|_, across| {
            let before = across.watched.insert(theirs, (process, reference));
            (before, across.of_theirs() <= self.own.limits.relations)
        })?;
        // A reference is used once; who uses it twice has one monitor.
        if let Some((process, reference)) = before {
            process.signal(Signal::Demonitor(reference));
        }
        Ok(allowed)
    }

    pub(super) fn no_longer_watched(
        &self,
        theirs: TheirReference,
    ) -> Option<(Arc<dyn Process>, Reference)> {
        self.change(|_, across| across.watched.remove(&theirs)).ok()?
    }
}

impl Across {
    /// Notes a link. It is that of whoever has made it first.
    fn add_link(&mut self, ours: Pid, theirs: Pid, maker: Maker) {
        if let Entry::Vacant(place) = self.links.entry((ours, theirs)) {
            place.insert(maker);
            self.links_of_theirs += usize::from(maker == Maker::Peer);
        }
    }

    /// Forgets a link. Returns whether there was one.
    fn remove_link(&mut self, ours: Pid, theirs: Pid) -> bool {
        let maker = self.links.remove(&(ours, theirs));
        self.links_of_theirs -= usize::from(maker == Some(Maker::Peer));
        maker.is_some()
    }

    /// Returns how many relations there are that the peer has made.
    fn of_theirs(&self) -> usize {
        self.links_of_theirs + self.watched.len()
    }
}

impl Watch {
    /// Returns who watches, if it is a process.
    pub(super) fn watching(&self) -> Option<Pid> {
        match &self.watcher {
            Watcher::Process(process, _) => Some(process.pid()),
            Watcher::Outsider(_) | Watcher::Remote(_) => None,
        }
    }

    /// Tells who watches.
    pub(super) fn tell(self, reference: Reference, reason: ExitReason) {
        let pid = self.target.pid();
        match self.watcher {
            Watcher::Process(process, name) => {
                let down = Signal::Down { reference, pid, name, reason };
                process.signal(down);
            }
            Watcher::Outsider(sender) => {
                let name = self.target.name();
                let down = Down { reference, pid, name, reason };
                // Whoever waited may have given up.
                let _ = sender.send(down);
            }
            Watcher::Remote(_) => {}
        }
    }
}

/// A monitor of the peer's on a process of ours, as that process sees it.
pub(crate) struct RemoteWatcher {
    pub(super) connection: Arc<Connection>,
    pub(super) reference: TheirReference,
    /// Who watches.
    pub(super) watcher: Pid,
    pub(super) creation: u32,
    /// The name by which it asked.
    pub(super) name: Option<Name>,
}

impl RemoteWatcher {
    /// Tells of the end of the process that is watched.
    pub(crate) fn tell(&self, watched: Pid, reason: &ExitReason) {
        let connection = &self.connection;
        let reason = reason::write(reason);
        // If the connection is over, so is the monitor.
        let _ = connection.change(|out, across| {
            across.watched.remove(&self.reference);
            let from = match &self.name {
                Some(name) => Target::Name(name.as_str()),
                None => Target::Pid(connection.own_pid(watched)),
            };
            let to = connection.their_pid(self.watcher, self.creation);
            let reference = self.reference.of(&connection.peer);
            let reason = write::encoded(&reason);
            let out = &mut out.bytes;
            let Ok(()) = write::down(out, from, to, reference, reason);
        });
    }
}
