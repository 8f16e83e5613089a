//! Monitors: to know of an end, and not to share it.

use actor_core::{ExitReason, Mailbox, process};

use super::links::pair;
use crate::ring::{Message, Received};
use crate::{Finished, say, show};

pub(super) async fn one_way(mailbox: &mut Mailbox<Received>) -> Finished {
    say!("A monitor looks one way. p1 crashes, and we are told, no more:");
    let [p1, p2] = pair(mailbox);
    let monitor = process::monitor(&p1);
    p1.send(Message::Crash);
    let down = mailbox.down(monitor).await;
    show!("{} is down: {}", down.pid, down.reason);
    show!("{} is alive, and so is p2 {p2}", process::id());
    p2.call(Message::Links).await?;
    Ok(())
}

pub(super) async fn each_counts(mailbox: &mut Mailbox<Received>) {
    say!("Three monitors on one process; one is removed; two report:");
    let [p1, _] = pair(mailbox);
    let monitors = [&p1; 3].map(process::monitor);
    process::demonitor(monitors[1]);
    p1.send(Message::End("enough".into()));
    for monitor in [monitors[0], monitors[2]] {
        let down = mailbox.down(monitor).await;
        show!("{}: {} is down: {}", down.reference, down.pid, down.reason);
    }
}

pub(super) async fn nobody_to_watch(mailbox: &mut Mailbox<Received>) {
    say!("To monitor a dead process is no mistake, and has an answer:");
    let [p1, _] = pair(mailbox);
    p1.send(Message::End(ExitReason::Normal));
    p1.down().await;
    let monitor = process::monitor(&p1);
    let down = mailbox.down(monitor).await;
    show!("{} is down: {}", down.pid, down.reason);
}
