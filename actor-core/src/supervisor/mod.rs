//! Supervisors: processes that start others, and start them again when they
//! crash.
//!
//! A tree is a value made of values: a supervisor is a child like any other.
//!
//! ```
//! use std::time::Duration;
//!
//! use actor_core::gen_server::{Init, Next};
//! use actor_core::supervisor::{Strategy, Supervisor};
//! use actor_core::{GenServer, ProcessRef, Reply, System};
//!
//! enum Message {
//!     Eat,
//!     Slices(Reply<u32>),
//! }
//!
//! struct Pizza(u32);
//!
//! impl GenServer for Pizza {
//!     type Args = u32;
//!     type Message = Message;
//!
//!     async fn init(slices: u32) -> Init<Self> {
//!         Init::ok(Pizza(slices))
//!     }
//!
//!     async fn handle(&mut self, message: Message) -> Next {
//!         match message {
//!             Message::Eat => self.0 = self.0.checked_sub(1).expect("a slice"),
//!             Message::Slices(reply) => reply.send(self.0),
//!         }
//!         Next::Continue
//!     }
//! }
//!
//! fn tree() -> Supervisor {
//!     Supervisor::new(Strategy::OneForOne)
//!         .intensity(3, Duration::from_secs(5))
//!         .child(Pizza::starter(1).named("pizza"))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let supervisor = tree().start_link().await.unwrap();
//!     let pizza = ProcessRef::named("pizza");
//!     let first = pizza.pid();
//!     pizza.cast(Message::Eat);
//!     pizza.cast(Message::Eat);
//!     // It crashed. A call to the supervisor returns when it has dealt with
//!     // that.
//!     # actor_core::process::monitor(first);
//!     # while pizza.pid() == first { tokio::task::yield_now().await }
//!     supervisor.count_children().await.unwrap();
//!     assert_ne!(pizza.pid(), first);
//!     assert_eq!(pizza.call(Message::Slices).await, Ok(1));
//! }).await;
//! # }
//! ```
//!
//! # What it promises
//!
//! It is OTP's `supervisor`. Children start in order, each initialised before
//! the next, and stop in reverse. A child is restarted with a new pid and an
//! empty mailbox, as its [`Restart`] says; others with it, as the [`Strategy`]
//! says. When restarts are too frequent the supervisor stops its children and
//! ends itself with `shutdown`, which is for *its* supervisor to deal with.
//!
//! Other nodes can ask what its children are, as Elixir's
//! `Supervisor.which_children` and `count_children` do, and nothing else.
//!
//! # When not to use it
//!
//! Children that come and go at run time, all alike, belong under a
//! [`DynamicSupervisor`](crate::DynamicSupervisor).
//!
//! # Left out
//!
//! Code upgrades; a list of modules in a child specification, which is there
//! for them.
//!
//! This file is long, because most of it is what a user reads.

mod child_spec;
mod children;
mod handle;
pub(crate) mod questions;
mod report;
mod restarts;
mod server;
mod stop;

use std::any::type_name;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::gen_server::{GenServer, Init, StartError, Starter};
use crate::pid::Name;
use crate::server_name::ServerName;

pub use child_spec::{ChildKind, ChildSpec, IntoChildSpec, Restart, Shutdown};
pub(crate) use child_spec::{Spec, Start};
pub(crate) use handle::typed;
pub use handle::{Child, ChildError, ChildState, Counts, SupervisorRef};
pub(crate) use report::{Report, Restarted};
pub(crate) use restarts::Restarts;
pub use server::Message;
pub(crate) use server::start_child;
pub(crate) use stop::{Stopping, stop, stop_all};

/// A supervisor that is about to be started; see the [module](self).
#[derive(Clone)]
#[must_use = "nothing is started unless `start_link` is called"]
pub struct Supervisor {
    name: Option<ServerName>,
    plan: Plan,
}

/// What a supervisor's `init` returns, and when that is known.
#[derive(Clone)]
pub(crate) enum Plan {
    Now(Flags, Vec<Spec>),
    AtStart(Name, Arc<dyn Fn() -> Planning + Send + Sync>),
}

pub(crate) type Planning =
    Pin<Box<dyn Future<Output = Init<Supervisor>> + Send>>;

/// OTP's supervisor flags.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flags {
    pub(crate) strategy: Strategy,
    pub(crate) intensity: Intensity,
    pub(crate) auto_shutdown: AutoShutdown,
}

/// Who is restarted when a child has crashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// That child.
    OneForOne,
    /// All children: they are stopped, in reverse order, then started.
    OneForAll,
    /// That child and those that were started after it.
    RestForOne,
}

/// How many restarts are too many: more than `max_restarts` `within` a time,
/// which slides. All children count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intensity {
    /// So many are well.
    pub max_restarts: usize,
    /// Restarts longer ago than this are forgotten.
    pub within: Duration,
}

impl Default for Intensity {
    /// Three in five seconds, as in Elixir. (Erlang's is one.)
    fn default() -> Self {
        Self { max_restarts: 3, within: Duration::from_secs(5) }
    }
}

/// Whether a supervisor stops, with `shutdown`, when a
/// [significant](ChildSpec::significant) child has ended by itself and is not
/// to be restarted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AutoShutdown {
    /// It does not.
    #[default]
    Never,
    /// When the first has.
    AnySignificant,
    /// When the last has.
    AllSignificant,
}

