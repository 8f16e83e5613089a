//! hydra: processes with links and monitors, in the manner of Erlang.
//!
//! Over 300 lines because it has all workloads, in the same order as the others.

use std::mem;
use std::time::{Duration, Instant};

use hydra::{
    ChildSpec, ExitReason, From, GenServer, GenServerOptions, Message, Pid,
    Process, ProcessFlags, Supervisor, SupervisorOptions, SystemMessage,
};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use super::{Calls, Chain, Contestant, Plan, RECOUNTS};
use crate::machine::resident_bytes;
use crate::runtime::{Setting, tickets};
use crate::workload::Workload;

pub(super) struct Hydra(pub(super) Setting);

impl Contestant for Hydra {
    fn plan(&self, workload: Workload) -> Plan {
        match workload {
            Workload::Restarts => Plan::Noted(RECOUNTS),
            Workload::Tables1 | Workload::Tables1000 => {
                Plan::Missing("it has no tables")
            }
            Workload::Dynamic => Plan::Missing("it has no dynamic supervisors"),
            _ => Plan::Full,
        }
    }

    fn spawn(&self, processes: usize) -> Duration {
        self.run(processes, |processes| async move {
            let start = Instant::now();
            let (ticket, all_gone) = tickets();
            for _ in 0..processes {
                let ticket = ticket.clone();
                let process = Process::spawn(async move {
                    let _ = Process::receive::<()>().await;
                    drop(ticket);
                });
                Process::send(process, ());
            }
            drop(ticket);
            all_gone.await;
            start.elapsed()
        })
    }

    fn call(&self, calls: usize) -> Duration {
        self.run(calls, |calls| async move {
            let server = start_server().await;
            let start = Instant::now();
            for number in 0..calls {
                assert_eq!(call(server, number).await, number + 1);
            }
            start.elapsed()
        })
    }

    fn fan_in(&self, producers: usize, messages: usize) -> Duration {
        self.run(messages, move |messages| async move {
            let each = messages / producers;
            let (ticket, all_counted) = tickets();
            let receiver = Process::spawn(async move {
                for _ in 0..each * producers {
                    let _ = Process::receive::<usize>().await;
                }
                drop(ticket);
            });
            let start = Instant::now();
            for _ in 0..producers {
                Process::spawn(async move {
                    for number in 0..each {
                        Process::send(receiver, number);
                    }
                });
            }
            all_counted.await;
            start.elapsed()
        })
    }

    fn ring(&self, processes: usize, hops: usize) -> Duration {
        self.run(hops, move |hops| async move {
            let main = Process::current();
            let ring: Vec<_> = (0..processes)
                .map(|_| Process::spawn(ring_process(main)))
                .collect();
            for (process, next) in ring.iter().zip(ring.iter().cycle().skip(1))
            {
                Process::send(*process, Ring::Next(*next));
            }
            let start = Instant::now();
            Process::send(ring[0], Ring::Token(hops));
            let _ = Process::receive::<()>().await;
            start.elapsed()
        })
    }

    fn idle(&self, processes: usize) -> u64 {
        self.run(processes, |processes| async move {
            let mut idle = Vec::with_capacity(processes);
            let before = resident_bytes();
            let (ticket, started) = tickets();
            for _ in 0..processes {
                let ticket = ticket.clone();
                idle.push(Process::spawn(async move {
                    drop(ticket);
                    let _ = Process::receive::<()>().await;
                }));
            }
            drop(ticket);
            started.await;
            resident_bytes() - before
        })
    }

    fn links(&self, processes: usize) -> Chain {
        self.run(processes, |processes| async move {
            let main = Process::current();
            let start = Instant::now();
            let first = Process::spawn(linked(processes, main));
            let Message::User(last) = Process::receive::<Pid>().await else {
                unreachable!("nobody has died yet");
            };
            let build = start.elapsed();

            Process::monitor(last);
            let start = Instant::now();
            Process::exit(first, ExitReason::Kill);
            down().await;
            Chain { build, kill: start.elapsed() }
        })
    }

    fn monitors(&self, monitors: usize) -> Duration {
        self.run(monitors, |monitors| async move {
            let watched = Process::spawn(async {
                let _ = Process::receive::<()>().await;
            });
            for _ in 0..monitors {
                Process::monitor(watched);
            }
            let start = Instant::now();
            Process::send(watched, ());
            for _ in 0..monitors {
                down().await;
            }
            start.elapsed()
        })
    }

