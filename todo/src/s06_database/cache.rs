//! The to-do cache: it knows the to-do servers by their names, and starts one
//! when it is first asked for. It starts the database, too.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{CallError, ExitReason, GenServer, ProcessRef, Reply};
use tracing::info;

use super::database;
use super::server::{Server, TodoServer};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct TodoCache(ProcessRef<Message>);

impl TodoCache {
    /// Starts a cache that knows nobody, and the database, unless there is one.
    /// Its files are in `folder`.
    ///
    /// # Errors
    ///
    /// Never: a database that cannot start is missed later.
    pub async fn start(folder: &Path) -> Result<Self, StartError> {
        Cache::start(folder.to_owned()).await.map(Self)
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
    type Args = PathBuf;
    type Message = Message;

    async fn init(folder: PathBuf) -> Init<Self> {
        info!("Starting to-do cache.");
        // That of an earlier cache may run; the book does not look.
        let _ = database::start(folder).await;
        Init::ok(Cache { servers: HashMap::new() })
    }

    async fn handle(&mut self, message: Message) -> Next {
        let Message::ServerProcess(name, reply) = message;
        if let Some(server) = self.servers.get(&name) {
            reply.send(server.clone());
            return Next::Continue;
        }
        // All who want another list wait until this one is read.
        match Server::starter(name.clone()).start().await {
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
