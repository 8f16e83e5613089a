//! The nodes on this library.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use actor_core::etf::Binary;
use actor_core::gen_server::{Init, Next};
use actor_core::node::Remote;
use actor_core::{
    GenServer, Mailbox, Node, NodeName, ProcessRef, Reply, System, process,
};
use anyhow::anyhow;
use serde::{Deserialize, Serialize};

use crate::workload::{CALLERS, LARGE, Workload};

/// How long the server has to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the server understands.
#[derive(Serialize, Deserialize)]
enum Message {
    Note(u64, Binary),
    Counted(Reply<u64>),
    Echo(Binary, Reply<Binary>),
}

/// Counts notes, and says what is said to it.
struct Server {
    counted: u64,
}

impl GenServer for Server {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Self { counted: 0 })
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Note(..) => self.counted += 1,
            Message::Counted(reply) => {
                reply.send(std::mem::take(&mut self.counted));
            }
            Message::Echo(payload, reply) => reply.send(payload),
        }
        Next::Continue
    }
}

async fn node(system: &System, name: &str, port: u16) -> anyhow::Result<Node> {
    let node = Node::named(format!("{name}@127.0.0.1"))
        .hidden()
        .cookie("bench".parse()?)
        .epmd_port(port)
        .start(system)
        .await?;
    Ok(node)
}

/// Serves until standard input is closed.
pub(crate) fn serve(port: u16) -> anyhow::Result<()> {
    let system = System::new("server");
    system.clone().run(async move {
        node(&system, "server", port).await?;
        Server::starter(()).named("server").start_link().await?;
        println!("ready");
        tokio::task::spawn_blocking(|| {
            io::stdin().read_to_end(&mut Vec::new())
        })
        .await??;
        anyhow::Ok(())
    })?
}

/// Measures every workload, and prints a line for each.
pub(crate) fn ask(port: u16) -> anyhow::Result<()> {
    let system = System::new("client");
    system.clone().run(async move {
        let node = node(&system, "client", port).await?;
        let name: NodeName = "server@127.0.0.1".parse()?;
        let begun = Instant::now();
        while let Err(error) = node.connect(&name).await {
            if begun.elapsed() > PATIENCE {
                return Err(error.into());
            }
        }
        let server = ProcessRef::across(("server", name));
        for workload in Workload::ALL {
            let begun = Instant::now();
            run(workload, &server).await?;
            let micros = begun.elapsed().as_secs_f64() * 1e6;
            println!("{} {micros}", workload.word());
        }
        anyhow::Ok(())
    })?
}

async fn run(
    workload: Workload,
    server: &ProcessRef<Message>,
) -> anyhow::Result<()> {
    let count = workload.count();
    match workload {
        Workload::Small => notes(server, count, 50).await,
        Workload::Large => notes(server, count, LARGE).await,
        Workload::Call => echoes(server, count, 50).await,
        Workload::LargeCall => echoes(server, count, LARGE).await,
        Workload::Calls => {
            let callers: Vec<_> = (0..CALLERS)
                .map(|_| {
                    let server = server.clone();
                    process::spawn(async move |_: Mailbox<()>| {
                        echoes(&server, count / CALLERS, 50).await
                    })
                })
                .collect();
            for caller in callers {
                caller.down().await;
            }
            Ok(())
        }
    }
}

async fn notes(
    server: &ProcessRef<Message>,
    count: usize,
    size: usize,
) -> anyhow::Result<()> {
    let payload = Binary::from(vec![0; size]);
    for number in 0..count {
        server.send(Message::Note(number as u64, payload.clone()));
        // A process that has filled the queue waits here.
        if number % 64 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let counted = server.call(Message::Counted).forever().await?;
    if counted != count as u64 {
        return Err(anyhow!("{counted} of {count} messages arrived"));
    }
    Ok(())
}

async fn echoes(
    server: &ProcessRef<Message>,
    count: usize,
    size: usize,
) -> anyhow::Result<()> {
    let mut payload = Binary::from(vec![0; size]);
    for _ in 0..count {
        payload = server
            .call(|reply| Message::Echo(payload, reply))
            .forever()
            .await?;
    }
    Ok(())
}