    fn callers(&self, callers: usize, calls_each: usize) -> Calls {
        self.run(calls_each, move |calls_each| async move {
            let server = start_server().await;
            let (report, mut reports) = mpsc::unbounded_channel();
            let start = Instant::now();
            for _ in 0..callers {
                let report = report.clone();
                Process::spawn(async move {
                    let mut latencies = Vec::with_capacity(calls_each);
                    for number in 0..calls_each {
                        let asked = Instant::now();
                        call(server, number).await;
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
        self.run(leaves, |leaves| async move {
            let start = Instant::now();
            skynet_node(0, leaves, Process::current());
            let Message::User(sum) = Process::receive::<usize>().await else {
                unreachable!("nobody is linked or monitored");
            };
            assert_eq!(sum, leaves * (leaves - 1) / 2);
            start.elapsed()
        })
    }

    fn restarts(&self, restarts: usize) -> Duration {
        self.run(restarts, |restarts| async move {
            let main = Process::current();
            let child = ChildSpec::new("crashing").start(move || {
                Crashing(main).start_link(GenServerOptions::new())
            });
            Supervisor::with_children([child])
                .max_restarts(usize::MAX)
                .max_duration(Duration::from_secs(1))
                .start_link(SupervisorOptions::new())
                .await
                .expect("it starts");
            let mut child = running().await;
            let start = Instant::now();
            for _ in 0..restarts {
                Crashing::cast(child, ());
                child = running().await;
            }
            start.elapsed()
        })
    }

    fn whereis(&self, names: usize, lookups: usize) -> Duration {
        self.run(lookups, move |lookups| async move {
            let registered: Vec<_> = (0..names)
                .map(|number| {
                    let process = Process::spawn(async {
                        let _ = Process::receive::<()>().await;
                    });
                    let name = format!("name {number}");
                    Process::register(process, name).expect("it is free");
                    process
                })
                .collect();
            let (name, pid) =
                (format!("name {}", names - 1), registered[names - 1]);
            let start = Instant::now();
            for _ in 0..lookups {
                assert_eq!(Process::whereis(&name), Some(pid));
            }
            let elapsed = start.elapsed();
            for number in 0..names {
                Process::unregister(format!("name {number}"));
            }
            elapsed
        })
    }
}

impl Hydra {
    /// Runs `body` as a process of a fresh runtime.
    fn run<T, Body, Running>(&self, size: usize, body: Body) -> T
    where
        T: Send + 'static,
        Body: Fn(usize) -> Running + Send + 'static,
        Running: Future<Output = T> + Send,
    {
        let setting = self.0;
        let runtime = setting.runtime();
        let (result, returned) = oneshot::channel();
        let result = runtime.block_on(async move {
            Process::spawn(async move {
                Process::set_flags(ProcessFlags::TRAP_EXIT);
                let _ = result.send(setting.warmed_up(size, body).await);
            });
            returned.await.expect("a workload never panics")
        });
        mem::forget(runtime);
        result
    }
}

struct Server;

impl GenServer for Server {
    type Message = usize;

    async fn init(&mut self) -> Result<(), ExitReason> {
        Ok(())
    }

    async fn handle_call(
        &mut self,
        number: usize,
        _: From,
    ) -> Result<Option<usize>, ExitReason> {
        Ok(Some(number + 1))
    }
}

async fn start_server() -> Pid {
    Server.start(GenServerOptions::new()).await.expect("it starts")
}

async fn call(server: Pid, number: usize) -> usize {
    Server::call(server, number, None).await.expect("the server answers")
}

#[derive(Deserialize, Serialize)]
enum Ring {
    Next(Pid),
    Token(usize),
}

async fn ring_process(main: Pid) {
    let mut next = None;
    while let Message::User(message) = Process::receive::<Ring>().await {
        match (message, next) {
            (Ring::Next(process), _) => next = Some(process),
            (Ring::Token(0), _) => Process::send(main, ()),
            (Ring::Token(hops), Some(next)) => {
                Process::send(next, Ring::Token(hops - 1));
            }
            (Ring::Token(_), None) => unreachable!("`Next` comes first"),
        }
    }
}

/// A process of the chain: spawns the next one, or tells `main` it is the last.
async fn linked(length: usize, main: Pid) {
    spawn_next(length - 1, main);
    let _ = Process::receive::<()>().await;
}

fn spawn_next(length: usize, main: Pid) {
    if length == 0 {
        Process::send(main, Process::current());
    } else {
        Process::spawn_link(linked(length, main));
    }
}

async fn down() {
    loop {
        let message = Process::receive::<()>().await;
        if let Message::System(SystemMessage::ProcessDown(..)) = message {
            return;
        }
    }
}

fn skynet_node(number: usize, leaves: usize, parent: Pid) {
    Process::spawn(async move {
        if leaves == 1 {
            Process::send(parent, number);
            return;
        }
        for child in 0..10 {
            let first = number + child * (leaves / 10);
            skynet_node(first, leaves / 10, Process::current());
        }
        let mut sum = 0;
        for _ in 0..10 {
            if let Message::User(number) = Process::receive::<usize>().await {
                sum += number;
            }
        }
        Process::send(parent, sum);
    });
}

/// A server that tells `main` when it runs, and crashes when it is told to.
struct Crashing(Pid);

impl GenServer for Crashing {
    type Message = ();

    async fn init(&mut self) -> Result<(), ExitReason> {
        Process::send(self.0, Process::current());
        Ok(())
    }

    async fn handle_cast(&mut self, (): ()) -> Result<(), ExitReason> {
        Err("told to".into())
    }
}

async fn running() -> Pid {
    let Message::User(child) = Process::receive::<Pid>().await else {
        unreachable!("nobody else has died");
    };
    child
}
