//! kameo: actors with a handler for each type of message.
//!
//! Over 300 lines because it has all workloads, in the same order as the others.

use std::convert::Infallible;
use std::mem;
use std::time::{Duration, Instant};

use kameo::actor::{ActorRef, Spawn};
use kameo::message::{Context, Message};
use kameo::registry::ACTOR_REGISTRY;
use kameo::supervision::RestartPolicy;
use kameo::{Actor, mailbox};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::{Calls, Chain, Contestant, Dynamic, Plan};
use crate::machine::resident_bytes;
use crate::runtime::{Setting, Ticket, tickets};
use crate::workload::Workload;

pub(super) struct Kameo(pub(super) Setting);

impl Contestant for Kameo {
    fn plan(&self, workload: Workload) -> Plan {
        match workload {
            Workload::Links => Plan::Hangs(
                "in kameo the reason of a death that came over a link holds \
                 the reason before it, and is copied at each link: quadratic. \
                 1000 actors took 0.2 s to die, 8000 took 19 s and 1 GB",
            ),
            Workload::Monitors => Plan::Missing("it has no monitors"),
            Workload::Restarts => Plan::Noted(
                "kameo's new child has the id and the mailbox of the old one",
            ),
            Workload::Tables1 | Workload::Tables1000 => {
                Plan::Missing("it has no tables")
            }
            Workload::Idle | Workload::Dynamic => {
                Plan::Tenth("a million need 7 GB")
            }
            Workload::Skynet => Plan::Tenth("all of it takes 10 to 20 s"),
            _ => Plan::Full,
        }
    }

    fn spawn(&self, processes: usize) -> Duration {
        self.0.run(processes, |processes| async move {
            let start = Instant::now();
            let (ticket, all_gone) = tickets();
            for _ in 0..processes {
                let process = spawn(Once { _ticket: ticket.clone() });
                process.tell(()).await.expect("it waits for this message");
            }
            drop(ticket);
            all_gone.await;
            start.elapsed()
        })
    }

    fn call(&self, calls: usize) -> Duration {
        self.0.run(calls, |calls| async move {
            let server = spawn(Server);
            let start = Instant::now();
            for number in 0..calls {
                assert_eq!(call(&server, number).await, number + 1);
            }
            start.elapsed()
        })
    }

    fn fan_in(&self, producers: usize, messages: usize) -> Duration {
        self.0.run(messages, move |messages| async move {
            let each = messages / producers;
            let (ticket, all_counted) = tickets();
            let receiver = spawn(Receiver {
                missing: each * producers,
                ticket: Some(ticket),
            });
            let start = Instant::now();
            for _ in 0..producers {
                let receiver = receiver.clone();
                tokio::spawn(async move {
                    for number in 0..each {
                        let sent = receiver.tell(number).await;
                        sent.expect("it counts them all");
                    }
                });
            }
            all_counted.await;
            start.elapsed()
        })
    }

    fn ring(&self, processes: usize, hops: usize) -> Duration {
        self.0.run(hops, move |hops| async move {
            let (finished, mut is_finished) = mpsc::unbounded_channel();
            let ring: Vec<_> = (0..processes)
                .map(|_| {
                    let finished = finished.clone();
                    spawn(RingProcess { next: None, finished })
                })
                .collect();
            for (process, next) in ring.iter().zip(ring.iter().cycle().skip(1))
            {
                let _ = process.tell(Ring::Next(next.clone())).await;
            }
            let start = Instant::now();
            let _ = ring[0].tell(Ring::Token(hops)).await;
            is_finished.recv().await;
            start.elapsed()
        })
    }

    fn idle(&self, processes: usize) -> u64 {
        self.0.run(processes, |processes| async move {
            let mut idle = Vec::with_capacity(processes);
            let before = resident_bytes();
            for _ in 0..processes {
                idle.push(spawn(Idle));
            }
            for process in &idle {
                process.wait_for_startup().await;
            }
            let bytes = resident_bytes() - before;
            mem::forget(idle);
            bytes
        })
    }

