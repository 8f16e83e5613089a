//! By what a server is known: a name of its system, or one that something
//! else keeps.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::exit::ExitReason;
use crate::names::RegisterError;
use crate::node::{Global, NodeName};
use crate::pid::{Name, Pid};
use crate::process::{self, Belonging, Process};
use crate::system::{Kernel, System};

/// A name that is kept elsewhere than in the system: what OTP writes as
/// `{via, Module, Name}`. A [`Registry`](crate::Registry) gives such names.
///
/// It prints as it is shown in reports, and in a
/// [`Down`](crate::Down) of a monitor by this name.
///
/// ```
/// use std::fmt;
/// use std::sync::{Arc, Mutex};
///
/// use actor_core::{Mailbox, Pid, RegisterError, System, Via, process};
/// use actor_core::ServerName;
///
/// /// The one place in front of the oven.
/// #[derive(Clone, Default)]
/// struct Oven(Arc<Mutex<Option<Pid>>>);
///
/// impl Via for Oven {
///     fn register(&self, _: &System, pid: Pid) -> Result<(), RegisterError> {
///         let baker = *self.0.lock().unwrap().get_or_insert(pid);
///         if baker == pid { Ok(()) } else { Err(RegisterError::Taken(baker)) }
///     }
///     fn unregister(&self, _: &System, pid: Pid) {
///         self.0.lock().unwrap().take_if(|baker| *baker == pid);
///     }
///     fn whereis(&self, _: &System) -> Option<Pid> {
///         *self.0.lock().unwrap()
///     }
/// }
///
/// impl fmt::Display for Oven {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.write_str("oven")
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// System::new("docs").enter_with(async |mut mailbox: Mailbox<&str>| {
///     let oven = Oven::default();
///     oven.register(&System::current(), process::id()).unwrap();
///     process::send(ServerName::from(oven), "Pizza").unwrap();
///     assert_eq!(mailbox.receive().await, "Pizza");
/// }).await;
/// # }
/// ```
pub trait Via: fmt::Display + Send + Sync + 'static {
    /// Gives the name to a process of `system`, unless another has it.
    ///
    /// A server that is started under the name is registered before its
    /// `init` runs.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Taken`] if another process has the name; any other
    /// error fails the start of the server.
    fn register(&self, system: &System, pid: Pid) -> Result<(), RegisterError>;

    /// Frees the name, if the process has it.
    ///
    /// Called at the end of a server that was started under the name, for
    /// whatever reason it ends, before those who watch it are told.
    fn unregister(&self, system: &System, pid: Pid);

    /// Returns who has the name. Called for everything that is sent to it.
    fn whereis(&self, system: &System) -> Option<Pid>;
}

/// By what a server is known, wherever a server is given a name or reached
/// by one.
///
/// Texts are names of the system, and whatever is a [`Via`] is a name too;
/// so one rarely writes this type.
#[derive(Clone)]
pub enum ServerName {
    /// A name of the system.
    Local(Name),
    /// A name that is kept elsewhere.
    Via(Arc<dyn Via>),
    /// A name of a node of the cluster: `{Name, Node}`.
    Remote(Name, NodeName),
    /// A name of the cluster: `{global, Name}`.
    Global(Global),
}

impl ServerName {
    /// Returns the name as it is printed.
    pub fn to_name(&self) -> Name {
        match self {
            Self::Local(name) => name.clone(),
            Self::Via(via) => via.to_string().into(),
            Self::Remote(..) | Self::Global(_) => self.to_string().into(),
        }
    }

    pub(crate) fn find(
        &self,
        kernel: &Arc<Kernel>,
    ) -> Option<Arc<dyn Process>> {
        match self {
            Self::Local(name) => kernel.names.find(name.as_str()),
            Self::Via(via) => find_via(&**via, kernel),
            Self::Remote(name, node) => kernel.nodes.named(kernel, name, node),
            Self::Global(name) => kernel.find(name.find(kernel)?),
        }
    }

    /// Gives the name to a process that is about to run.
    pub(crate) fn register(
        self,
        process: &Arc<dyn Process>,
    ) -> Result<(), RegisterError> {
        let kernel = &process.head().kernel;
        let via = match self {
            Self::Local(name) => {
                return kernel.names.insert(name, process.clone());
            }
            Self::Via(via) => via,
            Self::Remote(name, node) => {
                if !kernel.nodes.is_own(&node) {
                    return Err(RegisterError::OtherNode(node));
                }
                return kernel.names.insert(name, process.clone());
            }
            // The process gives itself the name when it runs: other nodes must
            // be asked, which takes time.
            Self::Global(_) => return Ok(()),
        };
        let system = System { kernel: kernel.clone() };
        via.register(&system, process.pid())?;
        process::give(&**process, Arc::new(Registered { system, via }));
        Ok(())
    }
}

pub(crate) fn find_via(
    via: &dyn Via,
    kernel: &Arc<Kernel>,
) -> Option<Arc<dyn Process>> {
    let system = System { kernel: kernel.clone() };
    kernel.find(via.whereis(&system)?)
}

/// Frees the name at the end of the process that was started under it.
struct Registered {
    system: System,
    via: Arc<dyn Via>,
}

impl Belonging for Registered {
    fn owner_ended(&self, owner: Pid, _: &ExitReason) {
        // Whatever it does, the process must end.
        let free = || self.via.unregister(&self.system, owner);
        if catch_unwind(AssertUnwindSafe(free)).is_err() {
            tracing::error!(pid = %owner, "a name panicked when it was freed");
        }
    }
}

impl fmt::Display for ServerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(name) => name.fmt(f),
            Self::Via(via) => via.fmt(f),
            Self::Remote(name, node) => write!(f, "{{{name}, {node}}}"),
            Self::Global(name) => name.fmt(f),
        }
    }
}

impl fmt::Debug for ServerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Name> for ServerName {
    fn from(name: Name) -> Self {
        Self::Local(name)
    }
}

impl From<&Name> for ServerName {
    fn from(name: &Name) -> Self {
        Self::Local(name.clone())
    }
}

impl From<&str> for ServerName {
    fn from(name: &str) -> Self {
        Self::Local(name.into())
    }
}

impl From<String> for ServerName {
    fn from(name: String) -> Self {
        Self::Local(name.into())
    }
}

impl From<Arc<str>> for ServerName {
    fn from(name: Arc<str>) -> Self {
        Self::Local(name.into())
    }
}

impl<N: Into<Name>> From<(N, NodeName)> for ServerName {
    fn from((name, node): (N, NodeName)) -> Self {
        Self::Remote(name.into(), node)
    }
}

impl From<Global> for ServerName {
    fn from(name: Global) -> Self {
        Self::Global(name)
    }
}

impl<V: Via> From<V> for ServerName {
    fn from(via: V) -> Self {
        Self::Via(Arc::new(via))
    }
}
