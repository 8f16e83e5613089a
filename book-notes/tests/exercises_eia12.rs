//! Solutions to the exercises of Elixir in Action, chapter 12.

use std::fs;
use std::net::TcpListener;

use actor_core::node::NodeEvent;
use actor_core::node::global::{self, Lock};
use actor_core::{Mailbox, Node, ProcessRef, System, process};
use serde::Serialize;
use tokio::sync::mpsc;

/// Starts nodes with short names, and connects the first one to the others.
async fn cluster<const N: usize>(names: [&str; N]) -> Vec<(System, Node)> {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    drop(socket);
    let mut nodes: Vec<(System, Node)> = Vec::new();
    for name in names {
        let system = System::new(name);
        let options = Node::named(format!("{name}@localhost"));
        let options = options.cookie("pizza".parse().unwrap()).epmd_port(port);
        let node = options.start(&system).await.unwrap();
        nodes.push((system, node));
    }
    for (_, other) in &nodes[1..] {
        nodes[0].1.connect(other.name()).await.unwrap();
    }
    for (system, node) in &nodes {
        let node = node.clone();
        let wait = async move |mut mailbox: Mailbox<NodeEvent>| {
            node.monitor_nodes(|event| event);
            while node.nodes().len() < N - 1 {
                mailbox.receive().await;
            }
        };
        system.enter_with(wait).await;
    }
    nodes
}

/// 1: one message for all who have the name.
fn send_to_all<M>(node: &Node, name: &str, message: &M)
where
    M: Serialize + Clone + Send + 'static,
{
    for other in node.nodes() {
        let its = ProcessRef::across((name.to_owned(), other));
        its.send(message.clone());
    }
}

#[tokio::test]
async fn a_message_is_sent_to_a_name_on_all_nodes() {
    let nodes = cluster(["a", "b", "c"]).await;
    let (heard, mut is_heard) = mpsc::channel(3);
    for (system, node) in &nodes[1..] {
        let (name, heard) = (node.name().clone(), heard.clone());
        let (ready, is_ready) = tokio::sync::oneshot::channel();
        system.spawn(async move |mut mailbox: Mailbox<String>| {
            mailbox.open();
            process::register("shell").unwrap();
            ready.send(()).unwrap();
            let text = mailbox.receive().await;
            heard.send((name.to_string(), text)).await.unwrap();
        });
        is_ready.await.unwrap();
    }
    let (a, node) = nodes[0].clone();
    a.enter(async move {
        send_to_all(&node, "shell", &"Hello".to_owned());
    })
    .await;
    let mut all = [is_heard.recv().await, is_heard.recv().await];
    all.sort();
    let hello = |node: &str| Some((node.to_owned(), "Hello".to_owned()));
    assert_eq!(all, [hello("b@localhost"), hello("c@localhost")]);
}

/// 2: who counts has the lock of the whole cluster.
#[tokio::test]
async fn no_count_is_lost() {
    const EACH: u32 = 20;
    let folder = std::env::temp_dir();
    let file = folder.join(format!("count-{}", std::process::id()));
    fs::write(&file, "0").unwrap();
    let nodes = cluster(["a", "b"]).await;
    let count = |(system, _): &(System, Node)| {
        let (system, file) = (system.clone(), file.clone());
        async move {
            let counter = async move {
                for _ in 0..EACH {
                    let lock = Lock::new("count");
                    let add = || async {
                        let count = fs::read_to_string(&file).unwrap();
                        let count: u32 = count.parse().unwrap();
                        tokio::task::yield_now().await;
                        fs::write(&file, (count + 1).to_string()).unwrap();
                    };
                    global::trans(&lock, add).await.unwrap();
                }
            };
            system.enter(counter).await;
        }
    };
    tokio::join!(count(&nodes[0]), count(&nodes[1]));
    let counted = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    assert_eq!(counted, (2 * EACH).to_string());
}
