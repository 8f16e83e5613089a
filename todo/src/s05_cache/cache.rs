//! The to-do cache: it knows the to-do servers by their names, and starts one
//! when it is first asked for.

use std::collections::HashMap;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{CallError, ExitReason, GenServer, ProcessRef, Reply};

use super::server::{Server, TodoServer};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct TodoCache(ProcessRef<Message>);

impl TodoCache {
    /// Starts a cache that knows nobody. There can be several.
    ///
    /// # Errors
    ///
    /// Never: its `init` cannot fail, and it has no name.
    pub async fn start() -> Result<Self, StartError> {
        Cache::start(()).await.map(Self)
    }

    /// Returns the to-do server of this name.
    ///
    /// # Errors
    ///
    /// If the cache is dead, or does not answer for five seconds.
    pub async fn server_process(
        &self,
        name: &str,
    ) -> Result<TodoServer, CallError> {
        let name = name.to_owned();
        self.0.call(|reply| Message::ServerProcess(name, reply)).await
    }

    /// Returns the process.
    pub fn process(&self) -> &ProcessRef<Message> {
        &self.0
    }
}

/// What the cache is told.
#[derive(Debug)]
pub enum Message {
    /// Wants the to-do server of this name.
    ServerProcess(String, Reply<TodoServer>),
}

/// What the cache knows. It never forgets a server, not even a dead one.
#[derive(Debug)]
pub struct Cache {
    servers: HashMap<String, TodoServer>,
}

impl GenServer for Cache {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Cache { servers: HashMap::new() })
    }

    async fn handle(&mut self, message: Message) -> Next {
        let Message::ServerProcess(name, reply) = message;
        if let Some(server) = self.servers.get(&name) {
            reply.send(server.clone());
            return Next::Continue;
        }
        match Server::starter(()).start().await {
            Ok(server) => {
                let server = TodoServer::from(server);
                reply.send(server.clone());
                self.servers.insert(name, server);
                Next::Continue
            }
            Err(error) => Next::Stop(ExitReason::error(error)),
        }
    }
}
