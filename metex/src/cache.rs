//! An exercise of chapter 4: a server that keeps values under keys.
//!
//! Writing, deleting and clearing are casts, because their caller learns
//! nothing from an answer. What one caller reads after it wrote is what it
//! wrote: both messages take the same way.

use std::collections::HashMap;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{CallError, GenServer, ProcessRef, Reply};

/// What a user of the cache holds.
#[derive(Clone, Debug)]
pub struct Cache<V: Send + 'static>(ProcessRef<Message<V>>);

impl<V: Clone + Send + 'static> Cache<V> {
    /// Starts the server, linked to the current process.
    pub async fn start_link() -> Result<Self, StartError> {
        Server::start_link(()).await.map(Cache)
    }

    /// Keeps `value` under `key`, instead of what was there.
    pub fn write(&self, key: &str, value: V) {
        self.0.cast(Message::Write(key.to_owned(), value));
    }

    /// Returns what is under `key`.
    pub async fn read(&self, key: &str) -> Result<Option<V>, CallError> {
        self.0.call(|reply| Message::Read(key.to_owned(), reply)).await
    }

    /// Forgets what is under `key`.
    pub fn delete(&self, key: &str) {
        self.0.cast(Message::Delete(key.to_owned()));
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.0.cast(Message::Clear);
    }

    /// Returns whether there is something under `key`.
    pub async fn exists(&self, key: &str) -> Result<bool, CallError> {
        self.0.call(|reply| Message::Exists(key.to_owned(), reply)).await
    }
}

/// What the server is told.
#[derive(Debug)]
pub enum Message<V: Send + 'static> {
    /// Keep a value.
    Write(String, V),
    /// Wants a value.
    Read(String, Reply<Option<V>>),
    /// Forget a value.
    Delete(String),
    /// Forget all values.
    Clear,
    /// Wants to know whether there is a value.
    Exists(String, Reply<bool>),
}

struct Server<V> {
    values: HashMap<String, V>,
}

impl<V: Clone + Send + 'static> GenServer for Server<V> {
    type Args = ();
    type Message = Message<V>;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Server { values: HashMap::new() })
    }

    async fn handle(&mut self, message: Message<V>) -> Next {
        match message {
            Message::Write(key, value) => {
                self.values.insert(key, value);
            }
            Message::Read(key, reply) => {
                reply.send(self.values.get(&key).cloned());
            }
            Message::Delete(key) => {
                self.values.remove(&key);
            }
            Message::Clear => self.values.clear(),
            Message::Exists(key, reply) => {
                reply.send(self.values.contains_key(&key));
            }
        }
        Next::Continue
    }
}
