//! Two processes and the link between them.

use actor_core::{ExitReason, Mailbox, process};

use crate::ring::{self, Member, Message, Received};
use crate::{Finished, say, show};

pub(super) async fn one_crash_takes_both(
    mailbox: &mut Mailbox<Received>,
) -> Finished {
    say!("Two processes and a link. It has no direction:");
    let [p1, p2] = pair(mailbox);
    p1.send(Message::Link(p2.clone()));
    for (member, name) in [(&p1, "p1"), (&p2, "p2")] {
        let links = member.call(Message::Links).await?;
        show!("{name} is {member} and is linked to {links:?}");
    }

    say!("p2 crashes. p1 has done nothing wrong, and ends all the same:");
    let monitors = [process::monitor(&p2), process::monitor(&p1)];
    p2.send(Message::Crash);
    for (monitor, name) in monitors.into_iter().zip(["p2", "p1"]) {
        let down = mailbox.down(monitor).await;
        show!("{name} is down: {}", down.reason);
    }
    Ok(())
}

pub(super) async fn trapping_turns_it_into_a_message(
    mailbox: &mut Mailbox<Received>,
) -> Finished {
    say!("Again, but p1 traps exits. What killed it is a message now:");
    let [p1, p2] = pair(mailbox);
    p1.send(Message::TrapExit);
    p1.send(Message::Link(p2.clone()));
    p1.call(Message::Links).await?;
    let monitor = process::monitor(&p2);
    p2.send(Message::Crash);
    // A monitor is told last, when the crash has been reported.
    mailbox.down(monitor).await;
    let Received { by, exit } = mailbox.receive().await;
    show!("p1 {by} received an exit from p2 {}", exit.from);
    show!("because of {}", exit.reason);
    show!("is p1 alive? {}", process::is_alive(&p1));
    p1.send(Message::End(ExitReason::Normal));
    Ok(())
}

pub(super) async fn nobody_to_link_to(
    mailbox: &mut Mailbox<Received>,
) -> Finished {
    say!("p2 is dead before p1 links to it. That is a crash, or a message:");
    let [p1, p2] = pair(mailbox);
    p2.send(Message::End(ExitReason::Normal));
    p2.down().await;
    let monitor = process::monitor(&p1);
    p1.send(Message::Link(p2.clone()));
    let down = mailbox.down(monitor).await;
    show!("p1 does not trap exits: it is down: {}", down.reason);

    let [p1, _] = pair(mailbox);
    p1.send(Message::TrapExit);
    p1.send(Message::Link(p2));
    let Received { exit, .. } = mailbox.receive().await;
    show!("p1 traps exits: it received {}", exit.reason);
    p1.send(Message::End(ExitReason::Normal));
    Ok(())
}

/// Two processes of a ring, which is not linked yet.
pub(super) fn pair(mailbox: &Mailbox<Received>) -> [Member; 2] {
    let two = 2.try_into().expect("two is not zero");
    let pair = ring::create_processes(two, &mailbox.this());
    pair.try_into().expect("as many as were asked for")
}
