//! Calling functions of other nodes: `erpc`, and `rex` for who needs it.

mod error;
mod execute;
mod pending;
pub(super) mod rex;

use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::connection::Awaited;
use super::functions::Application;
use super::spawn::{SpawnError, Spawning};
use super::{Node, NodeName};
use crate::process::Ties;

pub use error::RpcError;
pub(super) use execute::Execution;
pub(super) use pending::Calling;
use pending::Pending;

/// A call of a function of another node; see [`Node::call`].
#[must_use = "a call is made when it is awaited"]
pub struct RemoteCall<T> {
    node: Node,
    on: NodeName,
    call: Result<Application, RpcError>,
    time: Duration,
    answer: PhantomData<fn() -> T>,
}

/// A call of a function of many nodes; see [`Node::multicall`].
#[must_use = "a call is made when it is awaited"]
pub struct MultiCall<T> {
    node: Node,
    on: Vec<NodeName>,
    call: Result<Application, RpcError>,
    time: Duration,
    answer: PhantomData<fn() -> T>,
}

/// What many nodes said, in the order in which they were asked.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteAnswers<T> {
    /// Who answered, and what.
    pub replies: Vec<(NodeName, T)>,
    /// Who did not answer in time, and why.
    pub failed: Vec<(NodeName, RpcError)>,
}

impl Node {
    /// Calls a function of another node, or of this one, and waits for its
    /// answer: `:erpc.call`.
    ///
    /// The arguments are a tuple, or a `Vec` of terms. They are written, and the
    /// answer is read, as [`etf`](crate::etf) says; who wants a term asks for
    /// [`Term`](crate::etf::Term). Modules of Elixir begin with `Elixir.`.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use actor_core::node::RpcError;
    /// use actor_core::{Node, NodeName};
    ///
    /// async fn shout(node: &Node, on: &NodeName) -> Result<String, RpcError> {
    ///     let text = ("Pizza",);
    ///     let call = node.call(on, "Elixir.String", "upcase", text);
    ///     call.within(Duration::from_secs(5)).await
    /// }
    /// ```
    ///
    /// It waits for as long as it takes, as Erlang does, unless it is told
    /// [otherwise](RemoteCall::within); a node that is lost is noticed.
    ///
    /// # Errors
    ///
    /// See [`RpcError`].
    ///
    /// # Cancellation
    ///
    /// The function goes on, and its answer is dropped.
    pub fn call<T: DeserializeOwned, A: Serialize>(
        &self,
        on: &NodeName,
        module: &str,
        function: &str,
        arguments: A,
    ) -> RemoteCall<T> {
        let call = self.application(module, function, &arguments);
        RemoteCall {
            node: self.clone(),
            on: on.clone(),
            call: call.map_err(RpcError::from),
            time: Duration::MAX,
            answer: PhantomData,
        }
    }

    /// Calls a function of many nodes at once: `:erpc.multicall`.
    pub fn multicall<T: DeserializeOwned, A: Serialize>(
        &self,
        on: &[NodeName],
        module: &str,
        function: &str,
        arguments: A,
    ) -> MultiCall<T> {
        let call = self.application(module, function, &arguments);
        MultiCall {
            node: self.clone(),
            on: on.to_vec(),
            call: call.map_err(RpcError::from),
            time: Duration::MAX,
            answer: PhantomData,
        }
    }

    /// Calls a function of another node and does not wait for it: `:erpc.cast`.
    ///
    /// That it cannot be called, nobody is told. What cannot be sent is logged.
    pub fn cast<A: Serialize>(
        &self,
        on: &NodeName,
        module: &str,
        function: &str,
        arguments: A,
    ) {
        let call = self.application(module, function, &arguments);
        if let Err(error) = call.and_then(|call| self.put_cast(on, call)) {
            tracing::error!(%on, %error, "a function cannot be called");
        }
    }

    fn put_cast(
        &self,
        on: &NodeName,
        call: Application,
    ) -> Result<(), SpawnError> {
        if on == self.name() {
            call.start_at_once(&self.system, Ties::default());
            return Ok(());
        }
        let number = self.system.kernel.number();
        let (told, _) = oneshot::channel();
        let nobody = Awaited::Spawn(Spawning { parent: None, told });
        let call = execute::cast(&call);
        self.put(on, &call, Vec::new(), number, nobody).map(drop)
    }
}

impl<T> RemoteCall<T> {
    /// Waits no longer than this.
    pub fn within(self, time: Duration) -> Self {
        Self { time, ..self }
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for RemoteCall<T> {
    type Output = Result<T, RpcError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { node, on, call, time, .. } = self;
        Box::pin(async move {
            let pending = Pending::put(&node, &on, call?)?;
            pending.wait(&node, deadline(time), time).await
        })
    }
}

impl<T> MultiCall<T> {
    /// Waits no longer than this, for all of them.
    pub fn within(self, time: Duration) -> Self {
        Self { time, ..self }
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for MultiCall<T> {
    type Output = RemoteAnswers<T>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { node, on, call, time, .. } = self;
        Box::pin(async move {
            let deadline = deadline(time);
            // Each is asked before anybody's answer is waited for.
            let put = |on| Pending::put(&node, on, call.clone()?);
            let pending: Vec<_> = on.iter().map(put).collect();
            let mut answers =
                RemoteAnswers { replies: Vec::new(), failed: Vec::new() };
            for (on, pending) in on.iter().zip(pending) {
                let outcome = match pending {
                    Ok(pending) => pending.wait(&node, deadline, time).await,
                    Err(error) => Err(error),
                };
                match outcome {
                    Ok(reply) => answers.replies.push((on.clone(), reply)),
                    Err(error) => answers.failed.push((on.clone(), error)),
                }
            }
            answers
        })
    }
}

/// Returns when a time is over that begins now; never, if it is that long.
fn deadline(time: Duration) -> Option<Instant> {
    Instant::now().checked_add(time)
}
