//! A process of a node that sends one share of a run.

use std::time::Duration;

use actor_core::{ExitReason, GenServer, Mailbox, ProcessRef, Reply, process};
use nix::unistd::gethostname;
use serde::{Deserialize, Serialize};

use super::clock;
use super::coordinator::Told;
use super::host::Notice;
use super::order::{Accepted, Order, Refusal};
use crate::engine::{Reach, Settings};
use crate::measure::Tally;
use crate::run::cost::Meter;
use crate::run::engines::Engines;
use crate::run::group::{self, Group};
use crate::run::{Job, News, limits};
use crate::target::safety::{self, Permission, SafetyError};

/// What a shift is told.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Message {
    /// Begin when the clock shows this many nanoseconds since 1970.
    BeginAt(u64),
    /// Begin.
    Begin,
    /// Stop now.
    Stop,
    /// What its group tells.
    Group(News),
}

/// Sends a share, and tells the coordinator what comes of it.
pub(super) async fn run(
    mut mailbox: Mailbox<Message>,
    order: Order,
    reply: Reply<Result<Accepted, Refusal>>,
    permission: Permission,
    notice: Notice,
) {
    mailbox.open();
    let Order { from, shift, coordinator, .. } = &order;
    let (from, shift, coordinator) =
        (from.clone(), *shift, coordinator.clone());
    let (job, engines) = match job(order, permission).await {
        Ok(both) => both,
        Err(refusal) => {
            notice(format!("{from}: refused, {refusal}"));
            return reply.send(Err(refusal));
        }
    };
    let what = job.target.description();
    let host = gethostname().unwrap_or_default();
    let host = host.to_string_lossy().into_owned();
    reply.send(Ok(Accepted { shift: process::id(), host }));
    let this: ProcessRef<Message> = mailbox.this();
    let told = Box::new(move |news| this.send(Message::Group(news)));
    let group = Group::start_link((job.plan, engines, told)).await;
    let group = group
        .unwrap_or_else(|error| process::exit_self(ExitReason::error(error)));
    let mut meter = Meter::start();
    let mut sum = Tally::default();
    loop {
        match mailbox.receive().await {
            Message::BeginAt(time) => {
                let left = time.saturating_sub(clock::now());
                let left = Duration::from_nanos(left);
                process::send_after(&mailbox.this(), Message::Begin, left);
            }
            Message::Begin => {
                meter = Meter::start();
                group.cast(group::Message::Begin);
            }
            Message::Stop => group.cast(group::Message::Stop),
            Message::Group(News::Ready) => coordinator.send(Told::Ready(shift)),
            Message::Group(News::Second(part)) => {
                sum.merge(&part.tally);
                coordinator.send(Told::Second(shift, part));
            }
            Message::Group(News::Finished(last)) => {
                sum.merge(&last.part.tally);
                notice(format!(
                    "{from}: {} requests sent of {what}, {} succeeded",
                    sum.sent,
                    sum.succeeded.len()
                ));
                let cost = meter.read();
                return coordinator.send(Told::Finished(shift, last, cost));
            }
        }
    }
}

/// Makes what is asked something that can be sent, if it may be.
async fn job(
    order: Order,
    permission: Permission,
) -> Result<(Job, Engines), Refusal> {
    let Order { plan, shape, engine, .. } = order;
    let impossible = |why: String| Refusal::Impossible(why);
    let target =
        shape.target().map_err(|error| impossible(error.to_string()))?;
    let reached = match &engine.proxy {
        None => target.clone(),
        Some(proxy) => target
            .clone()
            .with_proxy(proxy)
            .ok_or_else(|| impossible("its proxy is no URL".to_owned()))?,
    };
    // The rate of a share is that of the whole.
    let checked = safety::check(&reached, &plan, permission).await;
    checked
        .map_err(|SafetyError::Remote { host, .. }| Refusal::Remote(host))?;
    limits::allow(plan.connections)
        .map_err(|error| impossible(error.to_string()))?;
    let reach = match permission {
        Permission::LoopbackOnly => Reach::Loopback,
        Permission::AllowRemote => engine.reach,
    };
    let job = Job { plan, target, engine: Settings { reach, ..engine } };
    let engines = Engines::new(&job);
    let engines = engines.map_err(|error| impossible(error.to_string()))?;
    Ok((job, engines))
}