    fn links(&self, processes: usize) -> Chain {
        self.0.run(processes, |processes| async move {
            let (ticket, last_is_dead) = tickets();
            let start = Instant::now();
            // An actor whose handles are gone ends: these are kept.
            let mut chain = vec![spawn(Linked { _ticket: None })];
            for _ in 2..processes {
                let linked = Linked { _ticket: None };
                chain.push(spawn_linked(linked, &chain[chain.len() - 1]).await);
            }
            let linked = Linked { _ticket: Some(ticket) };
            chain.push(spawn_linked(linked, &chain[chain.len() - 1]).await);
            chain[chain.len() - 1].wait_for_startup().await;
            let build = start.elapsed();

            let start = Instant::now();
            chain[0].kill();
            last_is_dead.await;
            Chain { build, kill: start.elapsed() }
        })
    }

    fn callers(&self, callers: usize, calls_each: usize) -> Calls {
        self.0.run(calls_each, move |calls_each| async move {
            let server = spawn(Server);
            let (report, mut reports) = mpsc::unbounded_channel();
            let start = Instant::now();
            for _ in 0..callers {
                let (server, report) = (server.clone(), report.clone());
                tokio::spawn(async move {
                    let mut latencies = Vec::with_capacity(calls_each);
                    for number in 0..calls_each {
                        let asked = Instant::now();
                        call(&server, number).await;
                        latencies.push(asked.elapsed());
                    }
                    report.send(latencies).expect("all reports are read");
                });
            }
            let mut latencies = Vec::new();
            for _ in 0..callers {
                latencies.extend(reports.recv().await.expect("one from each"));
            }
            Calls { elapsed: start.elapsed(), latencies }
        })
    }

    fn skynet(&self, leaves: usize) -> Duration {
        self.0.run(leaves, |leaves| async move {
            let start = Instant::now();
            let (parent, mut root) = mpsc::unbounded_channel();
            let root_node = spawn_node(0, leaves, Parent::Main(parent));
            assert_eq!(root.recv().await, Some(leaves * (leaves - 1) / 2));
            drop(root_node);
            start.elapsed()
        })
    }

    fn restarts(&self, restarts: usize) -> Duration {
        self.0.run(restarts, |restarts| async move {
            let (report, mut runs) = mpsc::unbounded_channel();
            let supervisor = spawn(Supervisor);
            Crashing::supervise(&supervisor, report)
                .restart_limit(u32::MAX, Duration::from_secs(1))
                .spawn_with_mailbox(mailbox::unbounded())
                .await;
            let mut child = runs.recv().await.expect("it starts");
            let start = Instant::now();
            for _ in 0..restarts {
                child.tell(Crash).await.expect("it waits for this message");
                child = runs.recv().await.expect("it is started again");
            }
            start.elapsed()
        })
    }

    fn whereis(&self, names: usize, lookups: usize) -> Duration {
        self.0.run(lookups, move |lookups| async move {
            for number in 0..names {
                let registered = spawn(Idle).register(format!("name {number}"));
                registered.expect("the name is free");
            }
            let name = format!("name {}", names - 1);
            let start = Instant::now();
            for _ in 0..lookups {
                let process = ActorRef::<Idle>::lookup(&*name);
                assert!(matches!(process, Ok(Some(_))));
            }
            let elapsed = start.elapsed();
            ACTOR_REGISTRY.lock().expect("nobody panicked").clear();
            elapsed
        })
    }

    fn dynamic(&self, children: usize) -> Dynamic {
        self.0.run(children, |children| async move {
            let supervisor = spawn(Supervisor);
            let before = resident_bytes();
            let starting = Instant::now();
            for _ in 0..children {
                let child = Server::supervise(&supervisor, Server)
                    .restart_policy(RestartPolicy::Never)
                    .spawn_with_mailbox(mailbox::unbounded())
                    .await;
                child.wait_for_startup().await;
            }
            let start = starting.elapsed();
            let bytes = resident_bytes() - before;

            let stopping = Instant::now();
            let stopped = supervisor.stop_gracefully().await;
            stopped.expect("it lives");
            supervisor.wait_for_shutdown().await;
            Dynamic { start, bytes, stop: stopping.elapsed() }
        })
    }
}

/// Spawns with an unbounded mailbox; kameo's default holds 64 messages.
fn spawn<A: Actor<Args = A>>(actor: A) -> ActorRef<A> {
    A::spawn_with_mailbox(actor, mailbox::unbounded())
}

async fn spawn_linked<A>(actor: A, previous: &ActorRef<A>) -> ActorRef<A>
where
    A: Actor<Args = A> + Sync,
{
    A::spawn_link_with_mailbox(previous, actor, mailbox::unbounded()).await
}

