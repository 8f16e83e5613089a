//! actor-core: OTP's processes, links, monitors, servers and supervisors.
//!
//! Over 300 lines because it has all workloads, in the same order as the others.

use std::mem;
use std::time::{Duration, Instant};

use actor_core::gen_server::{self, Init, Next};
use actor_core::supervisor::{IntoChildSpec, Restart, Strategy};
use actor_core::{
    DynamicSupervisor, Event, ExitReason, GenServer, Mailbox, ProcessRef,
    Reply, Supervisor, System, Table, process,
};
use tokio::sync::mpsc;

use super::{Calls, Chain, Contestant, Dynamic, Plan};
use crate::machine::resident_bytes;
use crate::runtime::{Setting, tickets};
use crate::workload::Workload;

pub(super) struct ActorCore(pub(super) Setting);

impl Contestant for ActorCore {
    fn plan(&self, _: Workload) -> Plan {
        Plan::Full
    }

    fn spawn(&self, processes: usize) -> Duration {
        self.run(processes, |_: Mailbox<()>, processes| async move {
            let start = Instant::now();
            let (ticket, all_gone) = tickets();
            for _ in 0..processes {
                let ticket = ticket.clone();
                let process = process::spawn(async |mut mailbox| {
                    let () = mailbox.receive().await;
                    drop(ticket);
                });
                process.send(());
            }
            drop(ticket);
            all_gone.await;
            start.elapsed()
        })
    }

    fn call(&self, calls: usize) -> Duration {
        self.run(calls, |_: Mailbox<()>, calls| async move {
            let server = Server::start(()).await.expect("it starts");
            let start = Instant::now();
            for number in 0..calls {
                assert_eq!(call(&server, number).await, number + 1);
            }
            start.elapsed()
        })
    }

    fn fan_in(&self, producers: usize, messages: usize) -> Duration {
        self.run(messages, move |_: Mailbox<()>, messages| async move {
            let each = messages / producers;
            let (ticket, all_counted) = tickets();
            let receiver = process::spawn(async move |mut mailbox| {
                for _ in 0..each * producers {
                    let _: usize = mailbox.receive().await;
                }
                drop(ticket);
            });
            let start = Instant::now();
            for _ in 0..producers {
                let receiver = receiver.clone();
                process::spawn(async move |_: Mailbox<()>| {
                    for number in 0..each {
                        receiver.send(number);
                    }
                });
            }
            all_counted.await;
            start.elapsed()
        })
    }

    fn ring(&self, processes: usize, hops: usize) -> Duration {
        self.run(hops, move |mut mailbox: Mailbox<()>, hops| async move {
            let main = mailbox.this();
            let ring: Vec<_> = (0..processes)
                .map(|_| {
                    let main = main.clone();
                    process::spawn(|mailbox| ring_process(mailbox, main))
                })
                .collect();
            for (process, next) in ring.iter().zip(ring.iter().cycle().skip(1))
            {
                process.send(Ring::Next(next.clone()));
            }
            let start = Instant::now();
            ring[0].send(Ring::Token(hops));
            mailbox.receive().await;
            start.elapsed()
        })
    }

    fn idle(&self, processes: usize) -> u64 {
        self.run(processes, |_: Mailbox<()>, processes| async move {
            let mut idle = Vec::with_capacity(processes);
            let before = resident_bytes();
            let (ticket, started) = tickets();
            for _ in 0..processes {
                let ticket = ticket.clone();
                idle.push(process::spawn(async |mut mailbox| {
                    drop(ticket);
                    let () = mailbox.receive().await;
                }));
            }
            drop(ticket);
            started.await;
            let bytes = resident_bytes() - before;
            mem::forget(idle);
            bytes
        })
    }

    fn links(&self, processes: usize) -> Chain {
        self.run(processes, |mut mailbox, processes| async move {
            let main: ProcessRef<Last> = mailbox.this();
            let start = Instant::now();
            let first = process::spawn(move |m| linked(m, processes, main));
            let last = mailbox.receive().await;
            let build = start.elapsed();

            process::monitor(&last);
            let start = Instant::now();
            process::exit(&first, ExitReason::Kill);
            down(&mut mailbox).await;
            Chain { build, kill: start.elapsed() }
        })
    }

