//! The store as a server: it does what all clients want, one at a time.

use std::collections::HashMap;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{GenServer, ProcessRef, Reply};

/// The name of the server.
pub const NAME: &str = "KeyValue";

/// What a client holds.
#[derive(Clone, Debug)]
pub struct KeyValue(ProcessRef<Message>);

impl crate::KeyValue for KeyValue {
    async fn start_link() -> Result<Self, StartError> {
        Server::starter(()).named(NAME).start_link().await?;
        Ok(Self(ProcessRef::named(NAME)))
    }

    fn put(&self, key: u32, value: u32) {
        self.0.cast(Message::Put(key, value));
    }

    async fn get(&self, key: u32) -> Option<u32> {
        self.0.call(|reply| Message::Get(key, reply)).or_exit().await
    }
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Keep a value.
    Put(u32, u32),
    /// Wants a value.
    Get(u32, Reply<Option<u32>>),
}

struct Server(HashMap<u32, u32>);

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
            Message::Get(key, reply) => reply.send(self.0.get(&key).copied()),
        }
        Next::Continue
    }
}