/// Why a supervisor refuses a child specification.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// Two children have this id. Give one of them another, by
    /// [`ChildSpec::with_id`].
    #[error("two children have the id {0}; use `with_id` to tell them apart")]
    DuplicateId(Name),
    /// A significant child never ends for good if it is permanent.
    #[error("{0} is significant, so it cannot be permanent")]
    SignificantPermanent(Name),
    /// A significant child is of no significance to this supervisor.
    #[error("{0} is significant, but auto_shutdown is never")]
    SignificantNever(Name),
    /// An intensity is counted over more than no time.
    #[error("the time of an intensity is longer than nothing")]
    NoPeriod,
}

/// A type that says how its supervisor is made, each time it is started:
/// OTP's callback module.
///
/// ```
/// use std::path::PathBuf;
///
/// use actor_core::ExitReason;
/// use actor_core::gen_server::Init;
/// use actor_core::supervisor::{Callback, Strategy, Supervisor};
///
/// /// The database: a folder, and the workers that look after it.
/// struct Database;
///
/// impl Callback for Database {
///     type Args = PathBuf;
///
///     async fn init(folder: PathBuf) -> Init<Supervisor> {
///         match std::fs::create_dir_all(&folder) {
///             Ok(()) => Init::ok(Supervisor::new(Strategy::OneForOne)),
///             Err(error) => Init::error(ExitReason::error(error)),
///         }
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// # actor_core::System::new("docs").enter(async {
/// # actor_core::process::trap_exit(true);
/// let database = Database::supervisor("/dev/null/lists".into());
/// assert!(database.start_link().await.is_err());
/// # }).await;
/// # }
/// ```
pub trait Callback: 'static {
    /// What [`init`](Self::init) is given, each time.
    type Args: Clone + Send + Sync + 'static;

    /// Says how the supervisor is made. It runs in the supervisor's process,
    /// before any child is started.
    fn init(args: Self::Args) -> impl Future<Output = Init<Supervisor>> + Send;

    /// Returns the supervisor that is made so.
    fn supervisor(args: Self::Args) -> Supervisor {
        let init = move || Box::pin(Self::init(args.clone())) as Planning;
        let plan = Plan::AtStart(type_name::<Self>().into(), Arc::new(init));
        Supervisor { name: None, plan }
    }
}

impl Supervisor {
    /// Makes a supervisor without children. It gives up at more than three
    /// restarts in five seconds.
    pub fn new(strategy: Strategy) -> Self {
        let intensity = Intensity::default();
        let auto_shutdown = AutoShutdown::Never;
        let flags = Flags { strategy, intensity, auto_shutdown };
        Self { name: None, plan: Plan::Now(flags, Vec::new()) }
    }

    /// Adds a child; children start in this order.
    ///
    /// # Panics
    ///
    /// If a [`Callback`] says what the children are.
    pub fn child(mut self, child: impl IntoChildSpec) -> Self {
        self.now().1.push(child.into_child_spec().spec);
        self
    }

    /// Says how many restarts are too many.
    ///
    /// # Panics
    ///
    /// As [`child`](Self::child).
    pub fn intensity(mut self, max_restarts: usize, within: Duration) -> Self {
        self.now().0.intensity = Intensity { max_restarts, within };
        self
    }

    /// Says whether the supervisor stops after significant children.
    ///
    /// # Panics
    ///
    /// As [`child`](Self::child).
    pub fn auto_shutdown(mut self, auto_shutdown: AutoShutdown) -> Self {
        self.now().0.auto_shutdown = auto_shutdown;
        self
    }

    /// Registers the supervisor under a name.
    pub fn named(mut self, name: impl Into<ServerName>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Starts the supervisor and all its children, linked to the current
    /// process.
    ///
    /// # Errors
    ///
    /// If a child does not start: those before it are stopped again.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub async fn start_link(self) -> Result<SupervisorRef, StartError> {
        self.starter().start_link().await
    }

    fn starter(self) -> Starter<server::Server> {
        let starter = server::Server::starter(self.plan);
        match self.name {
            Some(name) => starter.named(name),
            None => starter,
        }
    }

    fn now(&mut self) -> (&mut Flags, &mut Vec<Spec>) {
        match &mut self.plan {
            Plan::Now(flags, children) => (flags, children),
            Plan::AtStart(..) => panic!("`init` says what its supervisor does"),
        }
    }
}

/// A supervisor is known by its name or, if it has none, by the type of its
/// [`Callback`] or as `Supervisor`.
impl IntoChildSpec for Supervisor {
    type Message = Message;

    fn into_child_spec(self) -> ChildSpec<Message> {
        let id = match (&self.name, &self.plan) {
            (Some(name), _) => name.to_name(),
            (None, Plan::AtStart(name, _)) => name.clone(),
            (None, Plan::Now(..)) => "Supervisor".into(),
        };
        ChildSpec::new(id, move || self.clone().start_link()).supervisor()
    }
}

impl fmt::Debug for Supervisor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut supervisor = f.debug_struct("Supervisor");
        supervisor.field("name", &self.name);
        if let Plan::Now(flags, children) = &self.plan {
            supervisor.field("flags", flags).field("children", children);
        }
        supervisor.finish_non_exhaustive()
    }
}

/// Checks what cannot be said by types.
fn check(flags: &Flags, spec: &Spec) -> Result<(), SpecError> {
    if !spec.significant {
        return Ok(());
    }
    if flags.auto_shutdown == AutoShutdown::Never {
        return Err(SpecError::SignificantNever(spec.id.clone()));
    }
    if spec.restart == Restart::Permanent {
        return Err(SpecError::SignificantPermanent(spec.id.clone()));
    }
    Ok(())
}
