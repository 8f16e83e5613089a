//! The workloads on actor-core. Whoever drives one is a process too.

use actor_core::{Mailbox, ProcessRef, Reply, System, process};
use tokio::sync::oneshot;

/// How many processes or messages are under way at once.
const BATCH: u64 = 1000;

fn run<F: Future<Output = ()> + Send + 'static>(main: F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime can be started");
    runtime.block_on(async { System::new("bench").enter(main).await });
}

/// Spawns processes that receive one message and end.
pub(crate) fn spawn(operations: u64) {
    run(async move {
        for _ in 0..operations / BATCH {
            let mut last = None;
            for number in 0..BATCH {
                let child =
                    process::spawn(async |mut mailbox: Mailbox<u64>| {
                        std::hint::black_box(mailbox.receive().await);
                    });
                child.send(number);
                last = Some(child);
            }
            if let Some(last) = last {
                last.down().await;
            }
        }
    });
}

/// Asks a server, one question after the other.
pub(crate) fn call(operations: u64) {
    run(async move {
        let server =
            process::spawn(async |mut mailbox: Mailbox<(u64, Reply<u64>)>| {
                loop {
                    let (number, reply) = mailbox.receive().await;
                    reply.send(number + 1);
                }
            });
        for number in 0..operations {
            let answer = server.call(|reply| (number, reply)).await;
            assert_eq!(answer, Ok(number + 1));
        }
    });
}

/// Casts to a server that counts.
pub(crate) fn cast(operations: u64) {
    run(async move {
        let server = process::spawn(async |mut mailbox: Mailbox<u64>| {
            let mut sum = 0;
            loop {
                sum += mailbox.receive().await;
                std::hint::black_box(sum);
            }
        });
        for number in 0..operations {
            server.cast(number);
            if number.is_multiple_of(BATCH) {
                tokio::task::yield_now().await;
            }
        }
    });
}

/// Sends a number around a ring of a thousand processes.
pub(crate) fn hop(operations: u64) {
    run(async move {
        let (done, over) = oneshot::channel();
        let (close, closed) = oneshot::channel::<ProcessRef<u64>>();
        let first = process::spawn(async move |mut mailbox: Mailbox<u64>| {
            let next = closed.await.expect("the ring is whole");
            loop {
                match mailbox.receive().await {
                    0 => return done.send(()).expect("somebody waits"),
                    left => next.send(left - 1),
                }
            }
        });
        let mut next = first.clone();
        for _ in 1..BATCH {
            next = process::spawn(async move |mut mailbox: Mailbox<u64>| {
                loop {
                    let left = mailbox.receive().await;
                    next.send(left.saturating_sub(1));
                }
            });
        }
        close.send(next).expect("the first process waits");
        // Whole rounds, so that the first process sees the zero.
        first.send(operations / BATCH * BATCH);
        over.await.expect("the ring ends");
    });
}

/// Starts idle processes and returns the resident bytes of each.
pub(crate) fn idle(operations: u64) -> f64 {
    let before = resident();
    let (sender, receiver) = std::sync::mpsc::channel();
    run(async move {
        for _ in 0..operations {
            process::spawn(async |mut mailbox: Mailbox<u64>| {
                mailbox.receive().await;
            });
        }
        // They are polled in the order in which they were spawned.
        process::spawn(async |_: Mailbox<u64>| {}).down().await;
        sender.send(resident()).expect("somebody waits");
    });
    let after = receiver.recv().expect("the run is over");
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 bytes")]
    return (after - before) as f64 / operations as f64;
}

/// Returns how much memory the program has, in bytes.
pub(crate) fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status")
        .expect("Linux tells what a process has");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .expect("a process has memory");
    let kib = line.trim().trim_end_matches(" kB").parse::<u64>();
    kib.expect("a number") * 1024
}
