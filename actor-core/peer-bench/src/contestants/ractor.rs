//! ractor: actors with a state beside them, under supervision.
//!
//! Over 300 lines because it has all workloads, in the same order as the others.

use std::mem;
use std::time::{Duration, Instant};

use ractor::rpc::CallResult;
use ractor::{
    Actor, ActorProcessingErr, ActorRef, RpcReplyPort, SupervisionEvent,
    registry,
};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::{Calls, Chain, Contestant, Plan};
use crate::machine::resident_bytes;
use crate::runtime::{Setting, Ticket, tickets};
use crate::workload::Workload;

pub(super) struct Ractor(pub(super) Setting);

impl Contestant for Ractor {
    fn plan(&self, workload: Workload) -> Plan {
        match workload {
            Workload::Links => Plan::Noted(
                "ractor links a child to its supervisor, one way: the chain \
                 is built from outside and dies from its root",
            ),
            Workload::Monitors => Plan::Missing(
                "ractor's monitors are a feature that is off by default, and \
                 one actor can monitor another only once",
            ),
            Workload::Restarts => Plan::Noted(
                "ractor leaves restarts to the actor that supervises: this \
                 one starts a child again by hand, and does not count",
            ),
            Workload::Tables1 | Workload::Tables1000 => {
                Plan::Missing("it has no tables")
            }
            Workload::Dynamic => Plan::Missing(
                "in ractor whoever starts actors is their supervisor, and \
                 links them by hand",
            ),
            Workload::Idle => Plan::Tenth("a million need 7 GB"),
            Workload::Skynet => Plan::Tenth("all of it takes 10 to 20 s"),
            _ => Plan::Full,
        }
    }

    fn spawn(&self, processes: usize) -> Duration {
        self.0.run(processes, |processes| async move {
            let start = Instant::now();
            let (ticket, all_gone) = tickets();
            for _ in 0..processes {
                let process = spawn(Once, ticket.clone()).await;
                process.cast(()).expect("it waits for this message");
            }
            drop(ticket);
            all_gone.await;
            start.elapsed()
        })
    }

