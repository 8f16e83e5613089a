//! xtra: actors with a handler for each type of message, on any runtime.
//!
//! Over 300 lines because it has all workloads, in the same order as the others.

use std::mem;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{self, UnboundedSender};
use xtra::{Actor, Address, Context, Handler, Mailbox};

use super::{Calls, Contestant, Plan};
use crate::machine::resident_bytes;
use crate::runtime::{Setting, Ticket, tickets};
use crate::workload::Workload;

pub(super) struct Xtra(pub(super) Setting);

impl Contestant for Xtra {
    fn plan(&self, workload: Workload) -> Plan {
        match workload {
            Workload::Links => Plan::Missing("it has no links"),
            Workload::Monitors => Plan::Missing("it has no monitors"),
            Workload::Restarts | Workload::Dynamic => {
                Plan::Missing("it has no supervisors")
            }
            Workload::Whereis => Plan::Missing("it has no names"),
            Workload::Tables1 | Workload::Tables1000 => {
                Plan::Missing("it has no tables")
            }
            _ => Plan::Full,
        }
    }

    fn spawn(&self, processes: usize) -> Duration {
        self.0.run(processes, |processes| async move {
            let start = Instant::now();
            let (ticket, all_gone) = tickets();
            for _ in 0..processes {
                let process = spawn(Once { _ticket: ticket.clone() });
                cast(&process, Go).await;
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
                        cast(&receiver, Count(number)).await;
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
                cast(process, Ring::Next(next.clone())).await;
            }
            let start = Instant::now();
            cast(&ring[0], Ring::Token(hops)).await;
            is_finished.recv().await;
            start.elapsed()
        })
    }

    fn idle(&self, processes: usize) -> u64 {
        self.0.run(processes, |processes| async move {
            let mut idle = Vec::with_capacity(processes);
            let before = resident_bytes();
            let (ticket, started) = tickets();
            for _ in 0..processes {
                idle.push(spawn(Idle { ticket: Some(ticket.clone()) }));
            }
            drop(ticket);
            started.await;
            let bytes = resident_bytes() - before;
            mem::forget(idle);
            bytes
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
            spawn_node(0, leaves, Parent::Main(parent));
            assert_eq!(root.recv().await, Some(leaves * (leaves - 1) / 2));
            start.elapsed()
        })
    }
}

fn spawn<A: Actor<Stop = ()>>(actor: A) -> Address<A> {
    xtra::spawn_tokio(actor, Mailbox::unbounded())
}

async fn cast<A: Handler<M>, M: Send + 'static>(to: &Address<A>, message: M) {
    // A receiver that has all it wants may be gone.
    let _ = to.send(message).detach().await;
}

struct Go;

#[derive(Actor)]
struct Once {
    _ticket: Ticket,
}

impl Handler<Go> for Once {
    type Return = ();

    async fn handle(&mut self, _: Go, context: &mut Context<Self>) {
        context.stop_self();
    }
}

struct Question(usize);

#[derive(Actor)]
struct Server;

impl Handler<Question> for Server {
    type Return = usize;

    async fn handle(
        &mut self,
        Question(number): Question,
        _: &mut Context<Self>,
    ) -> usize {
        number + 1
    }
}

async fn call(server: &Address<Server>, number: usize) -> usize {
    server.send(Question(number)).await.expect("the server answers")
}

struct Count(#[allow(dead_code)] usize);

#[derive(Actor)]
struct Receiver {
    missing: usize,
    ticket: Option<Ticket>,
}

impl Handler<Count> for Receiver {
    type Return = ();

    async fn handle(&mut self, _: Count, _: &mut Context<Self>) {
        self.missing -= 1;
        if self.missing == 0 {
            self.ticket = None;
        }
    }
}

enum Ring {
    Next(Address<RingProcess>),
    Token(usize),
}

#[derive(Actor)]
struct RingProcess {
    next: Option<Address<RingProcess>>,
    finished: UnboundedSender<()>,
}

impl Handler<Ring> for RingProcess {
    type Return = ();

    async fn handle(&mut self, message: Ring, _: &mut Context<Self>) {
        match (message, &self.next) {
            (Ring::Next(process), _) => self.next = Some(process),
            (Ring::Token(0), _) => self.finished.send(()).expect("awaited"),
            (Ring::Token(hops), Some(next)) => {
                cast(next, Ring::Token(hops - 1)).await;
            }
            (Ring::Token(_), None) => unreachable!("`Next` comes first"),
        }
    }
}

struct Idle {
    ticket: Option<Ticket>,
}

impl Actor for Idle {
    type Stop = ();

    async fn started(&mut self, _: &Mailbox<Self>) -> Result<(), ()> {
        self.ticket = None;
        Ok(())
    }

    async fn stopped(self) {}
}

enum Parent {
    Main(UnboundedSender<usize>),
    Node(Address<Node>),
}

impl Parent {
    async fn send(&self, sum: usize) {
        match self {
            Parent::Main(parent) => drop(parent.send(sum)),
            Parent::Node(parent) => cast(parent, Sum(sum)).await,
        }
    }
}

struct Sum(usize);

struct Node {
    number: usize,
    leaves: usize,
    parent: Parent,
    /// Kept until it is given to the children: an actor without addresses ends.
    myself: Option<Address<Node>>,
    missing: usize,
    sum: usize,
}

fn spawn_node(number: usize, leaves: usize, parent: Parent) {
    let (address, mailbox) = Mailbox::unbounded();
    let myself = Some(address.clone());
    let node = Node { number, leaves, parent, myself, missing: 10, sum: 0 };
    xtra::spawn_tokio(node, (address, mailbox));
}

impl Actor for Node {
    type Stop = ();

    async fn started(&mut self, _: &Mailbox<Self>) -> Result<(), ()> {
        if self.leaves == 1 {
            self.parent.send(self.number).await;
            return Err(());
        }
        let myself = self.myself.take().expect("an actor starts once");
        for child in 0..10 {
            let leaves = self.leaves / 10;
            let parent = Parent::Node(myself.clone());
            spawn_node(self.number + child * leaves, leaves, parent);
        }
        Ok(())
    }

    async fn stopped(self) {}
}

impl Handler<Sum> for Node {
    type Return = ();

    async fn handle(&mut self, Sum(sum): Sum, context: &mut Context<Self>) {
        self.sum += sum;
        self.missing -= 1;
        if self.missing == 0 {
            self.parent.send(self.sum).await;
            context.stop_self();
        }
    }
}
