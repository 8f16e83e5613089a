//! actix: actors that live on the thread they were started on.
//!
//! Over 300 lines because it has all workloads, in the same order as the others.

use std::mem;
use std::time::{Duration, Instant};

use actix::{
    Actor, ActorContext, Addr, Arbiter, ArbiterHandle, AsyncContext, Context,
    Handler, Message, System,
};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::{Calls, Contestant, Plan};
use crate::machine::resident_bytes;
use crate::runtime::{Setting, Ticket, tickets};
use crate::workload::Workload;

pub(super) struct Actix(pub(super) Setting);

impl Contestant for Actix {
    fn plan(&self, workload: Workload) -> Plan {
        let spread = self.0.workers > 1;
        match workload {
            Workload::Links => Plan::Missing("it has no links"),
            Workload::Monitors => Plan::Missing("it has no monitors"),
            Workload::Restarts => Plan::Missing(
                "actix's supervisor replaces nothing: it runs the same actor \
                 again when that has stopped; a panic ends its thread",
            ),
            Workload::Whereis => Plan::Missing(
                "actix's registry knows actors by type, one of each",
            ),
            Workload::Tables1 | Workload::Tables1000 => {
                Plan::Missing("it has no tables")
            }
            Workload::Dynamic => {
                Plan::Missing("an actix supervisor has one actor")
            }
            Workload::Call | Workload::Ring if spread => Plan::Tenth(
                "an actix actor stays on its thread; here neighbours are on \
                 different ones, and each message wakes the other thread",
            ),
            _ if spread => Plan::Noted(
                "actix shares no work between threads: actors are dealt to \
                 them in turn",
            ),
            _ => Plan::Full,
        }
    }

    fn spawn(&self, processes: usize) -> Duration {
        self.run(processes, |arbiters, processes| async move {
            let start = Instant::now();
            let (ticket, all_gone) = tickets();
            for number in 0..processes {
                let once = Once { _ticket: ticket.clone() };
                arbiters.start(number, once).do_send(Go);
            }
            drop(ticket);
            all_gone.await;
            start.elapsed()
        })
    }

    fn call(&self, calls: usize) -> Duration {
        self.run(calls, |arbiters, calls| async move {
            let server = arbiters.start(1, Server);
            let start = Instant::now();
            for number in 0..calls {
                assert_eq!(call(&server, number).await, number + 1);
            }
            start.elapsed()
        })
    }

    fn fan_in(&self, producers: usize, messages: usize) -> Duration {
        self.run(messages, move |arbiters, messages| async move {
            let each = messages / producers;
            let (ticket, all_counted) = tickets();
            let missing = each * producers;
            let receiver = Receiver { missing, ticket: Some(ticket) };
            let receiver = arbiters.start(0, receiver);
            let start = Instant::now();
            for producer in 0..producers {
                let receiver = receiver.clone();
                arbiters.spawn(producer + 1, async move {
                    for number in 0..each {
                        receiver.do_send(Count(number));
                    }
                });
            }
            all_counted.await;
            start.elapsed()
        })
    }

    fn ring(&self, processes: usize, hops: usize) -> Duration {
        self.run(hops, move |arbiters, hops| async move {
            let (finished, mut is_finished) = mpsc::unbounded_channel();
            let ring: Vec<_> = (0..processes)
                .map(|number| {
                    let finished = finished.clone();
                    arbiters.start(number, RingProcess { next: None, finished })
                })
                .collect();
            for (process, next) in ring.iter().zip(ring.iter().cycle().skip(1))
            {
                process.do_send(Ring::Next(next.clone()));
            }
            let start = Instant::now();
            ring[0].do_send(Ring::Token(hops));
            is_finished.recv().await;
            start.elapsed()
        })
    }

    fn idle(&self, processes: usize) -> u64 {
        self.run(processes, |arbiters, processes| async move {
            let mut idle = Vec::with_capacity(processes);
            let before = resident_bytes();
            let (ticket, started) = tickets();
            for number in 0..processes {
                let process = Idle { ticket: Some(ticket.clone()) };
                idle.push(arbiters.start(number, process));
            }
            drop(ticket);
            started.await;
            let bytes = resident_bytes() - before;
            mem::forget(idle);
            bytes
        })
    }

