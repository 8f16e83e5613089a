//! A server that keeps values under keys.

use std::collections::HashMap;

use actor_core::Mailbox;

use super::server_process::{self, Callbacks, Server};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct KeyValueStore(Server<State>);

impl KeyValueStore {
    /// Starts a store with nothing in it.
    pub fn start() -> Self {
        Self(server_process::start())
    }

    /// Keeps `value` under `key`, some time soon.
    pub fn put(&self, key: &str, value: &str) {
        let put = Put(key.to_owned(), value.to_owned());
        server_process::cast(&self.0, put);
    }

    /// Returns what is under `key`.
    pub async fn get(
        &self,
        key: &str,
        mailbox: &mut Mailbox<Option<String>>,
    ) -> Option<String> {
        server_process::call(&self.0, Get(key.to_owned()), mailbox).await
    }

    /// Returns the process.
    pub fn process(&self) -> &Server<State> {
        &self.0
    }
}

/// Wants a value.
#[derive(Debug)]
pub struct Get(String);

/// Keep a value.
#[derive(Debug)]
pub struct Put(String, String);

/// What the server keeps.
#[derive(Debug)]
pub struct State(HashMap<String, String>);

impl Callbacks for State {
    type Request = Get;
    type Response = Option<String>;
    type Cast = Put;

    fn init() -> Self {
        Self(HashMap::new())
    }

    fn handle_call(&mut self, Get(key): Get) -> Option<String> {
        self.0.get(&key).cloned()
    }

    fn handle_cast(&mut self, Put(key, value): Put) {
        self.0.insert(key, value);
    }
}
