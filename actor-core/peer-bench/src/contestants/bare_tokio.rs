//! Bare tokio: a task with an `mpsc` channel, and a `oneshot` for each call.
//!
//! No links, monitors, names, timeouts or crash reports: the floor on which
//! all others but BEAM stand.

use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dashmap::DashMap;
use tokio::sync::{
    mpsc::{self, UnboundedReceiver, UnboundedSender},
    oneshot,
};

use super::{Calls, Contestant, Plan};
use crate::machine::resident_bytes;
use crate::runtime::{Setting, tickets};
use crate::workload::Workload;

pub(super) struct BareTokio(pub(super) Setting);

impl Contestant for BareTokio {
    fn plan(&self, workload: Workload) -> Plan {
        match workload {
            Workload::Links => Plan::Missing("it has no links"),
            Workload::Monitors => Plan::Missing("it has no monitors"),
            Workload::Restarts | Workload::Dynamic => {
                Plan::Missing("it has no supervisors")
            }
            Workload::Whereis => Plan::Missing("it has no names"),
            Workload::Tables1 | Workload::Tables1000 => Plan::Noted(
                "tokio has no tables: this is the map of the crate dashmap",
            ),
            _ => Plan::Full,
        }
    }

    fn spawn(&self, processes: usize) -> Duration {
        self.0.run(processes, |processes| async move {
            let start = Instant::now();
            let (ticket, all_gone) = tickets();
            for _ in 0..processes {
                let ticket = ticket.clone();
                let process = spawn(|mut mailbox| async move {
                    mailbox.recv().await;
                    drop(ticket);
                });
                process.send(()).expect("it waits for this message");
            }
            drop(ticket);
            all_gone.await;
            start.elapsed()
        })
    }

    fn call(&self, calls: usize) -> Duration {
        self.0.run(calls, |calls| async move {
            let server = spawn(server);
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
            let receiver = spawn(move |mut mailbox| async move {
                for _ in 0..each * producers {
                    mailbox.recv().await;
                }
                drop(ticket);
            });
            let start = Instant::now();
            for _ in 0..producers {
                let receiver = receiver.clone();
                tokio::spawn(async move {
                    for number in 0..each {
                        receiver.send(number).expect("it counts them all");
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
                    spawn(|mailbox| ring_process(mailbox, finished.clone()))
                })
                .collect();
            for (process, next) in ring.iter().zip(ring.iter().cycle().skip(1))
            {
                let _ = process.send(Ring::Next(next.clone()));
            }
            let start = Instant::now();
            let _ = ring[0].send(Ring::Token(hops));
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
                let ticket = ticket.clone();
                idle.push(spawn(
                    |mut mailbox: UnboundedReceiver<()>| async move {
                        drop(ticket);
                        mailbox.recv().await;
                    },
                ));
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
            let server = spawn(server);
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
            skynet_node(0, leaves, parent);
            assert_eq!(root.recv().await, Some(leaves * (leaves - 1) / 2));
            start.elapsed()
        })
    }

    fn tables(&self, clients: usize, keys: usize) -> Duration {
        self.0.run(keys, move |keys| async move {
            let each = keys / clients;
            let table = Arc::new(DashMap::new());
            let (ticket, all_done) = tickets();
            let start = Instant::now();
            for client in 0..clients {
                let (table, ticket) = (table.clone(), ticket.clone());
                tokio::spawn(async move {
                    for key in client * each..(client + 1) * each {
                        table.insert(key, client);
                        let value = table.get(&key).map(|value| *value);
                        assert_eq!(value, Some(client));
                    }
                    drop((table, ticket));
                });
            }
            drop(ticket);
            all_done.await;
            start.elapsed()
        })
    }
}

/// Spawns a task with a mailbox.
fn spawn<M, Running>(
    body: impl FnOnce(UnboundedReceiver<M>) -> Running,
) -> UnboundedSender<M>
where
    Running: Future<Output = ()> + Send + 'static,
{
    let (address, mailbox) = mpsc::unbounded_channel();
    tokio::spawn(body(mailbox));
    address
}

type Question = (usize, oneshot::Sender<usize>);

async fn server(mut mailbox: UnboundedReceiver<Question>) {
    while let Some((number, reply)) = mailbox.recv().await {
        let _ = reply.send(number + 1);
    }
}

async fn call(server: &UnboundedSender<Question>, number: usize) -> usize {
    let (reply, answer) = oneshot::channel();
    server.send((number, reply)).expect("the server lives");
    answer.await.expect("the server answers")
}

enum Ring {
    Next(UnboundedSender<Ring>),
    Token(usize),
}

async fn ring_process(
    mut mailbox: UnboundedReceiver<Ring>,
    finished: UnboundedSender<()>,
) {
    let mut next = None;
    while let Some(message) = mailbox.recv().await {
        match (message, &next) {
            (Ring::Next(process), _) => next = Some(process),
            (Ring::Token(0), _) => finished.send(()).expect("it is awaited"),
            (Ring::Token(hops), Some(next)) => {
                let _ = next.send(Ring::Token(hops - 1));
            }
            (Ring::Token(_), None) => unreachable!("`Next` comes first"),
        }
    }
}

fn skynet_node(number: usize, leaves: usize, parent: UnboundedSender<usize>) {
    let (address, mut mailbox) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        if leaves == 1 {
            let _ = parent.send(number);
            return;
        }
        for child in 0..10 {
            let first = number + child * (leaves / 10);
            skynet_node(first, leaves / 10, address.clone());
        }
        let mut sum = 0;
        for _ in 0..10 {
            sum += mailbox.recv().await.expect("a number from each child");
        }
        let _ = parent.send(sum);
    });
}
