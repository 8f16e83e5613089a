//! The server of a node, which takes part in one run at a time.

use std::collections::HashSet;
use std::sync::Arc;

use actor_core::gen_server::{Info, Init, Next};
use actor_core::node::Remote;
use actor_core::{ExitReason, GenServer, Pid, Reference, Reply, process};
use serde::{Deserialize, Serialize};

use super::clock;
use super::order::{Accepted, Order, Refusal};
use super::shift;
use crate::target::safety::Permission;

/// The name of the server, on every node.
pub(super) const HOST: &str = "Blitzy.Host";

/// Who is told, in a line, what a node has done.
pub type Notice = Arc<dyn Fn(String) + Send + Sync>;

/// What a coordinator tells a node.
#[derive(Serialize, Deserialize)]
pub(super) enum Message {
    /// Get ready for this.
    Prepare(Box<Order>, Reply<Result<Accepted, Refusal>>),
    /// What time is it, in nanoseconds since 1970?
    Clock(Reply<u64>),
    /// The run is over; others may come.
    Release(Reply<()>),
}

/// The server of a node.
pub(super) struct Host {
    permission: Permission,
    notice: Notice,
    run: Option<Run>,
}

/// The run that it takes part in.
struct Run {
    from: String,
    coordinator: Pid,
    monitor: Reference,
    shifts: HashSet<Pid>,
}

impl GenServer for Host {
    type Args = (Permission, Notice);
    type Message = Message;

    async fn init((permission, notice): Self::Args) -> Init<Self> {
        // A shift that crashes is the coordinator's to know.
        process::trap_exit(true);
        Init::ok(Self { permission, notice, run: None })
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Prepare(order, reply) => self.prepare(*order, reply),
            Message::Clock(reply) => reply.send(clock::now()),
            Message::Release(reply) => {
                let caller = reply.caller();
                if self.run.as_ref().map(|run| run.coordinator) == caller {
                    self.release();
                }
                reply.send(());
            }
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Exit(exit) => {
                if let Some(run) = &mut self.run {
                    run.shifts.remove(&exit.from);
                }
            }
            Info::Down(down) => {
                let run = self.run.as_ref();
                if run.is_some_and(|run| run.monitor == down.reference) {
                    self.abandoned();
                }
            }
            info => info.log(),
        }
        Next::Continue
    }
}

impl Host {
    fn prepare(
        &mut self,
        order: Order,
        reply: Reply<Result<Accepted, Refusal>>,
    ) {
        let coordinator = order.coordinator.pid();
        let busy = self.run.as_ref();
        let busy = busy.filter(|run| run.coordinator != coordinator);
        let refusal = match busy {
            Some(run) => Some(Refusal::Busy(run.from.clone())),
            None => other_version(&order),
        };
        if let Some(refusal) = refusal {
            (self.notice)(format!("{}: refused, {refusal}", order.from));
            return reply.send(Err(refusal));
        }
        let run = self.run.get_or_insert_with(|| Run {
            from: order.from.clone(),
            coordinator,
            monitor: process::monitor(coordinator),
            shifts: HashSet::new(),
        });
        let (permission, notice) = (self.permission, self.notice.clone());
        let shift = process::spawn_link(async move |mailbox| {
            shift::run(mailbox, order, reply, permission, notice).await;
        });
        run.shifts.insert(shift.pid());
    }

    fn release(&mut self) {
        if let Some(run) = self.run.take() {
            process::demonitor_flush(run.monitor);
            for shift in run.shifts {
                process::exit(shift, ExitReason::Shutdown);
            }
        }
    }

    /// Nobody counts any more what would be sent.
    fn abandoned(&mut self) {
        if let Some(run) = &self.run
            && !run.shifts.is_empty()
        {
            (self.notice)(format!("{}: gone, so it is stopped", run.from));
        }
        self.release();
    }
}

fn other_version(order: &Order) -> Option<Refusal> {
    let node = env!("CARGO_PKG_VERSION");
    (order.version != node).then(|| Refusal::Version {
        node: node.to_owned(),
        asks: order.version.clone(),
    })
}
