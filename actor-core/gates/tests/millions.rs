//! A million processes, messages, children, and links of a chain.
//!
//! A build without optimisation takes a twentieth of each, so that `cargo test`
//! stays quick. The full size, with the time and the memory that it took:
//!
//! ```text
//! cargo test -p gates --test millions --release -- \
//!     --nocapture --test-threads=1
//! ```

use std::fs;
use std::time::Instant;

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{IntoChildSpec, Restart};
use actor_core::{
    DynamicSupervisor, Event, ExitReason, GenServer, Mailbox, ProcessRef,
    Reply, System, process,
};
use tokio::runtime::{Builder, Runtime};

const MANY: usize = if cfg!(debug_assertions) { 50_000 } else { 1_000_000 };

/// Two workers, with the stack that tokio gives them.
fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap()
}

/// Prints how long something took, and the memory of the program, where the
/// operating system says.
fn report(what: &str, start: Instant) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find(|line| line.starts_with("VmRSS"));
    println!(
        "{what}: {:?}, {}",
        start.elapsed(),
        resident.unwrap_or("VmRSS: ?")
    );
}

/// One link of a chain: starts the rest of it, and waits. The last one says
/// that the chain is complete.
fn spawn_chain(left: usize, complete: ProcessRef<()>) {
    process::spawn_link(async move |mut mailbox: Mailbox<()>| {
        match left {
            0 => complete.send(()),
            _ => spawn_chain(left - 1, complete),
        }
        mailbox.receive().await;
    });
}

/// Starts a chain, and returns when it is complete.
async fn start_chain(system: &System) -> ProcessRef<()> {
    let start = Instant::now();
    let (sender, head) = tokio::sync::oneshot::channel();
    let waiter = system.spawn(async move |mut mailbox: Mailbox<()>| {
        let complete = mailbox.this();
        let head = process::spawn(async move |mut mailbox: Mailbox<()>| {
            spawn_chain(MANY - 2, complete);
            mailbox.receive().await;
        });
        mailbox.receive().await;
        sender.send(head).unwrap();
    });
    let head = head.await.unwrap();
    waiter.down().await;
    report("a chain is linked", start);
    head
}

#[test]
fn a_chain_of_a_million_links_dies_from_one_end() {
    runtime().block_on(async {
        let system = System::new("chain");
        let head = start_chain(&system).await;
        let start = Instant::now();
        head.exit(ExitReason::Kill);
        while system.process_count() > 0 {
            tokio::task::yield_now().await;
        }
        report("all of it is dead", start);
    });
}

#[test]
fn a_runtime_may_be_dropped_with_a_chain_of_a_million_links() {
    let runtime = runtime();
    let system = System::new("chain");
    let head = runtime.block_on(start_chain(&system));
    let start = Instant::now();
    drop(runtime);
    report("the runtime is dropped", start);
    assert!(!head.is_alive());
    assert_eq!(system.process_count(), 0);
}

#[test]
fn a_million_processes_start_answer_a_call_each_and_stop() {
    runtime().block_on(async {
        let system = System::new("calls");
        let outer = system.clone();
        system
            .enter(async move {
                let start = Instant::now();
                let servers: Vec<_> = (0..MANY).map(spawn_server).collect();
                report("all are started", start);
                assert_eq!(outer.process_count(), MANY + 1);

                let start = Instant::now();
                for (number, server) in servers.iter().enumerate() {
                    let answer = server.call(|reply| reply).await;
                    assert_eq!(answer, Ok(number));
                }
                report("all have answered", start);
            })
            .await;
        while system.process_count() > 0 {
            tokio::task::yield_now().await;
        }
    });
}

/// Starts a server that answers one call with its number.
fn spawn_server(number: usize) -> ProcessRef<Reply<usize>> {
    process::spawn(async move |mut mailbox: Mailbox<Reply<usize>>| {
        mailbox.receive().await.send(number);
    })
}

#[test]
fn a_burst_of_a_million_messages_arrives_in_order() {
    runtime().block_on(async {
        let system = System::new("burst");
        system
            .enter_with(async |mut mailbox: Mailbox<usize>| {
                let start = Instant::now();
                (0..MANY).for_each(|number| mailbox.this().send(number));
                report("all are sent", start);
                for number in 0..MANY {
                    let Event::Message(got) = mailbox.next().await else {
                        panic!("nobody sends anything else");
                    };
                    assert_eq!(got, number);
                }
                report("all are received", start);
            })
            .await;
    });
}

/// A child that has nothing to do.
struct Idle;

impl GenServer for Idle {
    type Args = ();
    type Message = ();

    async fn init((): ()) -> Init<Self> {
        Init::ok(Idle)
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }
}

#[test]
fn a_million_children_come_and_go_under_a_dynamic_supervisor() {
    runtime().block_on(async {
        let system = System::new("children");
        let children = system.enter(async {
            process::trap_exit(true);
            let supervisor = DynamicSupervisor::new();
            let supervisor = supervisor.start_link().await.unwrap();
            let start = Instant::now();
            for _ in 0..MANY {
                let child = Idle::starter(()).into_child_spec();
                let child = child.restart(Restart::Temporary);
                supervisor.start_child(child).await.unwrap();
            }
            report("all children are started", start);
            let counts = supervisor.count_children().await.unwrap();
            let start = Instant::now();
            process::exit(&supervisor, ExitReason::Shutdown);
            assert_eq!(supervisor.down().await.reason, ExitReason::Shutdown);
            report("all children are stopped", start);
            counts.active
        });
        assert_eq!(children.await, MANY);
        while system.process_count() > 0 {
            tokio::task::yield_now().await;
        }
    });
}
