//! Servers: a process that keeps a state, and handles one message at a time.
//!
//! Only [`init`](GenServer::init) and [`handle`](GenServer::handle) must be
//! written; the rest has OTP's defaults.
//!
//! ```
//! use actor_core::gen_server::{Init, Next, StartError};
//! use actor_core::{GenServer, ProcessRef, Reply, System};
//!
//! /// What a client holds.
//! struct Stack(ProcessRef<Message>);
//!
//! impl Stack {
//!     async fn start_link() -> Result<Self, StartError> {
//!         Server::start_link(Vec::new()).await.map(Self)
//!     }
//!     fn push(&self, item: &str) {
//!         self.0.cast(Message::Push(item.to_owned()));
//!     }
//!     async fn pop(&self) -> Option<String> {
//!         self.0.call(Message::Pop).or_exit().await
//!     }
//! }
//!
//! enum Message {
//!     Push(String),
//!     Pop(Reply<Option<String>>),
//! }
//!
//! struct Server(Vec<String>);
//!
//! impl GenServer for Server {
//!     type Args = Vec<String>;
//!     type Message = Message;
//!
//!     async fn init(items: Vec<String>) -> Init<Self> {
//!         Init::ok(Server(items))
//!     }
//!
//!     async fn handle(&mut self, message: Message) -> Next {
//!         match message {
//!             Message::Push(item) => self.0.push(item),
//!             Message::Pop(reply) => reply.send(self.0.pop()),
//!         }
//!         Next::Continue
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let stack = Stack::start_link().await.unwrap();
//!     stack.push("Pizza");
//!     assert_eq!(stack.pop().await.as_deref(), Some("Pizza"));
//! }).await;
//! # }
//! ```
//!
//! # Timeouts
//!
//! A call waits five seconds by default. A callback that takes long keeps all
//! others waiting: give the [`Reply`](crate::Reply) to a process or task that
//! does the work, and return.
//!
//! # When not to use it
//!
//! A server does one thing at a time. Pure functions need no process, and work
//! that runs beside other work is a process of its own.

mod multi_call;
mod run;
mod start;
mod stop;
mod watched;

use std::fmt::Debug;
use std::time::Duration;

use crate::ProcessRef;
use crate::etf::Term;
use crate::exit::{Down, Exit, ExitReason};
use crate::node::Remote;
use crate::process::{self, Unknown};

pub use multi_call::{Answers, multi_call};
pub(crate) use run::catch;
pub use start::{StartError, Starter};
pub use stop::stop;

