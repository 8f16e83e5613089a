//! The same workloads on bare tokio: tasks, mpsc channels and oneshots.

use std::hint::black_box;

use tokio::sync::{mpsc, oneshot};

use crate::workloads::resident;

const BATCH: u64 = 1000;

fn run<F: Future<Output = ()> + Send + 'static>(main: F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime can be started");
    runtime.block_on(async {
        tokio::spawn(main).await.expect("the workload ends");
    });
}

pub(crate) fn spawn(operations: u64) {
    run(async move {
        for _ in 0..operations / BATCH {
            let mut last = None;
            for number in 0..BATCH {
                let (sender, mut receiver) = mpsc::unbounded_channel();
                last = Some(tokio::spawn(async move {
                    black_box(receiver.recv().await);
                }));
                sender.send(number).expect("the task receives");
            }
            if let Some(last) = last {
                last.await.expect("the task ends");
            }
        }
    });
}

pub(crate) fn call(operations: u64) {
    run(async move {
        let (server, mut inbox) =
            mpsc::unbounded_channel::<(u64, oneshot::Sender<u64>)>();
        tokio::spawn(async move {
            while let Some((number, reply)) = inbox.recv().await {
                reply.send(number + 1).expect("the caller waits");
            }
        });
        for number in 0..operations {
            let (reply, answer) = oneshot::channel();
            server.send((number, reply)).expect("the server receives");
            assert_eq!(answer.await, Ok(number + 1));
        }
    });
}

pub(crate) fn cast(operations: u64) {
    run(async move {
        let (server, mut inbox) = mpsc::unbounded_channel::<u64>();
        tokio::spawn(async move {
            let mut sum = 0;
            while let Some(number) = inbox.recv().await {
                sum += number;
                black_box(sum);
            }
        });
        for number in 0..operations {
            server.send(number).expect("the server receives");
            if number.is_multiple_of(BATCH) {
                tokio::task::yield_now().await;
            }
        }
    });
}

pub(crate) fn hop(operations: u64) {
    run(async move {
        let (done, over) = oneshot::channel();
        let (first, mut inbox) = mpsc::unbounded_channel::<u64>();
        let mut next = first.clone();
        for _ in 1..BATCH {
            let (sender, mut inbox) = mpsc::unbounded_channel::<u64>();
            let to = next;
            next = sender;
            tokio::spawn(async move {
                while let Some(left) = inbox.recv().await {
                    // The last round ends at the first task.
                    let _ = to.send(left.saturating_sub(1));
                }
            });
        }
        tokio::spawn(async move {
            while let Some(left) = inbox.recv().await {
                if left == 0 {
                    return done.send(()).expect("somebody waits");
                }
                next.send(left - 1).expect("the ring is whole");
            }
        });
        first.send(operations / BATCH * BATCH).expect("the ring is whole");
        over.await.expect("the ring ends");
    });
}

pub(crate) fn idle(operations: u64) -> f64 {
    let before = resident();
    let (out, receiver) = std::sync::mpsc::channel();
    run(async move {
        let mut senders =
            Vec::with_capacity(usize::try_from(operations).expect("a million"));
        for _ in 0..operations {
            let (sender, mut inbox) = mpsc::unbounded_channel::<u64>();
            senders.push(sender);
            tokio::spawn(async move { inbox.recv().await });
        }
        tokio::spawn(async {}).await.expect("the task ends");
        out.send(resident()).expect("somebody waits");
    });
    let after = receiver.recv().expect("the run is over");
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 bytes")]
    return (after - before) as f64 / operations as f64;
}