    fn call(&self, calls: usize) -> Duration {
        self.0.run(calls, |calls| async move {
            let server = spawn(Server, ()).await;
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
            let receiver = spawn(Receiver, (each * producers, ticket)).await;
            let start = Instant::now();
            for _ in 0..producers {
                let receiver = receiver.clone();
                tokio::spawn(async move {
                    for number in 0..each {
                        receiver.cast(number).expect("it counts them all");
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
            let mut ring = Vec::new();
            for _ in 0..processes {
                ring.push(spawn(RingProcess, finished.clone()).await);
            }
            for (process, next) in ring.iter().zip(ring.iter().cycle().skip(1))
            {
                let _ = process.cast(Ring::Next(next.clone()));
            }
            let start = Instant::now();
            let _ = ring[0].cast(Ring::Token(hops));
            is_finished.recv().await;
            start.elapsed()
        })
    }

    fn idle(&self, processes: usize) -> u64 {
        self.0.run(processes, |processes| async move {
            let mut idle = Vec::with_capacity(processes);
            let before = resident_bytes();
            // `spawn` returns when the actor has started.
            for _ in 0..processes {
                idle.push(spawn(Idle, ()).await);
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
            let first = spawn(Linked, None).await;
            let mut last = first.clone();
            for _ in 2..processes {
                last = spawn_linked(Linked, None, &last).await;
            }
            spawn_linked(Linked, Some(ticket), &last).await;
            let build = start.elapsed();

            let start = Instant::now();
            first.kill();
            last_is_dead.await;
            Chain { build, kill: start.elapsed() }
        })
    }

    fn callers(&self, callers: usize, calls_each: usize) -> Calls {
        self.0.run(calls_each, move |calls_each| async move {
            let server = spawn(Server, ()).await;
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
            spawn(Skynet, (0, leaves, Parent::Main(parent))).await;
            assert_eq!(root.recv().await, Some(leaves * (leaves - 1) / 2));
            start.elapsed()
        })
    }

    fn restarts(&self, restarts: usize) -> Duration {
        self.0.run(restarts, |restarts| async move {
            let (report, mut runs) = mpsc::unbounded_channel();
            let _supervisor = spawn(Supervisor, report).await;
            let mut child = runs.recv().await.expect("it starts");
            let start = Instant::now();
            for _ in 0..restarts {
                child.cast(()).expect("it waits for this message");
                child = runs.recv().await.expect("it is started again");
            }
            start.elapsed()
        })
    }

    fn whereis(&self, names: usize, lookups: usize) -> Duration {
        self.0.run(lookups, move |lookups| async move {
            let mut registered = Vec::new();
            for number in 0..names {
                let name = Some(format!("name {number}"));
                let started = Actor::spawn(name, Idle, ()).await;
                let (process, _) = started.expect("the name is free");
                registered.push(process);
            }
            let (name, id) =
                (format!("name {}", names - 1), registered[names - 1].get_id());
            let start = Instant::now();
            for _ in 0..lookups {
                let process = registry::where_is(&name);
                assert_eq!(process.map(|process| process.get_id()), Some(id));
            }
            let elapsed = start.elapsed();
            for process in registered {
                let stopped = process.stop_and_wait(None, None).await;
                stopped.expect("it lives");
            }
            elapsed
        })
    }
}

async fn spawn<A: Actor>(
    actor: A,
    arguments: A::Arguments,
) -> ActorRef<A::Msg> {
    let (process, _) =
        Actor::spawn(None, actor, arguments).await.expect("it starts");
    process
}

async fn spawn_linked<A: Actor>(
    actor: A,
    arguments: A::Arguments,
    supervisor: &ActorRef<A::Msg>,
) -> ActorRef<A::Msg> {
    let (process, _) =
        Actor::spawn_linked(None, actor, arguments, supervisor.get_cell())
            .await
            .expect("it starts");
    process
}

struct Once;

impl Actor for Once {
    type Msg = ();
    type State = Ticket;
    type Arguments = Ticket;

    async fn pre_start(
        &self,
        _: ActorRef<()>,
        ticket: Ticket,
    ) -> Result<Ticket, ActorProcessingErr> {
        Ok(ticket)
    }

    async fn handle(
        &self,
        myself: ActorRef<()>,
        (): (),
        _: &mut Ticket,
    ) -> Result<(), ActorProcessingErr> {
        myself.stop(None);
        Ok(())
    }
}

struct Server;

type Question = (usize, RpcReplyPort<usize>);

impl Actor for Server {
    type Msg = Question;
    type State = ();
    type Arguments = ();

    async fn pre_start(
        &self,
        _: ActorRef<Question>,
        (): (),
    ) -> Result<(), ActorProcessingErr> {
        Ok(())
    }

    async fn handle(
        &self,
        _: ActorRef<Question>,
        (number, reply): Question,
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        let _ = reply.send(number + 1);
        Ok(())
    }
}

async fn call(server: &ActorRef<Question>, number: usize) -> usize {
    match server.call(|reply| (number, reply), None).await {
        Ok(CallResult::Success(answer)) => answer,
        _ => panic!("the server answers"),
    }
}

struct Receiver;

impl Actor for Receiver {
    type Msg = usize;
    type State = (usize, Option<Ticket>);
    type Arguments = (usize, Ticket);

    async fn pre_start(
        &self,
        _: ActorRef<usize>,
        (missing, ticket): (usize, Ticket),
    ) -> Result<Self::State, ActorProcessingErr> {
        Ok((missing, Some(ticket)))
    }

    async fn handle(
        &self,
        _: ActorRef<usize>,
        _: usize,
        (missing, ticket): &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        *missing -= 1;
        if *missing == 0 {
            *ticket = None;
        }
        Ok(())
    }
}

struct RingProcess;

enum Ring {
    Next(ActorRef<Ring>),
    Token(usize),
}

impl Actor for RingProcess {
    type Msg = Ring;
    type State = (Option<ActorRef<Ring>>, UnboundedSender<()>);
    type Arguments = UnboundedSender<()>;

    async fn pre_start(
        &self,
        _: ActorRef<Ring>,
        finished: UnboundedSender<()>,
    ) -> Result<Self::State, ActorProcessingErr> {
        Ok((None, finished))
    }

    async fn handle(
        &self,
        _: ActorRef<Ring>,
        message: Ring,
        (next, finished): &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        match (message, &next) {
            (Ring::Next(process), _) => *next = Some(process),
            (Ring::Token(0), _) => finished.send(())?,
            (Ring::Token(hops), Some(next)) => {
                let _ = next.cast(Ring::Token(hops - 1));
            }
            (Ring::Token(_), None) => unreachable!("`Next` comes first"),
        }
        Ok(())
    }
}

struct Idle;

impl Actor for Idle {
    type Msg = ();
    type State = ();
    type Arguments = ();

    async fn pre_start(
        &self,
        _: ActorRef<()>,
        (): (),
    ) -> Result<(), ActorProcessingErr> {
        Ok(())
    }
}

struct Linked;

impl Actor for Linked {
    type Msg = ();
    type State = Option<Ticket>;
    type Arguments = Option<Ticket>;

    async fn pre_start(
        &self,
        _: ActorRef<()>,
        ticket: Option<Ticket>,
    ) -> Result<Option<Ticket>, ActorProcessingErr> {
        Ok(ticket)
    }
}

struct Skynet;

enum Parent {
    Main(UnboundedSender<usize>),
    Node(ActorRef<usize>),
}

impl Parent {
    fn send(&self, sum: usize) {
        match self {
            Parent::Main(parent) => drop(parent.send(sum)),
            Parent::Node(parent) => drop(parent.cast(sum)),
        }
    }
}

struct Node {
    parent: Parent,
    missing: usize,
    sum: usize,
}

impl Actor for Skynet {
    type Msg = usize;
    type State = Node;
    type Arguments = (usize, usize, Parent);

    async fn pre_start(
        &self,
        myself: ActorRef<usize>,
        (number, leaves, parent): Self::Arguments,
    ) -> Result<Node, ActorProcessingErr> {
        if leaves == 1 {
            parent.send(number);
            myself.stop(None);
            return Ok(Node { parent, missing: 0, sum: 0 });
        }
        for child in 0..10 {
            let first = number + child * (leaves / 10);
            let parent = Parent::Node(myself.clone());
            // Boxed, because a node starts nodes.
            Box::pin(spawn(Skynet, (first, leaves / 10, parent))).await;
        }
        Ok(Node { parent, missing: 10, sum: 0 })
    }

    async fn handle(
        &self,
        myself: ActorRef<usize>,
        number: usize,
        node: &mut Node,
    ) -> Result<(), ActorProcessingErr> {
        node.sum += number;
        node.missing -= 1;
        if node.missing == 0 {
            node.parent.send(node.sum);
            myself.stop(None);
        }
        Ok(())
    }
}

type Report = UnboundedSender<ActorRef<()>>;

/// An actor with one child, which it starts again whenever that has ended.
struct Supervisor;

impl Actor for Supervisor {
    type Msg = ();
    type State = Report;
    type Arguments = Report;

    async fn pre_start(
        &self,
        myself: ActorRef<()>,
        report: Report,
    ) -> Result<Report, ActorProcessingErr> {
        spawn_linked(Crashing, report.clone(), &myself).await;
        Ok(report)
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<()>,
        event: SupervisionEvent,
        report: &mut Report,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorTerminated(..)
        | SupervisionEvent::ActorFailed(..) = event
        {
            spawn_linked(Crashing, report.clone(), &myself).await;
        }
        Ok(())
    }
}

/// An actor that reports when it runs, and crashes when it is told to.
struct Crashing;

impl Actor for Crashing {
    type Msg = ();
    type State = ();
    type Arguments = Report;

    async fn pre_start(
        &self,
        myself: ActorRef<()>,
        report: Report,
    ) -> Result<(), ActorProcessingErr> {
        report.send(myself)?;
        Ok(())
    }

    async fn handle(
        &self,
        _: ActorRef<()>,
        (): (),
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        Err("told to".into())
    }
}