/// A server; see the [module](self).
///
/// An exit signal that the server does not trap ends it at whatever it awaits,
/// also within a callback, and without [`terminate`](Self::terminate).
pub trait GenServer: Sized + Send + 'static {
    /// What [`init`](Self::init) is given.
    type Args: Send + 'static;
    /// The calls and casts that it understands.
    type Message: Send + 'static;

    /// Makes the state, in the new process. Whoever starts the server waits
    /// until this is done.
    fn init(args: Self::Args) -> impl Future<Output = Init<Self>> + Send;

    /// Handles a call or a cast.
    fn handle(
        &mut self,
        message: Self::Message,
    ) -> impl Future<Output = Next> + Send;

    /// Handles everything that is neither. By default it is logged.
    fn handle_info(&mut self, info: Info) -> impl Future<Output = Next> + Send {
        async move {
            info.log();
            Next::Continue
        }
    }

    /// Goes on with what [`init`](Self::init) or a callback put off by
    /// [`Next::HandleContinue`], before the next message. The state says what
    /// that is.
    fn handle_continue(&mut self) -> impl Future<Output = Next> + Send {
        async { Next::Continue }
    }

    /// Cleans up. Called when a callback stops the server or crashes, when
    /// somebody [stops](fn@stop) it and, if the server traps exits, when its
    /// starter ends; not after a kill.
    fn terminate(
        &mut self,
        reason: &ExitReason,
    ) -> impl Future<Output = ()> + Send {
        let _ = reason;
        async {}
    }

    /// Says whether other nodes may send the server messages: not, by default.
    /// They may to one that says `Remote::open()`; see [`Remote`].
    fn remote() -> Remote<Self::Message> {
        Remote::closed()
    }

    /// Returns what [`sys`](crate::sys) prints of a message, usually the message;
    /// by default it prints the type.
    fn format_message(message: &Self::Message) -> Option<&dyn Debug> {
        let _ = message;
        None
    }

    /// Returns what [`sys`](crate::sys) prints of the state, usually the server
    /// itself; by default that is nothing.
    fn format_status(&self) -> Option<&dyn Debug> {
        None
    }

    /// Returns the state as other nodes see it by `:sys.get_state`, or nothing:
    /// by default the text of [`format_status`](Self::format_status).
    ///
    /// A server that can be serialised says `Term::from_value(self).ok()`.
    fn state_term(&self) -> Option<Term> {
        self.format_status().map(|state| format!("{state:?}").into())
    }

    /// Starts the server, linked to the current process, and waits until it is
    /// initialised: `GenServer.start_link`.
    fn start_link(
        args: Self::Args,
    ) -> impl Future<Output = Result<ProcessRef<Self::Message>, StartError>> + Send
    {
        Self::starter(args).start_link()
    }

    /// Starts the server, linked to nobody: `GenServer.start`.
    fn start(
        args: Self::Args,
    ) -> impl Future<Output = Result<ProcessRef<Self::Message>, StartError>> + Send
    {
        Self::starter(args).start()
    }

    /// Returns what starts the server, to be given a name or a timeout first.
    fn starter(args: Self::Args) -> Starter<Self> {
        Starter::new(args)
    }
}

/// What becomes of a server that is being initialised.
#[derive(Debug)]
pub enum Init<S> {
    /// It runs with this state, and does this next.
    Ok(S, Next),
    /// It is not needed; that is no error: `ignore`.
    Ignore,
    /// It cannot run: `{stop, Reason}`.
    Error(ExitReason),
}

impl<S> Init<S> {
    /// The server runs.
    pub fn ok(state: S) -> Self {
        Self::Ok(state, Next::Continue)
    }

    /// The server runs, after [`handle_continue`](GenServer::handle_continue).
    /// Its starter does not wait for that.
    pub fn ok_continue(state: S) -> Self {
        Self::Ok(state, Next::HandleContinue)
    }

    /// The server cannot run.
    pub fn error(reason: impl Into<ExitReason>) -> Self {
        Self::Error(reason.into())
    }
}

/// What a server does after a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Next {
    /// It handles the next message.
    Continue,
    /// As `Continue`, but if no message comes within this time it handles
    /// [`Info::Timeout`]. A callback that does not ask again loses it.
    ContinueWithin(Duration),
    /// It calls [`handle_continue`](GenServer::handle_continue) first.
    HandleContinue,
    /// It terminates.
    Stop(ExitReason),
}

impl Next {
    /// The server terminates with `reason`.
    pub fn stop(reason: impl Into<ExitReason>) -> Self {
        Self::Stop(reason.into())
    }
}

/// What reaches a server besides calls and casts.
#[derive(Debug)]
#[non_exhaustive]
pub enum Info {
    /// No message came in the time that the last callback gave.
    Timeout,
    /// A linked process ended; only if the server traps exits.
    Exit(Exit),
    /// A monitored process ended.
    Down(Down),
    /// A message of a type that it does not know.
    Unknown(Unknown),
}

impl Info {
    /// Logs that the server does not handle this, which is what
    /// [`handle_info`](GenServer::handle_info) does unless it is written.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn log(&self) {
        match self {
            Self::Unknown(unknown) => unknown.log(process::id()),
            other => tracing::warn!(
                pid = %process::id(),
                info = ?other,
                "received what it does not handle"
            ),
        }
    }
}