#[derive(Actor)]
struct Once {
    _ticket: Ticket,
}

impl Message<()> for Once {
    type Reply = ();

    async fn handle(&mut self, (): (), context: &mut Context<Self, ()>) {
        context.stop();
    }
}

#[derive(Actor, Clone)]
struct Server;

struct Question(usize);

impl Message<Question> for Server {
    type Reply = usize;

    async fn handle(
        &mut self,
        Question(number): Question,
        _: &mut Context<Self, usize>,
    ) -> usize {
        number + 1
    }
}

async fn call(server: &ActorRef<Server>, number: usize) -> usize {
    server.ask(Question(number)).await.expect("the server answers")
}

#[derive(Actor)]
struct Receiver {
    missing: usize,
    ticket: Option<Ticket>,
}

impl Message<usize> for Receiver {
    type Reply = ();

    async fn handle(&mut self, _: usize, _: &mut Context<Self, ()>) {
        self.missing -= 1;
        if self.missing == 0 {
            self.ticket = None;
        }
    }
}

#[derive(Actor)]
struct RingProcess {
    next: Option<ActorRef<RingProcess>>,
    finished: UnboundedSender<()>,
}

enum Ring {
    Next(ActorRef<RingProcess>),
    Token(usize),
}

impl Message<Ring> for RingProcess {
    type Reply = ();

    async fn handle(&mut self, message: Ring, _: &mut Context<Self, ()>) {
        match (message, &self.next) {
            (Ring::Next(process), _) => self.next = Some(process),
            (Ring::Token(0), _) => self.finished.send(()).expect("awaited"),
            (Ring::Token(hops), Some(next)) => {
                let _ = next.tell(Ring::Token(hops - 1)).await;
            }
            (Ring::Token(_), None) => unreachable!("`Next` comes first"),
        }
    }
}

#[derive(Actor)]
struct Idle;

#[derive(Actor)]
struct Linked {
    _ticket: Option<Ticket>,
}

enum Parent {
    Main(UnboundedSender<usize>),
    Node(ActorRef<Node>),
}

impl Parent {
    async fn send(&self, sum: usize) {
        match self {
            Parent::Main(parent) => drop(parent.send(sum)),
            Parent::Node(parent) => drop(parent.tell(sum).await),
        }
    }
}

struct Node {
    parent: Parent,
    missing: usize,
    sum: usize,
}

fn spawn_node(number: usize, leaves: usize, parent: Parent) -> ActorRef<Node> {
    let arguments = (number, leaves, parent);
    Node::spawn_with_mailbox(arguments, mailbox::unbounded())
}

impl Actor for Node {
    type Args = (usize, usize, Parent);
    type Error = Infallible;

    /// Spawns ten children, or is a leaf: that one ends when it has started,
    /// because nobody keeps its address.
    async fn on_start(
        (number, leaves, parent): Self::Args,
        myself: ActorRef<Self>,
    ) -> Result<Self, Infallible> {
        if leaves == 1 {
            parent.send(number).await;
            return Ok(Node { parent, missing: 0, sum: 0 });
        }
        for child in 0..10 {
            let first = number + child * (leaves / 10);
            spawn_node(first, leaves / 10, Parent::Node(myself.clone()));
        }
        Ok(Node { parent, missing: 10, sum: 0 })
    }
}

impl Message<usize> for Node {
    type Reply = ();

    async fn handle(&mut self, number: usize, context: &mut Context<Self, ()>) {
        self.sum += number;
        self.missing -= 1;
        if self.missing == 0 {
            self.parent.send(self.sum).await;
            context.stop();
        }
    }
}

#[derive(Actor)]
struct Supervisor;

/// An actor that reports when it runs, and crashes when it is told to.
struct Crashing;

impl Actor for Crashing {
    type Args = UnboundedSender<ActorRef<Self>>;
    type Error = Infallible;

    async fn on_start(
        report: Self::Args,
        myself: ActorRef<Self>,
    ) -> Result<Self, Infallible> {
        report.send(myself).expect("it is awaited");
        Ok(Crashing)
    }
}

struct Crash;

impl Message<Crash> for Crashing {
    type Reply = Result<(), &'static str>;

    async fn handle(
        &mut self,
        _: Crash,
        _: &mut Context<Self, Self::Reply>,
    ) -> Self::Reply {
        Err("told to")
    }
}
