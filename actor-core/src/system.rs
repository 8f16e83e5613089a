//! A system: processes that know each other, their names and their clocks.
//!
//! It is long because it has one method for each thing that can be done from
//! outside of a process, most of them a line.

use std::array;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::Serialize;
use tokio::runtime;
use tokio::sync::{Notify, oneshot};

use crate::application::Applications;
use crate::call::Deadlines;
use crate::exit::{ExitReason, IntoExitReason};
use crate::names::{Names, RegisterError};
use crate::node::{Node, Nodes};
use crate::pid::{Name, Pid, Reference};
use crate::process::{
    self, Address, Mailbox, Process, ProcessInfo, ProcessRef, Table, Ties,
};
use crate::report;
use crate::server_name::ServerName;
use crate::sync::{AtomicBool, AtomicU64, Handle, Mutex};
use crate::table::Tables;
use crate::timer::Timers;

/// How long an orderly end may take before whoever is left is killed.
const GRACE: Duration = Duration::from_secs(5);

/// A set of processes with their names: one Erlang node, alone until it is
/// made a [`Node`].
///
/// Nothing is global. Several systems can live in one program, and know
/// nothing of each other. A `System` is a handle, cheap to clone.
///
/// ```
/// use actor_core::{System, process};
///
/// let system = System::new("docs");
/// let answer = system.run(async {
///     process::register("main").unwrap();
///     process::whereis("main") == Some(process::id())
/// });
/// assert_eq!(answer, Ok(true));
/// ```
#[derive(Clone)]
pub struct System {
    pub(crate) kernel: Arc<Kernel>,
}

/// What all processes of a system share.
pub(crate) struct Kernel {
    name: Name,
    pub(crate) table: Table,
    pub(crate) names: Names,
    pub(crate) deadlines: Deadlines,
    pub(crate) timers: Timers,
    pub(crate) tables: Tables,
    pub(crate) nodes: Nodes,
    numbers: AtomicU64,
    runtime: OnceLock<Handle>,
    closing: AtomicBool,
    /// Held while a link is made or removed, which concerns two processes. One
    /// for many pairs.
    linking: [Mutex<()>; 16],
    /// Told when the last process is gone.
    empty: Notify,
    pub(crate) applications: Applications,
    /// Held while the system shuts down: one at a time does so.
    shutdown: tokio::sync::Mutex<()>,
}

impl System {
    /// Makes an empty system. It uses the runtime in which it first spawns.
    pub fn new(name: impl Into<Name>) -> Self {
        report::install_panic_hook();
        let kernel = Kernel {
            name: name.into(),
            table: Table::new(),
            names: Names::default(),
            deadlines: Deadlines::default(),
            timers: Timers::default(),
            tables: Tables::default(),
            nodes: Nodes::default(),
            numbers: AtomicU64::new(1),
            runtime: OnceLock::new(),
            closing: AtomicBool::new(false),
            linking: array::from_fn(|_| Mutex::new(())),
            empty: Notify::new(),
            applications: Applications::default(),
            shutdown: tokio::sync::Mutex::new(()),
        };
        Self { kernel: Arc::new(kernel) }
    }

