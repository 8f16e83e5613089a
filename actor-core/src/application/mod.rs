//! Applications: a tree, what it needs, and what its end means.
//!
//! An application is a value. It starts after those that it depends on, and
//! stops before them.
//!
//! ```
//! use actor_core::application::Mode;
//! use actor_core::supervisor::Strategy;
//! use actor_core::{Application, Supervisor, System};
//!
//! fn weather() -> Application {
//!     Application::new("weather", async |_| {
//!         Supervisor::new(Strategy::OneForOne).start_link().await
//!     })
//! }
//!
//! fn todo(port: u16) -> Application {
//!     Application::new("todo", async |_| {
//!         Supervisor::new(Strategy::OneForOne).start_link().await
//!     })
//!     .depends_on(weather())
//!     .env("port", port)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let system = System::new("docs");
//! system.start_application(todo(5454), Mode::Permanent).await.unwrap();
//! assert_eq!(system.applications(), ["weather", "todo"].map(Into::into));
//! assert_eq!(system.env("todo", "port"), Some(5454_u16));
//! system.shutdown().await;
//! # }
//! ```
//!
//! A program's `main` is one line:
//! [`System::run_application`](crate::System::run_application).
//!
//! # Distributed applications
//!
//! Nodes can share an application: it runs on one of them, and on another one
//! when that is lost.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use actor_core::application::{Distributed, Mode, StartType, SyncNodes};
//! use actor_core::supervisor::Strategy;
//! use actor_core::{Application, Node, Supervisor, System};
//!
//! fn chucky() -> Application {
//!     Application::new("chucky", async |start_type| {
//!         match start_type {
//!             StartType::Failover(node) => println!("{node} is lost"),
//!             StartType::Takeover(node) => println!("it leaves {node}"),
//!             _ => println!("it is started"),
//!         }
//!         Supervisor::new(Strategy::OneForOne).start_link().await
//!     })
//! }
//!
//! # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let others = ["b@127.0.0.1".parse()?, "c@127.0.0.1".parse()?];
//! let shared = Distributed::new("chucky")
//!     .restart_after(Duration::from_secs(5))
//!     .on("a@127.0.0.1".parse()?)
//!     .on_any(others.clone());
//! let system = System::new("a");
//! Node::named("a@127.0.0.1")
//!     .sync_nodes(SyncNodes::within(Duration::from_secs(30)).mandatory(others))
//!     .distributed(shared)
//!     .start(&system)
//!     .await?;
//! // On b and c too, where it stands by.
//! system.start_application(chucky(), Mode::Temporary).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The nodes decide as those of Erlang do, by the messages of OTP's `dist_ac`,
//! so that nodes of both kinds can share an application. All have to be given
//! the same list, and to start the application; a node that is there and does
//! not start it is waited for. A node that would have it run on other nodes
//! than this one ends this system, as in OTP.
//!
//! A node that was stopped in order is lost for the others as one that failed.
//! An application that was stopped, or has ended, is started nowhere.
//!
//! When a cluster falls apart, each part runs it, and both go on when the parts
//! meet again: until one of the nodes is started anew, as in OTP. Whoever must
//! not have that keeps it [to a majority](Distributed::only_in_majority).
//!
//! Some things OTP does in another way:
//!
//! - A start that takes over, and fails, leaves the application where it is.
//!   OTP stops it there too, so that it runs nowhere.
//! - Global names [move](StartType::Takeover) with the application.
//! - An application that its system [cannot be without](Mode::Permanent) is
//!   started on another node when it has crashed with the system. In OTP it is
//!   not: the other nodes have been told that it was stopped.
//! - A node on which it was stopped, or has failed to start, is not waited for.
//! - A node connects to all of the list when it starts.
//! - A failover [is told as such](StartType::Failover).
//! - The delay of one loss does not shorten that of the next.
//!
//! # Left out
//!
//! Start phases, included applications, loading without starting, and setting
//! permissions (`application:permit`): they are there for releases. What nodes
//! of Erlang say of permissions is heeded.

mod applications;
mod distributed;
mod error;
mod master;
mod run;
mod starting;

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::exit::ExitReason;
use crate::gen_server::StartError;
use crate::node::NodeName;
use crate::pid::Name;
use crate::process::{Process, ProcessRef};

pub(crate) use applications::Applications;
pub use distributed::{Distributed, SyncNodes};
pub(crate) use distributed::{all_are_there, child_spec};
pub use error::ApplicationError;

