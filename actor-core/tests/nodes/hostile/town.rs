//! A node that is attacked, and another one that must not notice.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actor_core::etf::Term;
use actor_core::gen_server::{Init, Next};
use actor_core::node::{NodeEvent, NodeOptions, PortMapper, Remote};
use actor_core::{GenServer, Mailbox, Node, ProcessRef, Reply, System};
use serde::{Deserialize, Serialize};
use tracing::subscriber::DefaultGuard;

use super::peer::{Peer, pid_on};
use crate::captured::{Captured, Report};

/// How long a busy machine may take for what takes a moment.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A server that answers other nodes: it counts what it was asked.
pub(crate) struct Clerk(u64);

#[derive(Serialize, Deserialize)]
pub(crate) enum Message {
    Ask(Reply<u64>),
    /// It is never answered.
    Wait(Reply<()>),
    Note(String),
}

impl GenServer for Clerk {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Self(0))
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Ask(reply) => reply.send(self.0),
            Message::Wait(reply) => std::mem::forget(reply),
            Message::Note(_) => self.0 += 1,
        }
        Next::Continue
    }
}

pub(crate) struct Town {
    pub(crate) epmd_port: u16,
    pub(crate) system: System,
    pub(crate) node: Node,
    pub(crate) clerk: ProcessRef<Message>,
    /// Another node, which is connected.
    pub(crate) neighbour: System,
    pub(crate) neighbour_node: Node,
    /// What the neighbour was told of nodes.
    events: Arc<Mutex<Vec<NodeEvent>>>,
    captured: Captured,
    _guard: DefaultGuard,
}

impl Town {
    pub(crate) async fn new() -> Self {
        Self::with(|options| options).await
    }

    /// Builds one whose first node is told more.
    pub(crate) async fn with(
        more: impl FnOnce(NodeOptions) -> NodeOptions,
    ) -> Self {
        let (captured, guard) = Captured::start();
        let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await;
        let port_mapper = port_mapper.unwrap();
        let epmd_port = port_mapper.port();
        tokio::spawn(port_mapper.serve());
        let system = System::new("town");
        let options = more(options_of("town", epmd_port));
        let node = options.start(&system).await.unwrap();
        let clerk = Clerk::starter(()).named("clerk");
        let clerk = clerk.start_on(&system).await.unwrap();
        let neighbour = System::new("neighbour");
        let neighbour_node =
            options_of("neighbour", epmd_port).start(&neighbour).await.unwrap();
        let events = Arc::new(Mutex::new(Vec::new()));
        let (noted, listening) = (events.clone(), neighbour_node.clone());
        let (ready, is_ready) = tokio::sync::oneshot::channel();
        neighbour.spawn(async move |mut mailbox: Mailbox<NodeEvent>| {
            listening.monitor_nodes(|event| event);
            ready.send(()).unwrap();
            loop {
                let event = mailbox.receive().await;
                noted.lock().unwrap().push(event);
            }
        });
        is_ready.await.unwrap();
        let town = Self {
            epmd_port,
            system,
            node,
            clerk,
            neighbour,
            neighbour_node,
            events,
            captured,
            _guard: guard,
        };
        town.is_well().await;
        town
    }

    /// Starts one more node.
    pub(crate) async fn another(&self, name: &str) -> (System, Node) {
        let system = System::new(name);
        let options = options_of(name, self.epmd_port);
        let node = options.start(&system).await.unwrap();
        (system, node)
    }

    /// Connects a peer that knows the cookie.
    pub(crate) async fn peer(&self, name: &str) -> Peer {
        let name = format!("{name}@127.0.0.1");
        Peer::connect(&name, &self.node, self.epmd_port).await
    }

    /// Returns the clerk as peers know it.
    pub(crate) fn clerk_pid(&self) -> Term {
        pid_on(&self.node, self.clerk.pid())
    }

    /// Asks the clerk, from another node; returns how many notes it has.
    pub(crate) async fn ask(&self, from: &System) -> u64 {
        let clerk = from.across(("clerk", self.node.name().clone()));
        from.enter(async move {
            let asked = clerk.call(Message::Ask).within(PATIENCE).await;
            asked.expect("the clerk answers other nodes")
        })
        .await
    }

    /// Sees that the neighbour is served, and was never disconnected.
    pub(crate) async fn is_well(&self) {
        self.ask(&self.neighbour).await;
        let town = self.node.name();
        let events = self.events.lock().unwrap();
        let of_town = events.iter().filter(|event| match event {
            NodeEvent::Up { node, .. } | NodeEvent::Down { node, .. } => {
                node == town
            }
            _ => false,
        });
        let of_town: Vec<_> = of_town.collect();
        let [NodeEvent::Up { .. }] = of_town[..] else {
            panic!("the neighbour was disconnected: {of_town:?}");
        };
        assert!(self.clerk.is_alive());
        // What a panic within a connection would leave.
        let errors = self.captured.reports();
        let mut errors = errors.iter().filter(|report| {
            report.level == tracing::Level::ERROR
                && report.target.contains("task")
        });
        assert!(errors.next().is_none());
    }

    /// Returns the lines of the log with this text.
    pub(crate) fn logs(&self, message: &str) -> Vec<Report> {
        self.captured.with(message)
    }

    /// Waits for a number of lines of the log; returns them.
    pub(crate) async fn logged(
        &self,
        message: &str,
        count: usize,
    ) -> Vec<Report> {
        // The clock of the runtime may stand still.
        let deadline = Instant::now() + PATIENCE;
        loop {
            let reports = self.captured.with(message);
            if reports.len() >= count {
                return reports;
            }
            let in_time = Instant::now() < deadline;
            assert!(in_time, "no {message}: {:#?}", self.captured.reports());
            tokio::task::yield_now().await;
        }
    }

    /// Waits until a connection was given up, and returns why.
    pub(crate) async fn given_up(&self, peer: &Peer) -> String {
        let mut count = 1;
        loop {
            let reports = self.logged("a connection was given up", count).await;
            let mut reports = reports.iter();
            let of_it = reports.rfind(|it| it.field("node") == peer.name);
            if let Some(report) = of_it {
                return report.field("reason").to_owned();
            }
            count += 1;
        }
    }

    /// Waits until somebody was refused, and returns why.
    pub(crate) async fn refused(&self) -> String {
        let reports = self.logged("a connection was refused", 1).await;
        reports[0].field("error").to_owned()
    }
}

fn options_of(name: &str, epmd_port: u16) -> NodeOptions {
    Node::named(format!("{name}@127.0.0.1"))
        .cookie("pizza".parse().unwrap())
        .epmd_port(epmd_port)
        .hidden()
}
