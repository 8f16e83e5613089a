//! What the processes of a program share, and what each of them writes down.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::Poll;

use actor_core::{
    CallError, Down, Exit, ExitReason, Mailbox, Pid, ProcessRef, Reference,
    RegisterError, Reply, System, process,
};

use super::program::{Manner, Program, Tie};
use super::role;

/// What processes send each other.
pub(crate) enum Message {
    /// From a role; each pair counts on its own.
    Note(usize, usize),
    /// From a role to whoever has a name; each role counts.
    Named(usize, usize),
    Question(Manner, Reply<()>),
    /// Somebody else's question.
    Passed(Reply<()>),
    /// Answered once the script is over.
    Done(Reply<()>),
}

/// What a process has done, or what has happened to it.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    Spawned(usize, Tie),
    Linked(usize, bool),
    Unlinked(usize),
    Monitored(usize, Reference, Tie),
    /// Whether with flush, and whether it was still on.
    Demonitored(Reference, bool, bool),
    Told(usize, ExitReason),
    Killed(usize),
    Sent(usize),
    SentToName(usize, bool),
    Asked(usize, Manner),
    Answered(Result<(), CallError>),
    Registered(usize, Result<(), RegisterError>),
    Unregistered(usize),
    Received(usize, usize),
    Picked(usize, usize),
    ReceivedByName(usize, usize),
    Exit(Exit),
    Down(Down),
    /// It ends by itself.
    Ends,
}

type End = Pin<Box<dyn Future<Output = Down> + Send>>;

/// One run of a program.
pub(crate) struct World {
    pub(crate) program: Arc<Program>,
    pub(crate) system: System,
    roles: Vec<Traces>,
}

/// What is known of one role. No lock is held while anything else happens,
/// so the model need not know them.
#[derive(Default)]
struct Traces {
    process: OnceLock<ProcessRef<Message>>,
    log: Mutex<Vec<Entry>>,
    /// Its end, if its body ever ran.
    end: Mutex<Option<End>>,
}

impl World {
    pub(crate) fn new(program: Arc<Program>) -> Arc<Self> {
        let roles = program.roles.iter().map(|_| Traces::default()).collect();
        Arc::new(Self { system: System::new("schedules"), roles, program })
    }

    /// Starts a role that nobody else starts.
    pub(crate) fn spawn_root(self: &Arc<Self>, me: usize) {
        let world = self.clone();
        let process =
            self.system.spawn(move |mailbox| role::live(world, me, mailbox));
        self.met(me, process);
    }

    /// Starts a role from another one.
    pub(crate) fn spawn(
        self: &Arc<Self>,
        me: usize,
        tie: Tie,
    ) -> Option<Reference> {
        let world = self.clone();
        let body =
            move |mailbox: Mailbox<Message>| role::live(world, me, mailbox);
        let (process, reference) = match tie {
            Tie::Alone => (process::spawn(body), None),
            Tie::Linked => (process::spawn_link(body), None),
            Tie::Monitored => {
                let (process, reference) = process::spawn_monitor(body);
                (process, Some(reference))
            }
        };
        self.met(me, process);
        reference
    }

    /// Lets others know of a role; the role itself may be faster than the
    /// one that spawned it.
    pub(crate) fn met(&self, me: usize, process: ProcessRef<Message>) {
        let _ = self.roles[me].process.set(process);
    }

    /// Watches the end of a role, before its first step.
    pub(crate) async fn watch(&self, me: usize, process: ProcessRef<Message>) {
        let mut end: End = Box::pin(async move { process.down().await });
        // The first poll puts the monitor on.
        poll_fn(|cx| {
            assert!(end.as_mut().poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        *self.roles[me].end.lock().unwrap() = Some(end);
    }

    /// Returns how a role ended, when it did; nothing if it never began.
    pub(crate) async fn end(&self, me: usize) -> Option<ExitReason> {
        let end = self.roles[me].end.lock().unwrap().take();
        Some(end?.await.reason)
    }

    pub(crate) fn process(&self, me: usize) -> Option<&ProcessRef<Message>> {
        self.roles[me].process.get()
    }

    pub(crate) fn pid(&self, me: usize) -> Option<Pid> {
        self.process(me).map(ProcessRef::pid)
    }

    pub(crate) fn write(&self, me: usize, entry: Entry) {
        self.roles[me].log.lock().unwrap().push(entry);
    }

    pub(crate) fn log(&self, me: usize) -> Vec<Entry> {
        self.roles[me].log.lock().unwrap().clone()
    }
}
