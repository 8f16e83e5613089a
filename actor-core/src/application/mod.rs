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
//! # Left out
//!
//! Start phases, included applications, loading without starting, and
//! permissions: they are there for releases.

mod applications;
mod distributed;
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

/// Why an application was not started, or has ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApplicationError {
    /// It runs already.
    #[error("{0} is started already")]
    AlreadyStarted(Name),
    /// It does not run.
    #[error("{0} is not started")]
    NotStarted(Name),
    /// Its start callback failed.
    #[error("{name} did not start: {error}")]
    Start {
        /// The application.
        name: Name,
        /// What its start callback returned.
        error: StartError,
    },
    /// Another node was to run it, and could not start it.
    #[error("{name} did not start on {node}: {reason}")]
    StartElsewhere {
        /// The application.
        name: Name,
        /// The node.
        node: NodeName,
        /// What that node says.
        reason: String,
    },
    /// It ended, and the system with it.
    #[error("{name} ended: {reason}")]
    Ended {
        /// The application.
        name: Name,
        /// Why its top process ended.
        reason: ExitReason,
    },
    /// The system is stopping, and starts nothing any more.
    #[error("the system is stopping")]
    Stopping,
    /// It was told to stop a second time while it was stopping in order, so
    /// it did not wait for the rest.
    #[error("interrupted while stopping")]
    Interrupted,
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
