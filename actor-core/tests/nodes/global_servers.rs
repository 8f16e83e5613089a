//! Servers that are known in the whole cluster by a name.

use std::time::Duration;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::node::{Global, Remote, global};
use actor_core::{
    ExitReason, GenServer, Mailbox, Node, ProcessRef, RegisterError, Reply,
    System, process,
};
use serde::{Deserialize, Serialize};

use crate::cluster::Cluster;
use crate::global::{nodes, register, somebody, sync, until_named, whereis};

#[derive(Serialize, Deserialize)]
enum Message {
    Node(Reply<Place>),
    Stop,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Place(String);

struct Chucky;

impl GenServer for Chucky {
    type Args = bool;
    type Message = Message;

    async fn init(works: bool) -> Init<Self> {
        // It has its name already.
        assert_eq!(global::whereis("chucky"), Some(process::id()));
        if works { Init::ok(Chucky) } else { Init::error("no facts") }
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Node(reply) => {
                let node = Node::current().unwrap();
                reply.send(Place(node.name().to_string()));
                Next::Continue
            }
            Message::Stop => Next::stop(ExitReason::Normal),
        }
    }
}

#[tokio::test]
async fn a_server_is_started_and_reached_by_a_global_name() {
    let cluster = Cluster::new().await;
    let [(a, _), (b, _)] = nodes(&cluster, ["a", "b"]).await;
    let start = async |system: &System, works| {
        let starter = Chucky::starter(works).named(Global::new("chucky"));
        system.enter(starter.start()).await
    };
    let failed = start(&a, false).await.unwrap_err();
    assert_eq!(failed, StartError::Init("no facts".into()));
    until_named(&b, "chucky", |pid| pid.is_none()).await;
    let server = start(&a, true).await.unwrap();
    let there = whereis(&b, "chucky").await.unwrap();
    let second = start(&b, true).await.unwrap_err();
    assert_eq!(second, StartError::AlreadyStarted(there));
    let ask = async |system: &System| {
        let asked = system.enter(async {
            let chucky = ProcessRef::across(Global::new("chucky"));
            assert_eq!(chucky.to_string(), "{global,chucky}");
            chucky.call(Message::Node).await
        });
        asked.await
    };
    let [at_a, at_b] =
        ["a", "b"].map(|name| Ok(Place(format!("{name}@127.0.0.1"))));
    assert_eq!(ask(&b).await, at_a);
    assert_eq!(ask(&a).await, at_a);
    server.cast(Message::Stop);
    server.down().await;
    until_named(&b, "chucky", |pid| pid.is_none()).await;
    start(&b, true).await.unwrap();
    assert_eq!(ask(&a).await, at_b);
}

#[tokio::test]
async fn who_starts_a_server_whose_name_is_taken_is_told_once() {
    let cluster = Cluster::new().await;
    let [(a, _)] = nodes(&cluster, ["a"]).await;
    a.enter_with(async |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        let start =
            || Chucky::starter(true).named(Global::new("chucky")).start_link();
        let first = start().await.unwrap();
        let error = start().await.unwrap_err();
        assert_eq!(error, StartError::AlreadyStarted(first.pid()));
        let none = mailbox.next().within(Duration::ZERO).await;
        assert!(none.is_none(), "{none:?}");
    })
    .await;
}

#[tokio::test]
async fn a_system_that_is_no_node_has_no_global_names() {
    let system = System::new("test");
    let error = register(&system, "chucky", somebody(&system).pid()).await;
    assert_eq!(error, Err(RegisterError::NotANode));
    assert_eq!(whereis(&system, "chucky").await, None);
    sync(&system).await;
    let starter = Chucky::starter(true).named(Global::new("chucky"));
    let error = starter.start_on(&system).await.unwrap_err();
    assert_eq!(error.to_string(), "init failed: this system is no node");
}