    /// Returns the system of the current process.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn current() -> Self {
        Self { kernel: process::me().head().kernel.clone() }
    }

    /// Returns the name it was given.
    pub fn name(&self) -> &Name {
        &self.kernel.name
    }

    /// Runs `main` as a process on a runtime of its own, then shuts the
    /// system down. This is what a program's `main` calls.
    ///
    /// # Errors
    ///
    /// The exit reason, if `main` ended by a panic or an exit signal.
    ///
    /// # Panics
    ///
    /// Within a tokio runtime; use [`enter`](Self::enter) there.
    pub fn run<T, F>(&self, main: F) -> Result<T, ExitReason>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        self.run_with(async move |_: Mailbox<()>| main.await)
    }

    /// As [`run`](Self::run), with a mailbox.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run).
    pub fn run_with<M, T, B, F>(&self, body: B) -> Result<T, ExitReason>
    where
        M: Send + 'static,
        T: Send + 'static,
        B: FnOnce(Mailbox<M>) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let runtime = runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("a runtime can be started");
        runtime.block_on(async {
            let outcome = self.start(body).await;
            self.shutdown().await;
            outcome
        })
    }

    /// Runs `main` as a process in the runtime that is there, and returns
    /// what it returns. The system goes on afterwards.
    ///
    /// # Panics
    ///
    /// If `main` panics or an exit signal ends it, as joining a thread does.
    pub async fn enter<T, F>(&self, main: F) -> T
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        self.enter_with(async move |_: Mailbox<()>| main.await).await
    }

    /// As [`enter`](Self::enter), with a mailbox.
    ///
    /// # Panics
    ///
    /// As [`enter`](Self::enter).
    pub async fn enter_with<M, T, B, F>(&self, body: B) -> T
    where
        M: Send + 'static,
        T: Send + 'static,
        B: FnOnce(Mailbox<M>) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        match self.start(body).await {
            Ok(value) => value,
            Err(reason) => panic!("the process ended: {reason}"),
        }
    }

    async fn start<M, T, B, F>(&self, body: B) -> Result<T, ExitReason>
    where
        M: Send + 'static,
        T: Send + 'static,
        B: FnOnce(Mailbox<M>) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let main = self.spawn(async move |mailbox: Mailbox<M>| {
            process::set_label("main");
            // Whoever waited may have given up.
            let _ = sender.send(body(mailbox).await);
        });
        // Its end, and not its value, says that nothing of it is left.
        main.down().await;
        let reason = main.process().and_then(|main| main.exit_reason());
        receiver.await.map_err(|_| reason.unwrap_or_default())
    }

    /// Starts a process that nothing ties to anybody.
    pub fn spawn<M, B, F>(&self, body: B) -> ProcessRef<M>
    where
        M: Send + 'static,
        B: FnOnce(Mailbox<M>) -> F + Send + 'static,
        F: Future<Output: IntoExitReason> + Send + 'static,
    {
        process::spawn_alone(&self.kernel, body)
    }

    pub(crate) fn spawn_tied<M, B, F>(
        &self,
        ties: Ties,
        body: B,
    ) -> Result<ProcessRef<M>, RegisterError>
    where
        M: Send + 'static,
        B: FnOnce(Mailbox<M>) -> F + Send + 'static,
        F: Future<Output: IntoExitReason> + Send + 'static,
    {
        process::spawn_tied(&self.kernel, ties, body)
    }

    /// Returns the node that the system is, if it is one.
    pub fn node(&self) -> Option<Node> {
        Node::of(self)
    }

    /// Sends an exit signal to the process with this pid, from outside.
    pub fn exit(&self, pid: Pid, reason: impl Into<ExitReason>) {
        if let Some(process) = self.kernel.find(pid) {
            signal_exit(&*process, reason.into());
        }
    }

    /// Returns a reference to whoever has `name` at the time of each send.
    pub fn named<M: Send + 'static>(
        &self,
        name: impl Into<ServerName>,
    ) -> ProcessRef<M> {
        ProcessRef::by_name(self.clone(), name.into())
    }

    /// Returns a reference to a process that may be of another node; see
    /// [`ProcessRef::across`].
    pub fn across<M: Serialize + Send + 'static>(
        &self,
        to: impl Into<Address>,
    ) -> ProcessRef<M> {
        ProcessRef::across_from(self.clone(), to.into())
    }

    /// Returns who has a name.
    pub fn whereis(&self, name: impl AsRef<str>) -> Option<Pid> {
        self.kernel.names.whereis(name.as_ref())
    }

    /// Returns all registered names, sorted.
    pub fn registered(&self) -> Vec<Name> {
        self.kernel.names.all()
    }

    /// Frees a name. Returns whether anybody had it.
    pub fn unregister(&self, name: impl AsRef<str>) -> bool {
        let name = Name::from(name.as_ref());
        let Some(process) = self.kernel.names.find(name.as_str()) else {
            return false;
        };
        let held = process.with(|control| {
            let relations = control.relations.as_mut()?;
            relations.name.take_if(|held| *held == name)
        });
        held.is_some() && self.kernel.names.remove(&name, process.pid())
    }

    /// Returns how many processes there are.
    pub fn process_count(&self) -> usize {
        self.kernel.table.len()
    }

    /// Returns what is known of every process, in the order of their pids.
    pub fn processes(&self) -> Vec<ProcessInfo> {
        let all = self.kernel.table.all();
        all.iter().filter_map(|process| ProcessInfo::of(&**process)).collect()
    }

    /// Returns what is known of one process, or nothing if it is dead.
    pub fn info(&self, pid: Pid) -> Option<ProcessInfo> {
        ProcessInfo::of(&*self.kernel.table.find(pid)?)
    }

    /// Tells the system to [shut down](Self::shutdown), and does not wait:
    /// `init:stop`. For its own processes, which end with it.
    pub fn stop(&self) {
        let system = self.clone();
        let shutdown = async move { system.shutdown().await };
        self.kernel.runtime().spawn(shutdown);
    }

    /// Ends all processes, waits for them, and stops the system's clocks.
    ///
    /// Applications stop first, in order, for as long as they need. Then each
    /// process gets an exit signal `shutdown`; whoever is left after five
    /// seconds is killed. From here on nothing can be spawned.
    ///
    /// # Cancellation
    ///
    /// What was told to stop does so; only the rest and the wait are given up.
    pub async fn shutdown(&self) {
        let kernel = &self.kernel;
        let _one_at_a_time = kernel.shutdown.lock().await;
        self.stop_applications().await;
        kernel.closing.store(true, Ordering::Release);
        kernel.exit_all(&ExitReason::Shutdown);
        if tokio::time::timeout(GRACE, kernel.empty()).await.is_err() {
            kernel.exit_all(&ExitReason::Kill);
            kernel.empty().await;
        }
        kernel.nodes.end().await;
        kernel.timers.stop();
        kernel.deadlines.stop();
    }
}