    fn monitors(&self, monitors: usize) -> Duration {
        self.run(monitors, |mut mailbox: Mailbox<()>, monitors| async move {
            let watched = process::spawn(async |mut mailbox| {
                let () = mailbox.receive().await;
            });
            for _ in 0..monitors {
                process::monitor(&watched);
            }
            let start = Instant::now();
            watched.send(());
            for _ in 0..monitors {
                down(&mut mailbox).await;
            }
            start.elapsed()
        })
    }

    fn callers(&self, callers: usize, calls_each: usize) -> Calls {
        self.run(calls_each, move |_: Mailbox<()>, calls_each| async move {
            let server = Server::start(()).await.expect("it starts");
            let (report, mut reports) = mpsc::unbounded_channel();
            let start = Instant::now();
            for _ in 0..callers {
                let (server, report) = (server.clone(), report.clone());
                process::spawn(async move |_: Mailbox<()>| {
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
        self.run(leaves, |mut mailbox, leaves| async move {
            let start = Instant::now();
            skynet_node(0, leaves, mailbox.this());
            assert_eq!(mailbox.receive().await, leaves * (leaves - 1) / 2);
            start.elapsed()
        })
    }

    fn restarts(&self, restarts: usize) -> Duration {
        self.run(restarts, |mut mailbox, restarts| async move {
            let supervisor = Supervisor::new(Strategy::OneForOne)
                .intensity(usize::MAX, Duration::from_secs(1))
                .child(Crashing::starter(mailbox.this()));
            supervisor.start_link().await.expect("it starts");
            let mut child = mailbox.receive().await;
            let start = Instant::now();
            for _ in 0..restarts {
                child.cast(Crash);
                child = mailbox.receive().await;
            }
            start.elapsed()
        })
    }

    fn whereis(&self, names: usize, lookups: usize) -> Duration {
        self.run(lookups, move |_: Mailbox<()>, lookups| async move {
            let (ticket, all_registered) = tickets();
            let registered: Vec<_> = (0..names)
                .map(|number| {
                    let ticket = ticket.clone();
                    process::spawn(async move |mut mailbox: Mailbox<()>| {
                        let name = process::register(format!("name {number}"));
                        name.expect("the name is free");
                        drop(ticket);
                        mailbox.receive().await;
                    })
                })
                .collect();
            drop(ticket);
            all_registered.await;
            let (name, pid) =
                (format!("name {}", names - 1), registered[names - 1].pid());
            let start = Instant::now();
            for _ in 0..lookups {
                assert_eq!(process::whereis(&name), Some(pid));
            }
            let elapsed = start.elapsed();
            for process in registered {
                process.send(());
                process.down().await;
            }
            elapsed
        })
    }

    fn tables(&self, clients: usize, keys: usize) -> Duration {
        self.run(keys, move |_: Mailbox<()>, keys| async move {
            let each = keys / clients;
            let table = Table::<usize, usize>::options().public();
            let table = table.create_named("key_value").expect("the only one");
            let (ticket, all_done) = tickets();
            let start = Instant::now();
            for client in 0..clients {
                let ticket = ticket.clone();
                process::spawn(async move |_: Mailbox<()>| {
                    let table = Table::<usize, usize>::named("key_value");
                    for key in client * each..(client + 1) * each {
                        table.insert(key, client);
                        assert_eq!(table.lookup(&key), Some(client));
                    }
                    drop(ticket);
                });
            }
            drop(ticket);
            all_done.await;
            let elapsed = start.elapsed();
            table.delete_table();
            elapsed
        })
    }

    fn dynamic(&self, children: usize) -> Dynamic {
        self.run(children, |_: Mailbox<()>, children| async move {
            let supervisor = DynamicSupervisor::new().start_link().await;
            let supervisor = supervisor.expect("it starts");
            let child = Server::starter(()).into_child_spec();
            let child = child.restart(Restart::Temporary);
            let before = resident_bytes();
            let starting = Instant::now();
            for _ in 0..children {
                let started = supervisor.start_child(child.clone()).await;
                started.expect("it starts");
            }
            let start = starting.elapsed();
            let bytes = resident_bytes() - before;

            let stopping = Instant::now();
            let reason = ExitReason::Normal;
            let stopped = gen_server::stop(&supervisor, reason, Duration::MAX);
            stopped.await.expect("it stops in order");
            Dynamic { start, bytes, stop: stopping.elapsed() }
        })
    }
}

impl ActorCore {
    /// Runs `body` as a process of a fresh system.
    fn run<M, T, Body, Running>(&self, size: usize, body: Body) -> T
    where
        M: Send + 'static,
        T: Send + 'static,
        Body: Fn(Mailbox<M>, usize) -> Running + Clone + Send + 'static,
        Running: Future<Output = T> + Send + 'static,
    {
        let runtime = self.0.runtime();
        let system = System::new("peer-bench");
        let result = runtime.block_on(self.0.warmed_up(size, |size| {
            let (system, body) = (system.clone(), body.clone());
            async move {
                system.enter_with(move |mailbox| body(mailbox, size)).await
            }
        }));
        mem::forget((runtime, system));
        result
    }
}

struct Server;

struct Question(usize, Reply<usize>);

impl GenServer for Server {
    type Args = ();
    type Message = Question;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Server)
    }

    async fn handle(&mut self, Question(number, reply): Question) -> Next {
        reply.send(number + 1);
        Next::Continue
    }
}

async fn call(server: &ProcessRef<Question>, number: usize) -> usize {
    let answer = server.call(|reply| Question(number, reply)).await;
    answer.expect("the server answers")
}

enum Ring {
    Next(ProcessRef<Ring>),
    Token(usize),
}

async fn ring_process(mut mailbox: Mailbox<Ring>, main: ProcessRef<()>) {
    let mut next = None;
    loop {
        match (mailbox.receive().await, &next) {
            (Ring::Next(process), _) => next = Some(process),
            (Ring::Token(0), _) => main.send(()),
            (Ring::Token(hops), Some(next)) => next.send(Ring::Token(hops - 1)),
            (Ring::Token(_), None) => unreachable!("`Next` comes first"),
        }
    }
}

type Last = ProcessRef<()>;

/// A process of the chain: spawns the next one, or tells `main` it is the last.
async fn linked(
    mut mailbox: Mailbox<()>,
    length: usize,
    main: ProcessRef<Last>,
) {
    spawn_next(mailbox.this(), length - 1, main);
    mailbox.receive().await;
}

fn spawn_next(myself: Last, length: usize, main: ProcessRef<Last>) {
    if length == 0 {
        main.send(myself);
    } else {
        process::spawn_link(move |mailbox| linked(mailbox, length, main));
    }
}

async fn down<M: Send + 'static>(mailbox: &mut Mailbox<M>) {
    while !matches!(mailbox.next().await, Event::Down(_)) {}
}

fn skynet_node(number: usize, leaves: usize, parent: ProcessRef<usize>) {
    process::spawn(async move |mut mailbox: Mailbox<usize>| {
        if leaves == 1 {
            return parent.send(number);
        }
        for child in 0..10 {
            let first = number + child * (leaves / 10);
            skynet_node(first, leaves / 10, mailbox.this());
        }
        let mut sum = 0;
        for _ in 0..10 {
            sum += mailbox.receive().await;
        }
        parent.send(sum);
    });
}

struct Crash;

/// A server that tells `main` when it runs, and crashes when it is told to.
struct Crashing;

impl GenServer for Crashing {
    type Args = ProcessRef<ProcessRef<Crash>>;
    type Message = Crash;

    async fn init(main: Self::Args) -> Init<Self> {
        main.send(process::this());
        Init::ok(Crashing)
    }

    async fn handle(&mut self, Crash: Crash) -> Next {
        Next::stop("told to")
    }
}
