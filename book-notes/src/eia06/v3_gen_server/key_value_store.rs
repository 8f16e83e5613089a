//! A server that keeps values under keys, and is known by its name.

use std::collections::HashMap;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{CallError, ExitReason, GenServer, ProcessRef, Reply};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct KeyValueStore(ProcessRef<Message>);

impl KeyValueStore {
    /// The name of the server.
    pub const NAME: &str = "KeyValueStore";

    /// Starts the one store of that name, with nothing in it.
    ///
    /// # Errors
    ///
    /// If there is one already.
    pub async fn start() -> Result<Self, StartError> {
        Server::starter(()).named(Self::NAME).start().await.map(Self)
    }

    /// Returns whoever has the name at the time of each question.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub fn registered() -> Self {
        Self(ProcessRef::named(Self::NAME))
    }

    /// Keeps `value` under `key`, some time soon.
    pub fn put(&self, key: &str, value: &str) {
        self.0.cast(Message::Put(key.to_owned(), value.to_owned()));
    }

    /// Returns what is under `key`.
    ///
    /// # Errors
    ///
    /// If there is no server, or no answer for five seconds.
    pub async fn get(&self, key: &str) -> Result<Option<String>, CallError> {
        self.0.call(|reply| Message::Get(key.to_owned(), reply)).await
    }

    /// Ends the server.
    pub fn stop(&self) {
        self.0.cast(Message::Stop);
    }

    /// Returns the process.
    pub fn process(&self) -> &ProcessRef<Message> {
        &self.0
    }
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Keep a value.
    Put(String, String),
    /// Wants a value.
    Get(String, Reply<Option<String>>),
    /// End.
    Stop,
}

struct Server(HashMap<String, String>);

impl GenServer for Server {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Server(HashMap::new()))
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Put(key, value) => {
                self.0.insert(key, value);
            }
            Message::Get(key, reply) => reply.send(self.0.get(&key).cloned()),
            Message::Stop => return Next::stop(ExitReason::Normal),
        }
        Next::Continue
    }
}
