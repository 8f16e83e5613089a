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

    /// Keeps `value` under `key`, and waits until that is done.
    pub async fn put(
        &self,
        key: &str,
        value: &str,
        mailbox: &mut Mailbox<Response>,
    ) {
        let request = Request::Put(key.to_owned(), value.to_owned());
        server_process::call(&self.0, request, mailbox).await;
    }

    /// Returns what is under `key`.
    pub async fn get(
        &self,
        key: &str,
        mailbox: &mut Mailbox<Response>,
    ) -> Option<String> {
        let request = Request::Get(key.to_owned());
        match server_process::call(&self.0, request, mailbox).await {
            Response::Value(value) => value,
            Response::Done => unreachable!("a get is answered with a value"),
        }
    }
}

/// What the server is asked.
#[derive(Debug)]
pub enum Request {
    /// Keep a value.
    Put(String, String),
    /// Wants a value.
    Get(String),
}

/// What the server answers, to one request or the other.
#[derive(Debug)]
pub enum Response {
    /// The value is kept.
    Done,
    /// What is under the key.
    Value(Option<String>),
}

/// What the server keeps.
#[derive(Debug)]
pub struct State(HashMap<String, String>);

impl Callbacks for State {
    type Request = Request;
    type Response = Response;

    fn init() -> Self {
        Self(HashMap::new())
    }

    fn handle_call(&mut self, request: Request) -> Response {
        match request {
            Request::Put(key, value) => {
                self.0.insert(key, value);
                Response::Done
            }
            Request::Get(key) => Response::Value(self.0.get(&key).cloned()),
        }
    }
}