    fn callers(&self, callers: usize, calls_each: usize) -> Calls {
        self.run(calls_each, move |arbiters, calls_each| async move {
            let server = arbiters.start(0, Server);
            let (report, mut reports) = mpsc::unbounded_channel();
            let start = Instant::now();
            for caller in 0..callers {
                let (server, report) = (server.clone(), report.clone());
                arbiters.spawn(caller, async move {
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
        self.run(leaves, |arbiters, leaves| async move {
            let start = Instant::now();
            let (parent, mut root) = mpsc::unbounded_channel();
            let parent = Parent::Main(parent, arbiters.clone());
            arbiters.start(0, Node::new(0, leaves, parent));
            assert_eq!(root.recv().await, Some(leaves * (leaves - 1) / 2));
            start.elapsed()
        })
    }
}

impl Actix {
    /// Runs `body` on the thread of a fresh system, with an arbiter for each.
    fn run<T, Body, Running>(&self, size: usize, body: Body) -> T
    where
        Body: Fn(Arbiters, usize) -> Running,
        Running: Future<Output = T>,
    {
        let system = System::new();
        let mut arbiters = vec![System::current().arbiter().clone()];
        for _ in 1..self.0.workers {
            arbiters.push(Arbiter::new().handle());
        }
        let arbiters = Arbiters(arbiters);
        let body = |size| body(arbiters.clone(), size);
        let result = system.block_on(self.0.warmed_up(size, body));
        mem::forget(system);
        result
    }
}

/// The threads, to which actors and tasks are dealt by number.
#[derive(Clone)]
struct Arbiters(Vec<ArbiterHandle>);

impl Arbiters {
    fn start<A>(&self, number: usize, actor: A) -> Addr<A>
    where
        A: Actor<Context = Context<A>> + Send,
    {
        match number % self.0.len() {
            _ if self.0.len() == 1 => actor.start(),
            arbiter => A::start_in_arbiter(&self.0[arbiter], |_| actor),
        }
    }

    fn spawn(
        &self,
        number: usize,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        assert!(self.0[number % self.0.len()].spawn(task));
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Go;

struct Once {
    _ticket: Ticket,
}

impl Actor for Once {
    type Context = Context<Self>;
}

impl Handler<Go> for Once {
    type Result = ();

    fn handle(&mut self, _: Go, context: &mut Context<Self>) {
        context.stop();
    }
}

#[derive(Message)]
#[rtype(result = "usize")]
struct Question(usize);

struct Server;

impl Actor for Server {
    type Context = Context<Self>;
}

impl Handler<Question> for Server {
    type Result = usize;

    fn handle(
        &mut self,
        Question(number): Question,
        _: &mut Context<Self>,
    ) -> usize {
        number + 1
    }
}

async fn call(server: &Addr<Server>, number: usize) -> usize {
    server.send(Question(number)).await.expect("the server answers")
}

#[derive(Message)]
#[rtype(result = "()")]
struct Count(#[allow(dead_code)] usize);

struct Receiver {
    missing: usize,
    ticket: Option<Ticket>,
}

impl Actor for Receiver {
    type Context = Context<Self>;
}

impl Handler<Count> for Receiver {
    type Result = ();

    fn handle(&mut self, _: Count, _: &mut Context<Self>) {
        self.missing -= 1;
        if self.missing == 0 {
            self.ticket = None;
        }
    }
}

#[derive(Message)]
#[rtype(result = "()")]
enum Ring {
    Next(Addr<RingProcess>),
    Token(usize),
}

struct RingProcess {
    next: Option<Addr<RingProcess>>,
    finished: UnboundedSender<()>,
}

impl Actor for RingProcess {
    type Context = Context<Self>;
}

impl Handler<Ring> for RingProcess {
    type Result = ();

    fn handle(&mut self, message: Ring, _: &mut Context<Self>) {
        match (message, &self.next) {
            (Ring::Next(process), _) => self.next = Some(process),
            (Ring::Token(0), _) => self.finished.send(()).expect("awaited"),
            (Ring::Token(hops), Some(next)) => {
                next.do_send(Ring::Token(hops - 1));
            }
            (Ring::Token(_), None) => unreachable!("`Next` comes first"),
        }
    }
}

struct Idle {
    ticket: Option<Ticket>,
}

impl Actor for Idle {
    type Context = Context<Self>;

    fn started(&mut self, _: &mut Context<Self>) {
        self.ticket = None;
    }
}

enum Parent {
    Main(UnboundedSender<usize>, Arbiters),
    Node(Addr<Node>),
}

impl Parent {
    fn send(&self, sum: usize) {
        match self {
            Parent::Main(parent, _) => drop(parent.send(sum)),
            Parent::Node(parent) => parent.do_send(Sum(sum)),
        }
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Sum(usize);

struct Node {
    number: usize,
    leaves: usize,
    parent: Parent,
    missing: usize,
    sum: usize,
}

impl Node {
    fn new(number: usize, leaves: usize, parent: Parent) -> Self {
        Node { number, leaves, parent, missing: 10, sum: 0 }
    }
}

impl Actor for Node {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Context<Self>) {
        if self.leaves == 1 {
            self.parent.send(self.number);
            context.stop();
            return;
        }
        for child in 0..10 {
            let leaves = self.leaves / 10;
            let parent = Parent::Node(context.address());
            let node = Node::new(self.number + child * leaves, leaves, parent);
            match &self.parent {
                Parent::Main(_, arbiters) => arbiters.start(child, node),
                Parent::Node(_) => node.start(),
            };
        }
    }
}

impl Handler<Sum> for Node {
    type Result = ();

    fn handle(&mut self, Sum(sum): Sum, context: &mut Context<Self>) {
        self.sum += sum;
        self.missing -= 1;
        if self.missing == 0 {
            self.parent.send(self.sum);
            context.stop();
        }
    }
}
