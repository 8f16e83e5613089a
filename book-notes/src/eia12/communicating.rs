//! Communicating between nodes: what is started there, and sent there.

use actor_core::{GenServer, Mailbox, Pid, ProcessRef, process};
use serde::{Deserialize, Serialize};

use crate::cluster::Member;
use crate::node::store::{Message, Store};
use crate::{Finished, say, show};

/// What a query sends to who wants to know: `{response, 10}`.
#[derive(Serialize, Deserialize)]
enum Answer {
    Response(u64),
}

pub(super) async fn between(one: &Member, two: &Member) -> Finished {
    say!("node1 has node2 call a function, in a process there:");
    let name = two.name();
    two.system.export("Elixir.Shell", "hello", move |(from,): (String,)| {
        show!("Hello to {from} from {name}!");
        std::future::ready(())
    });
    let (node, there) = (one.node.clone(), two.name());
    let spawn = async move |mut mailbox: Mailbox<()>| {
        let me = (node.name().to_string(),);
        let spawned = node.spawn_monitor(&there, "Elixir.Shell", "hello", me);
        let (_, monitor) = spawned.await?;
        let down = mailbox.down(monitor).await;
        show!("the process on {there} is down: {}", down.reason);
        Finished::Ok(())
    };
    one.system.enter_with(spawn).await?;
    queries(one, two).await?;
    names(one, two).await;
    calls(one, two).await
}

/// Has ten processes of node2 answer one of node1.
async fn queries(one: &Member, two: &Member) -> Finished {
    say!("Ten processes on node2 run queries for one on node1:");
    let query = async |(caller, i): (Pid, u64)| {
        ProcessRef::across(caller).send(Answer::Response(10 * i));
    };
    two.system.export("Elixir.Query", "run", query);
    let (node, there) = (one.node.clone(), two.name());
    let caller = async move |mut mailbox: Mailbox<Answer>| {
        mailbox.open();
        for i in 1..=10 {
            let arguments = (process::id(), i);
            node.spawn(&there, "Elixir.Query", "run", arguments).await?;
        }
        let mut answers = Vec::new();
        for _ in 0..10 {
            let Answer::Response(answer) = mailbox.receive().await;
            answers.push(answer);
        }
        // They ran at once, and came in any order.
        answers.sort_unstable();
        show!("{answers:?}");
        Ok(())
    };
    one.system.enter_with(caller).await
}

/// Sends to processes by the names that they have on their nodes.
async fn names(one: &Member, two: &Member) {
    say!("A process on each node is called shell, and there is no confusion:");
    let (heard, mut is_heard) = tokio::sync::mpsc::channel(1);
    for member in [one, two] {
        let (name, heard) = (member.name(), heard.clone());
        let shell = async move |mut mailbox: Mailbox<String>| {
            mailbox.open();
            process::register("shell")?;
            heard.send(format!("{name} has a shell")).await?;
            let text = mailbox.receive().await;
            heard
                .send(format!("the shell of {name} received {text:?}"))
                .await?;
            Finished::Ok(())
        };
        member.system.spawn(shell);
        show!("{}", is_heard.recv().await.unwrap_or_default());
    }
    let everywhere = [one.name(), two.name()];
    for name in everywhere {
        let shell = one.system.across(("shell", name));
        shell.send("Hello from node1!".to_owned());
        show!("{}", is_heard.recv().await.unwrap_or_default());
    }
}

/// Asks a server of node2.
async fn calls(one: &Member, two: &Member) -> Finished {
    say!("A server on node2 is asked from node1, as if it were there:");
    Store::starter(()).named("store").start_on(&two.system).await?;
    let there = two.name();
    let client = async move {
        let store = ProcessRef::across(("store", there));
        store.cast(Message::Put("bob".into(), "Dentist".into()));
        for key in ["bob", "alice"] {
            let get = |reply| Message::Get(key.into(), reply);
            match store.call(get).await? {
                Some(value) => show!("{key}: {}", value.inspect()),
                None => show!("{key}: nothing"),
            }
        }
        Ok(())
    };
    one.system.enter(client).await
}
