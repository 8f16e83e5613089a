//! The server of chapter 9: it has a global name, and says where it is.

use std::sync::Arc;

use actor_core::gen_server::{Init, Next};
use actor_core::node::{Global, Remote};
use actor_core::supervisor::IntoChildSpec;
use actor_core::{GenServer, Node, Reply, System};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::member::{DEADLINE, named};

#[derive(Serialize, Deserialize)]
pub(crate) enum Message {
    Fact(Reply<String>),
}

pub(crate) struct Chucky(String);

/// Returns the server as a child.
pub(crate) fn child() -> impl IntoChildSpec {
    let ready = Notify::new();
    ready.notify_one();
    child_when(Arc::new(ready))
}

/// As [`child`], initialised only when it is told so.
pub(crate) fn child_when(ready: Arc<Notify>) -> impl IntoChildSpec {
    Chucky::starter(ready).named(Global::new("chucky"))
}

impl GenServer for Chucky {
    type Args = Arc<Notify>;
    type Message = Message;

    async fn init(ready: Arc<Notify>) -> Init<Self> {
        ready.notified().await;
        let node = Node::current().unwrap();
        // For the next one, if it is started again.
        ready.notify_one();
        Init::ok(Self(node.name().to_string()))
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, Message::Fact(reply): Message) -> Next {
        reply.send(self.0.clone());
        Next::Continue
    }
}

/// Asks until the answer comes from a node.
pub(crate) async fn answers_from(system: &System, name: &str) {
    let name = named(name).to_string();
    let asked = async {
        loop {
            let chucky = system.across(Global::new("chucky"));
            if chucky.call(Message::Fact).await.is_ok_and(|it| it == name) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, asked).await.expect("it answers there");
}