/// An application that is about to be started; see the [module](self).
#[derive(Clone)]
pub struct Application {
    name: Name,
    start: Start,
    before_stop: Option<Hook>,
    after_stop: Option<Hook>,
    dependencies: Vec<Application>,
    env: Vec<(Name, Value)>,
}

type Future<T> = Pin<Box<dyn std::future::Future<Output = T> + Send>>;

type Start = Arc<
    dyn Fn(StartType) -> Future<Result<Arc<dyn Process>, StartError>>
        + Send
        + Sync,
>;

type Hook = Arc<dyn Fn() -> Future<()> + Send + Sync>;

/// A value of an application's environment.
type Value = Arc<dyn Any + Send + Sync>;

/// Why an application is started.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartType {
    /// Somebody asked for it.
    Normal,
    /// The node that ran it is lost.
    ///
    /// OTP says so only to applications that have start phases, and `normal`
    /// to all others. Here every application is told.
    Failover(NodeName),
    /// It moves here from this node, which runs it until it is started here,
    /// and then stops it.
    ///
    /// The two are there together for a moment. A server that is started here
    /// meanwhile under a [global name](crate::node::Global) that a process of
    /// the other node has takes the name over, when its `init` is done; the
    /// other one answers what has reached it before it is stopped. (In OTP such
    /// a server is `already_started`, so the start fails.)
    Takeover(NodeName),
}

/// What the end of an application means for the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Nothing; it is reported.
    #[default]
    Temporary,
    /// Nothing if its reason is `normal`, else as `Permanent`. (A supervisor
    /// that gives up ends with `shutdown`, which is another reason.)
    Transient,
    /// The end of the system: all other applications are stopped, then all
    /// processes.
    Permanent,
}

impl Mode {
    /// Returns whether the system ends with an application that ended for this
    /// reason.
    fn is_fatal(self, reason: &ExitReason) -> bool {
        match self {
            Self::Temporary => false,
            Self::Transient => *reason != ExitReason::Normal,
            Self::Permanent => true,
        }
    }
}

impl Application {
    /// Makes an application. `start` starts its top process, most often a
    /// supervisor, linked to the current process, and returns it.
    pub fn new<M, S, F>(name: impl Into<Name>, start: S) -> Self
    where
        M: Send + 'static,
        S: Fn(StartType) -> F + Send + Sync + 'static,
        F: std::future::Future<Output = Result<ProcessRef<M>, StartError>>
            + Send
            + 'static,
    {
        let start: Start = Arc::new(move |start_type| {
            let starting = start(start_type);
            Box::pin(async move {
                let top = starting.await?;
                top.process().ok_or(StartError::Ignore)
            })
        });
        Self {
            name: name.into(),
            start,
            before_stop: None,
            after_stop: None,
            dependencies: Vec::new(),
            env: Vec::new(),
        }
    }

    /// Says that `other` must run before this application starts. If it does
    /// not yet, it is started too, as [`Mode::Temporary`].
    #[must_use]
    pub fn depends_on(mut self, other: Application) -> Self {
        self.dependencies.push(other);
        self
    }

    /// Gives a value to the application's environment, unless
    /// [`System::set_env`](crate::System::set_env) has given it another.
    #[must_use]
    pub fn env<T>(mut self, key: impl Into<Name>, value: T) -> Self
    where
        T: Any + Send + Sync,
    {
        self.env.push((key.into(), Arc::new(value)));
        self
    }

    /// Does this before the processes are told to stop: `prep_stop`.
    #[must_use]
    pub fn before_stop<H, F>(mut self, hook: H) -> Self
    where
        H: Fn() -> F + Send + Sync + 'static,
        F: std::future::Future<Output = ()> + Send + 'static,
    {
        self.before_stop = Some(Arc::new(move || Box::pin(hook())));
        self
    }

    /// Does this when all processes are gone, also after a crash: `stop`.
    #[must_use]
    pub fn after_stop<H, F>(mut self, hook: H) -> Self
    where
        H: Fn() -> F + Send + Sync + 'static,
        F: std::future::Future<Output = ()> + Send + 'static,
    {
        self.after_stop = Some(Arc::new(move || Box::pin(hook())));
        self
    }

    /// Returns its name.
    pub fn name(&self) -> &Name {
        &self.name
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dependencies = self.dependencies.iter().map(Application::name);
        f.debug_struct("Application")
            .field("name", &self.name)
            .field("dependencies", &dependencies.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
