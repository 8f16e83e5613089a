//! Starting a server, and waiting for its `init`.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::{GenServer, run};
use crate::call::Reply;
use crate::exit::ExitReason;
use crate::names::RegisterError;
use crate::pid::{Name, Pid};
use crate::process::{self, Mailbox, Process, ProcessRef, Ties};
use crate::server_name::ServerName;
use crate::system::System;

/// Why a server did not start. There is no process left, and its name is free.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Another process has the name.
    #[error("already started as {0}")]
    AlreadyStarted(Pid),
    /// `init` found that the server is not needed.
    #[error("init chose not to start")]
    Ignore,
    /// `init` gave this reason, or crashed with it.
    #[error("init failed: {0}")]
    Init(ExitReason),
    /// `init` took longer than it was given.
    #[error("init took longer than {0:?}")]
    Timeout(Duration),
}

/// A server that is about to be started: `GenServer.start_link` with options.
///
/// ```
/// use std::collections::HashMap;
///
/// use actor_core::gen_server::{Init, Next};
/// use actor_core::{GenServer, ProcessRef, Reply, System};
///
/// enum Message {
///     Put(String, u32),
///     Get(String, Reply<Option<u32>>),
/// }
///
/// struct KeyValueStore(HashMap<String, u32>);
///
/// impl GenServer for KeyValueStore {
///     type Args = ();
///     type Message = Message;
///
///     async fn init((): ()) -> Init<Self> {
///         Init::ok(KeyValueStore(HashMap::new()))
///     }
///
///     async fn handle(&mut self, message: Message) -> Next {
///         match message {
///             Message::Put(key, value) => drop(self.0.insert(key, value)),
///             Message::Get(key, reply) => reply.send(self.0.get(&key).copied()),
///         }
///         Next::Continue
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// System::new("docs").enter(async {
///     KeyValueStore::starter(()).named("store").start_link().await.unwrap();
///     let store = ProcessRef::named("store");
///     store.cast(Message::Put("Pizza".to_owned(), 8));
///     let slices = |reply| Message::Get("Pizza".to_owned(), reply);
///     assert_eq!(store.call(slices).await, Ok(Some(8)));
/// }).await;
/// # }
/// ```
#[must_use = "nothing is started unless `start` or `start_link` is called"]
pub struct Starter<S: GenServer> {
    args: S::Args,
    name: Option<ServerName>,
    timeout: Option<Duration>,
    server: PhantomData<fn() -> S>,
}

#[expect(
    clippy::manual_async_fn,
    reason = "an `async fn` is not `Send` for every lifetime in its types"
)]
impl<S: GenServer> Starter<S> {
    pub(crate) fn new(args: S::Args) -> Self {
        Self { args, name: None, timeout: None, server: PhantomData }
    }

    /// Registers the server under `name` before it is initialised.
    pub fn named(mut self, name: impl Into<ServerName>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Kills the server if its `init` takes longer; by default it may take as
    /// long as it likes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Returns the name that it will have.
    pub(crate) fn name(&self) -> Option<Name> {
        self.name.as_ref().map(ServerName::to_name)
    }

    /// Starts the server, linked to the current process.
    ///
    /// # Errors
    ///
    /// See [`StartError`]. If `init` fails, the exit signal reaches the
    /// starter too, as from any linked process.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub fn start_link(
        self,
    ) -> impl Future<Output = Result<ProcessRef<S::Message>, StartError>> + Send
    {
        async move {
            let me = process::me();
            let system = System { kernel: me.head().kernel.clone() };
            self.start_in(&system, Some(me)).await
        }
    }

    /// Starts the server in the current system, linked to nobody.
    ///
    /// # Errors
    ///
    /// See [`StartError`].
    ///
    /// # Panics
    ///
    /// Outside of a process; see [`start_on`](Self::start_on).
    pub fn start(
        self,
    ) -> impl Future<Output = Result<ProcessRef<S::Message>, StartError>> + Send
    {
        async move {
            let system = System::current();
            self.start_in(&system, None).await
        }
    }

    /// Starts the server in `system`, linked to nobody; for those who are no
    /// process.
    ///
    /// # Errors
    ///
    /// See [`StartError`].
    pub fn start_on(
        self,
        system: &System,
    ) -> impl Future<Output = Result<ProcessRef<S::Message>, StartError>> + Send
    {
        async move { self.start_in(system, None).await }
    }

    async fn start_in(
        self,
        system: &System,
        parent: Option<Arc<dyn Process>>,
    ) -> Result<ProcessRef<S::Message>, StartError> {
        let Self { args, name, timeout, .. } = self;
        let global = match &name {
            Some(ServerName::Global(global)) => Some(global.clone()),
            _ => None,
        };
        let starter = process::current_in(&system.kernel);
        let parent_pid = parent.as_ref().map(|parent| parent.pid());
        let ties = Ties {
            link: parent,
            monitor: None,
            name,
            read: S::remote().read,
            ancestors: starter.as_ref().map(ancestors).unwrap_or_default(),
        };
        // The new process answers this question when it is initialised; if it
        // ends first, the question is dropped.
        let (question, answer) = Reply::pair();
        let body = move |mailbox: Mailbox<S::Message>| {
            // A server that nobody is linked to is its own parent.
            let parent = parent_pid.unwrap_or(mailbox.pid());
            run::run::<S>(mailbox, args, parent, global, question)
        };
        let server = system.spawn_tied(ties, body)?;
        let outcome = match timeout {
            None => answer.wait().await,
            Some(timeout) => {
                let outcome =
                    tokio::time::timeout(timeout, answer.wait()).await;
                let Ok(outcome) = outcome else {
                    unlink_and_kill(&server).await;
                    return Err(StartError::Timeout(timeout));
                };
                outcome
            }
        };
        match outcome {
            Some(Started::Running) => Ok(server),
            Some(Started::Ignored) => {
                server.down().await;
                Err(StartError::Ignore)
            }
            Some(Started::Refused(refusal)) => {
                server.down().await;
                Err(refusal.into())
            }
            None => {
                let reason = server.process().and_then(|s| s.exit_reason());
                Err(StartError::Init(reason.unwrap_or_default()))
            }
        }
    }
}

impl<S: GenServer<Args: Clone>> Clone for Starter<S> {
    fn clone(&self) -> Self {
        let Self { args, name, timeout, server } = self;
        Self {
            args: args.clone(),
            name: name.clone(),
            timeout: *timeout,
            server: *server,
        }
    }
}

/// How an `init` ended.
pub(super) enum Started {
    Running,
    Ignored,
    /// It was not called, because the server cannot have its global name.
    Refused(RegisterError),
}

impl From<RegisterError> for StartError {
    fn from(refusal: RegisterError) -> Self {
        match refusal {
            RegisterError::Taken(pid) => Self::AlreadyStarted(pid),
            refusal => Self::Init(ExitReason::error(refusal)),
        }
    }
}

/// Returns the ancestors of a process that `parent` starts.
fn ancestors(parent: &Arc<dyn Process>) -> Vec<Pid> {
    let above = process::ancestors(&**parent);
    std::iter::once(parent.pid()).chain(above).collect()
}

async fn unlink_and_kill<M: Send + 'static>(server: &ProcessRef<M>) {
    if process::is_current() {
        process::unlink(server);
    }
    server.exit(ExitReason::Kill);
    server.down().await;
}
