//! The ring, and what one crash does to it.

use std::num::NonZeroUsize;
use std::time::Instant;

use actor_core::{Exit, ExitReason, Mailbox, process};

use crate::ring::{self, Message, Received};
use crate::{Finished, say, show};

pub(super) async fn one_crash_takes_all(
    mailbox: &mut Mailbox<Received>,
) -> Finished {
    say!("Five processes in a ring. Each has two neighbours:");
    let five = 5.try_into().expect("five is not zero");
    let ring = ring::create_processes(five, &mailbox.this());
    ring::link_processes(&ring);
    for (member, links) in ring.iter().zip(ring::links(&ring).await?) {
        show!("{member} is linked to {links:?}");
    }

    say!("The third crashes, its neighbours end, their neighbours end:");
    let monitors: Vec<_> = ring.iter().map(process::monitor).collect();
    ring[2].send(Message::Crash);
    let mut downs = Vec::new();
    for monitor in monitors {
        downs.push(mailbox.down(monitor).await);
    }
    for down in downs {
        show!("{} is down: {}", down.pid, down.reason);
    }
    Ok(())
}

pub(super) async fn two_of_three_trap_exits(
    mailbox: &mut Mailbox<Received>,
) -> Finished {
    say!("Three in a ring; p1 and p2 trap exits; p2 is killed:");
    let three = 3.try_into().expect("three is not zero");
    let ring = ring::create_processes(three, &mailbox.this());
    ring[0].send(Message::TrapExit);
    ring[1].send(Message::TrapExit);
    ring::link_processes(&ring);
    ring::links(&ring).await?;
    process::exit(&ring[1], ExitReason::Kill);

    // p3 may be quicker than p2 itself to tell p1.
    for (other, name) in [(&ring[1], "p2"), (&ring[2], "p3")] {
        let of_other = |r: &Received| r.exit.from == other.pid();
        let Received { by, exit } = mailbox.receive_where(of_other).await;
        let Exit { from, reason } = exit;
        show!("p1 {by} received an exit from {name} {from}: {reason}");
    }
    for (member, name) in ring.iter().zip(["p1", "p2", "p3"]) {
        show!("is {name} alive? {}", process::is_alive(member));
    }
    // Nobody else can end it in order: it traps the signal to shut down.
    ring[0].send(Message::End(ExitReason::Normal));
    say!(
        "A kill cannot be trapped. The `killed` that it leaves behind can:\n\
         p3 dies of it because it does not trap, and p1 hears of both."
    );
    Ok(())
}

/// Runs a ring of any size: crashes one process, and waits for all.
///
/// # Errors
///
/// If a process ends too early.
pub async fn ring_of(
    mut mailbox: Mailbox<Received>,
    count: NonZeroUsize,
) -> Finished {
    let made = Instant::now();
    let ring = ring::create_processes(count, &mailbox.this());
    ring::link_processes(&ring);
    ring::links(&ring).await?;
    show!("{count} in a ring, spawned and linked in {:.1?}", made.elapsed());

    let monitors: Vec<_> = ring.iter().map(process::monitor).collect();
    let crashed = Instant::now();
    ring[ring.len() / 2].send(Message::Crash);
    let mut reason = ExitReason::Normal;
    for monitor in monitors {
        reason = mailbox.down(monitor).await.reason;
    }
    show!("one crashed; all {count} are down {:.1?} later", crashed.elapsed());
    show!("the last one's reason: {reason}");
    Ok(())
}