impl std::fmt::Debug for System {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("System")
            .field("name", self.name())
            .field("processes", &self.process_count())
            .finish()
    }
}

impl Kernel {
    /// Returns a number that this system uses only once.
    pub(crate) fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn reference(&self) -> Reference {
        Reference::new(self.number())
    }

    /// Finds a process by its pid: one of this system that is there, or one
    /// of another node, which may be.
    pub(crate) fn find(self: &Arc<Self>, pid: Pid) -> Option<Arc<dyn Process>> {
        if pid.is_local() {
            return self.table.find(pid);
        }
        self.nodes.process(self, pid)
    }

    pub(crate) fn runtime(&self) -> &Handle {
        self.runtime.get_or_init(Handle::current)
    }

    /// Keeps others from linking or unlinking these two processes meanwhile.
    pub(crate) fn linking(&self, one: Pid, two: Pid) -> impl Sized + use<'_> {
        let pair = one.id() ^ two.id();
        self.linking[pair as usize % self.linking.len()].lock()
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    pub(crate) fn register(
        &self,
        name: &Name,
        process: &Arc<dyn Process>,
    ) -> Result<(), RegisterError> {
        let pid = process.pid();
        let held = process.with(|control| {
            control.relations.as_ref().and_then(|r| r.name.clone())
        });
        if let Some(held) = held {
            return Err(RegisterError::Named(held));
        }
        self.names.insert(name.clone(), process.clone())?;
        let named = process.with(|control| {
            if control.closed {
                return Err(RegisterError::NoProc);
            }
            let held = &mut control.relations().name;
            if let Some(held) = held {
                return Err(RegisterError::Named(held.clone()));
            }
            *held = Some(name.clone());
            Ok(())
        });
        if named.is_err() {
            self.names.remove(name, pid);
        }
        named
    }

    /// Removes a process that has ended.
    pub(crate) fn forget(&self, pid: Pid) {
        if self.table.remove(pid) == 0 {
            self.empty.notify_waiters();
        }
    }

    fn exit_all(&self, reason: &ExitReason) {
        for process in self.table.all() {
            signal_exit(&*process, reason.clone());
        }
    }

    async fn empty(&self) {
        loop {
            let empty = self.empty.notified();
            if self.table.len() == 0 {
                return;
            }
            empty.await;
        }
    }
}

fn signal_exit(process: &dyn Process, reason: ExitReason) {
    process.signal(process::Signal::Exit { from: Pid::NOBODY, reason });
}
