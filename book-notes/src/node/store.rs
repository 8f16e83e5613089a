//! A server to talk to from other nodes: it keeps values by their keys.

use std::collections::HashMap;

use actor_core::etf::Term;
use actor_core::gen_server::{Init, Next};
use actor_core::node::Remote;
use actor_core::{GenServer, Reply};
use serde::{Deserialize, Serialize};

/// What it is told: `{:put, key, value}`, and asked: `{:get, key}`.
#[derive(Serialize, Deserialize)]
pub(crate) enum Message {
    Put(Term, Term),
    Get(Term, Reply<Option<Term>>),
}

/// The values.
pub(crate) struct Store(HashMap<Term, Term>);

impl GenServer for Store {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Store(HashMap::new()))
    }

    /// Other nodes may ask it, in Erlang and Elixir too.
    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Put(key, value) => {
                self.0.insert(key, value);
            }
            Message::Get(key, reply) => reply.send(self.0.get(&key).cloned()),
        }
        Next::Continue
    }
}
