//! Agents: a state behind functions, which run in the agent's process.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use actor_core::{Agent, System};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let orders = Agent::start_link(BTreeMap::new).await.unwrap();
//!     orders.cast_update(|orders| *orders.entry("Pizza").or_insert(0) += 1);
//!     let pizzas = orders.get(|orders| orders.get("Pizza").copied());
//!     assert_eq!(pizzas.await, Ok(Some(1)));
//! }).await;
//! # }
//! ```
//!
//! # The words of Elixir
//!
//! | Elixir | here |
//! |---|---|
//! | `Agent.start_link(fun)`, `Agent.start(fun)` | [`Agent::start_link`], [`Agent::start`] |
//! | the same with `name:` or `timeout:` | [`Agent::starter`] |
//! | a child `{Agent, fun}` | [`Agent::starter`] |
//! | `Agent.get(agent, fun)` | [`agent.get(fun)`](AgentRef::get) |
//! | `Agent.update(agent, fun)` | [`agent.update(fun)`](AgentRef::update) |
//! | `Agent.get_and_update(agent, fun)` | [`agent.get_and_update(fun)`](AgentRef::get_and_update) |
//! | `Agent.cast(agent, fun)` | [`agent.cast_update(fun)`](AgentRef::cast_update) |
//! | `Agent.stop(agent)` | [`agent.stop(reason)`](AgentRef::stop) |
//!
//! A function that changes the state is given `&mut`, instead of returning a
//! new one.
//!
//! # What it promises
//!
//! Functions run one after the other, in the order in which each caller sent
//! them. One that panics crashes the agent; its caller learns why, by
//! [`CallError::Exited`].
//!
//! # When not to use it
//!
//! Whoever has the agent can do anything to its state, and the agent does
//! nothing by itself: it receives no messages and no timeouts. When the rules
//! of a state belong in one place, or it has to notice something, write a
//! [`GenServer`].
//!
//! # Left out
//!
//! Asynchronous functions: an agent that waits keeps all others waiting. Get
//! what is needed, wait, then update; or write a server.

use std::sync::Arc;
use std::time::Duration;

use crate::call::{Call, CallError, Reply};
use crate::exit::ExitReason;
use crate::gen_server::{
    self, GenServer, Info, Init, Next, StartError, Starter,
};
use crate::process::ProcessRef;
use crate::sync::Mutex;

/// A reference to an agent that keeps an `S`.
pub type AgentRef<S> = ProcessRef<Message<S>>;

/// Starts agents; see the [module](self).
#[derive(Debug)]
pub enum Agent {}

impl Agent {
    /// Starts an agent with the state that `init` makes, linked to the current
    /// process.
    ///
    /// # Errors
    ///
    /// If `init` crashes. The exit signal reaches the starter too.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub fn start_link<S, F>(
        init: F,
    ) -> impl Future<Output = Result<AgentRef<S>, StartError>> + Send
    where
        S: Send + 'static,
        F: FnOnce() -> S + Send + 'static,
    {
        Server::starter(Initial::once(init)).start_link()
    }

    /// Starts an agent, linked to nobody.
    ///
    /// # Errors
    ///
    /// If `init` crashes.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub fn start<S, F>(
        init: F,
    ) -> impl Future<Output = Result<AgentRef<S>, StartError>> + Send
    where
        S: Send + 'static,
        F: FnOnce() -> S + Send + 'static,
    {
        Server::starter(Initial::once(init)).start()
    }

    /// Returns what starts an agent: to be given a name or a timeout first, or
    /// to a supervisor, which may start it more than once.
    ///
    /// ```
    /// use actor_core::supervisor::{Strategy, Supervisor};
    /// use actor_core::{Agent, AgentRef, ProcessRef, System};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// System::new("docs").enter(async {
    ///     let orders = Agent::starter(Vec::<String>::new).named("orders");
    ///     let tree = Supervisor::new(Strategy::OneForOne).child(orders);
    ///     tree.start_link().await.unwrap();
    ///
    ///     let orders: AgentRef<Vec<String>> = ProcessRef::named("orders");
    ///     orders.update(|orders| orders.push("Pizza".to_owned())).await.unwrap();
    ///     assert_eq!(orders.get(Vec::len).await, Ok(1));
    /// }).await;
    /// # }
    /// ```
    pub fn starter<S, F>(init: F) -> Starter<Server<S>>
    where
        S: Send + 'static,
        F: Fn() -> S + Send + Sync + 'static,
    {
        Server::starter(Initial(Arc::new(init)))
    }
}

/// An agent's methods.
///
/// Those that give a [`Call`] wait for five seconds, unless it is told
/// otherwise; after that the function still runs.
impl<S: Send + 'static> AgentRef<S> {
    /// Returns what `look` finds in the state.
    pub fn get<T, F>(
        &self,
        look: F,
    ) -> Call<'_, Message<S>, T, impl FnOnce(Reply<T>) -> Message<S>>
    where
        T: Send + 'static,
        F: FnOnce(&S) -> T + Send + 'static,
    {
        self.get_and_update(|state| look(state))
    }

    /// Changes the state, and waits until that is done.
    pub fn update<F>(
        &self,
        change: F,
    ) -> Call<'_, Message<S>, (), impl FnOnce(Reply<()>) -> Message<S>>
    where
        F: FnOnce(&mut S) + Send + 'static,
    {
        self.get_and_update(change)
    }

    /// Changes the state, and returns what `change` does.
    pub fn get_and_update<T, F>(
        &self,
        change: F,
    ) -> Call<'_, Message<S>, T, impl FnOnce(Reply<T>) -> Message<S>>
    where
        T: Send + 'static,
        F: FnOnce(&mut S) -> T + Send + 'static,
    {
        self.call(|reply: Reply<T>| {
            Message(Box::new(|state| reply.send(change(state))))
        })
    }

    /// Changes the state, and does not wait: `Agent.cast`.
    pub fn cast_update<F>(&self, change: F)
    where
        F: FnOnce(&mut S) + Send + 'static,
    {
        self.cast(Message(Box::new(change)));
    }

    /// Stops the agent, and waits until it has ended.
    ///
    /// # Errors
    ///
    /// If there is none, or it ended with another reason before.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub async fn stop(
        &self,
        reason: impl Into<ExitReason>,
    ) -> Result<(), CallError> {
        gen_server::stop(self, reason, Duration::MAX).await
    }
}

/// What an agent understands; sent by the methods of an [`AgentRef`].
pub struct Message<S>(Box<dyn FnOnce(&mut S) + Send>);

/// What makes the first state of an agent. It does not say of what type the
/// function is, so that the compiler has less to prove of a future that starts
/// an agent.
pub struct Initial<S>(Arc<dyn Fn() -> S + Send + Sync>);

impl<S> Initial<S> {
    fn once(init: impl FnOnce() -> S + Send + 'static) -> Self {
        let init = Mutex::new(Some(init));
        Self(Arc::new(move || {
            let init = init.lock().take();
            init.expect("it is started by `start` or `start_link`, once")()
        }))
    }
}

impl<S> Clone for Initial<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The process of an agent.
pub struct Server<S>(S);

impl<S: Send + 'static> GenServer for Server<S> {
    type Args = Initial<S>;
    type Message = Message<S>;

    async fn init(init: Initial<S>) -> Init<Self> {
        Init::ok(Self(init.0()))
    }

    async fn handle(&mut self, message: Message<S>) -> Next {
        (message.0)(&mut self.0);
        Next::Continue
    }

    /// Ignores it, as Elixir's agents do.
    async fn handle_info(&mut self, _: Info) -> Next {
        Next::Continue
    }
}
