//! State machines: a server whose answers depend on the state that it is in.
//!
//! States are the variants of an enum, the data is what all of them share, and
//! every event is handled by one function of the state and the event.
//!
//! ```
//! use std::time::Duration;
//!
//! use actor_core::gen_statem::{Event, Init, Timeout, Transition};
//! use actor_core::{GenStatem, Reply, System};
//!
//! /// A door that locks itself ten seconds after it was opened.
//! struct Door {
//!     code: u32,
//! }
//!
//! #[derive(Debug, PartialEq)]
//! enum State {
//!     Locked,
//!     Open,
//! }
//!
//! enum Message {
//!     Unlock(u32, Reply<bool>),
//!     Enter(Reply<()>),
//! }
//!
//! impl GenStatem for Door {
//!     type Args = u32;
//!     type Message = Message;
//!     type State = State;
//!
//!     async fn init(code: u32) -> Init<Self> {
//!         Init::ok(State::Locked, Door { code })
//!     }
//!
//!     async fn handle_event(
//!         &mut self,
//!         state: &State,
//!         event: Event<Message>,
//!     ) -> Transition<Self> {
//!         const WHILE: Duration = Duration::from_secs(10);
//!         match (state, event) {
//!             (State::Locked, Event::Message(Message::Unlock(n, reply))) => {
//!                 if n != self.code {
//!                     return Transition::keep().reply(reply, false);
//!                 }
//!                 Transition::next(State::Open)
//!                     .reply(reply, true)
//!                     .timeout(Timeout::State, WHILE)
//!             }
//!             // Whoever comes too early waits until the door is open.
//!             (State::Locked, event @ Event::Message(Message::Enter(_))) => {
//!                 Transition::keep().postpone(event)
//!             }
//!             (State::Open, Event::Message(Message::Enter(reply))) => {
//!                 Transition::keep().reply(reply, ())
//!             }
//!             (State::Open, Event::Timeout(Timeout::State)) => {
//!                 Transition::next(State::Locked)
//!             }
//!             (_, Event::Message(Message::Unlock(_, reply))) => {
//!                 Transition::keep().reply(reply, true)
//!             }
//!             (_, event) => event.log(),
//!         }
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! System::new("docs").enter(async {
//!     let door = Door::start_link(1729).await.unwrap();
//!     let unlock = |code| move |reply| Message::Unlock(code, reply);
//!     assert_eq!(door.call(unlock(1)).await, Ok(false));
//!     assert_eq!(door.call(unlock(1729)).await, Ok(true));
//!     assert_eq!(door.call(Message::Enter).await, Ok(()));
//!     tokio::time::sleep(Duration::from_secs(11)).await;
//!     // It is locked again, and nobody opens.
//!     assert!(door.call(Message::Enter).await.is_err());
//! }).await;
//! # }
//! ```
//!
//! # What comes first
//!
//! Events that a transition [inserts](Transition::next_event); then, after a
//! change of the state, those that were [postponed](Transition::postpone),
//! in the order in which they came; then timeouts of no time; then what is in
//! the mailbox. A change of the state cancels the timeout of the state; every
//! event cancels the timeout of events. To go to the state in which it is
//! already is no change.
//!
//! # When not to use it
//!
//! If nothing is postponed and no time runs out, a
//! [`GenServer`] with an enum in its state says the same in fewer words.
//!
//! # Left out
//!
//! One function for each state, which a `match` gives; timeouts at a point in
//! time; values that travel with a timeout, which belong into the state;
//! changing the callback module.

mod machine;
mod timers;
mod transition;

use std::fmt::Debug;

use crate::exit::ExitReason;
use crate::gen_server::{GenServer, Info, StartError, Starter};
use crate::process::{self, ProcessRef};

pub use machine::Machine;
pub use timers::Timeout;
pub use transition::{Enter, Transition};

/// A state machine; see the [module](self). The type itself is the data.
///
/// It runs in a [`GenServer`], and all that is true of those is true of it:
/// how it starts, stops, crashes, is supervised, and answers to
/// [`sys`](crate::sys), where its state is a [`Machine`].
pub trait GenStatem: Sized + Send + 'static {
    /// What [`init`](Self::init) is given.
    type Args: Send + 'static;
    /// The calls and casts that it understands.
    type Message: Send + 'static;
    /// The states in which it can be.
    type State: Debug + PartialEq + Send + Sync + 'static;

    /// Says in which state it starts, and with which data.
    fn init(args: Self::Args) -> impl Future<Output = Init<Self>> + Send;

    /// Handles an event, and says what becomes of the state.
    fn handle_event(
        &mut self,
        state: &Self::State,
        event: Event<Self::Message>,
    ) -> impl Future<Output = Transition<Self>> + Send;

    /// Does what is to be done whenever it comes into a state: OTP's
    /// `state_enter`. At the start both states are the first one.
    fn enter(
        &mut self,
        before: &Self::State,
        state: &Self::State,
    ) -> impl Future<Output = Enter> + Send {
        let _ = (before, state);
        async { Enter::default() }
    }

    /// Cleans up; see [`GenServer::terminate`].
    fn terminate(
        &mut self,
        reason: &ExitReason,
        state: &Self::State,
    ) -> impl Future<Output = ()> + Send {
        let _ = (reason, state);
        async {}
    }

    /// Returns what [`sys`](crate::sys) prints of a message; see
    /// [`GenServer::format_message`].
    fn format_message(message: &Self::Message) -> Option<&dyn Debug> {
        let _ = message;
        None
    }

    /// Starts the machine, linked to the current process, and waits until it
    /// is initialised, but not until it has entered its first state.
    fn start_link(
        args: Self::Args,
    ) -> impl Future<Output = Result<ProcessRef<Self::Message>, StartError>> + Send
    {
        Self::starter(args).start_link()
    }

    /// Starts the machine, linked to nobody.
    fn start(
        args: Self::Args,
    ) -> impl Future<Output = Result<ProcessRef<Self::Message>, StartError>> + Send
    {
        Self::starter(args).start()
    }

    /// Returns what starts the machine, to be given a name or to a supervisor.
    fn starter(args: Self::Args) -> Starter<Machine<Self>> {
        Machine::starter(args)
    }
}

/// What becomes of a machine that is being initialised.
#[derive(Debug)]
pub enum Init<S: GenStatem> {
    /// It runs, in this state and with this data.
    Ok(S::State, S),
    /// It is not needed; that is no error.
    Ignore,
    /// It cannot run.
    Error(ExitReason),
}

impl<S: GenStatem> Init<S> {
    /// The machine runs.
    pub fn ok(state: S::State, data: S) -> Self {
        Self::Ok(state, data)
    }

    /// The machine cannot run.
    pub fn error(reason: impl Into<ExitReason>) -> Self {
        Self::Error(reason.into())
    }
}

/// What a machine handles.
#[derive(Debug)]
pub enum Event<M> {
    /// A call or a cast.
    Message(M),
    /// What the machine itself [inserted](Transition::next_event).
    Internal(M),
    /// Anything else that reached its process; never [`Info::Timeout`].
    Info(Info),
    /// A time is over.
    Timeout(Timeout),
}

impl<M> Event<M> {
    /// Logs that the machine does not handle this, and keeps the state.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn log<S: GenStatem<Message = M>>(self) -> Transition<S> {
        let kind = match self {
            Self::Info(info) => {
                info.log();
                return Transition::keep();
            }
            Self::Message(_) => "a message",
            Self::Internal(_) => "an internal event",
            Self::Timeout(_) => "a timeout",
        };
        tracing::warn!(
            pid = %process::id(),
            kind,
            "a state machine does not handle an event in its state"
        );
        Transition::keep()
    }
}
