//! The server that tells facts, to all nodes of a cluster.

use actor_core::gen_server::{Init, Next};
use actor_core::node::{Global, Remote};
use actor_core::supervisor::ChildSpec;
use actor_core::{CallError, GenServer, ProcessRef, Reply};
use serde::{Deserialize, Serialize};

use crate::Facts;

/// The server's name in the cluster: `Chucky.Server` in Elixir.
pub const NAME: &str = "Elixir.Chucky.Server";

/// Asks for a fact, wherever in the cluster the server is:
/// `Chucky.Server.fact`.
///
/// # Errors
///
/// [`CallError::NoProc`] as long as nobody has the name.
///
/// # Panics
///
/// Outside of a process.
pub async fn fact() -> Result<String, CallError> {
    ProcessRef::across(Global::new(NAME)).call(Message::Fact).await
}

/// What the server is told. From Elixir it is
/// `GenServer.call({:global, Chucky.Server}, :fact)`.
#[derive(Debug, Serialize, Deserialize)]
pub enum Message {
    /// Wants any fact.
    Fact(Reply<String>),
}

pub(crate) struct Server {
    facts: Facts,
}

impl Server {
    /// Says how the server is started under its global name.
    pub(crate) fn child_spec(facts: Facts) -> ChildSpec<Message> {
        ChildSpec::new(NAME, move || {
            let server = Self::starter(facts.clone());
            server.named(Global::new(NAME)).start_link()
        })
    }
}

impl GenServer for Server {
    type Args = Facts;
    type Message = Message;

    async fn init(facts: Facts) -> Init<Self> {
        Init::ok(Server { facts })
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, Message::Fact(reply): Message) -> Next {
        reply.send(self.facts.random().to_owned());
        Next::Continue
    }
}
