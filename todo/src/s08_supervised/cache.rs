//! The to-do cache: it knows the to-do servers by their names, and starts one
//! when it is first asked for. It starts the database, too.

use std::collections::HashMap;
use std::path::PathBuf;

use actor_core::gen_server::{Init, Next};
use actor_core::{CallError, ExitReason, GenServer, ProcessRef, Reply};
use tracing::info;

use super::database;
use super::server::{Server, TodoServer};

/// What the cache is called.
pub const NAME: &str = "Todo.Cache";

/// Returns the to-do server of this name.
///
/// # Errors
///
/// If there is no cache, or it does not answer for five seconds.
pub async fn server_process(name: &str) -> Result<TodoServer, CallError> {
    let name = name.to_owned();
    let cache = ProcessRef::named(NAME);
    cache.call(|reply| Message::ServerProcess(name, reply)).await
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
