//! What the end of one process means for another that is linked to it.

use std::fmt;
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, process};

use super::links::pair;
use crate::ring::{Message, Received};
use crate::{say, show};

/// How a process ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this reason.
    By(ExitReason),
    /// Somebody sends it this exit signal.
    Sent(ExitReason),
}

/// Whether the other one traps exits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survivor {
    /// It does not.
    Plain,
    /// It does.
    Trapping,
}

/// What became of the other one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It lives, and was told nothing.
    Lives,
    /// It lives, and received this.
    IsTold(ExitReason),
    /// It ended with this.
    Dies(ExitReason),
}

/// Links p1 to p2, ends p2, and looks at p1.
///
/// By the time that we hear of the end of p2, p1 has heard of it.
pub async fn outcome(
    mailbox: &mut Mailbox<Received>,
    p1_is: Survivor,
    p2_ends: Ending,
) -> Outcome {
    let [p1, p2] = pair(mailbox);
    if p1_is == Survivor::Trapping {
        p1.send(Message::TrapExit);
    }
    p1.send(Message::Link(p2.clone()));
    let linked = p1.call(Message::Links).await;
    linked.expect("p2 is alive, so p1 can link to it");
    let [end_of_p1, end_of_p2] = [&p1, &p2].map(process::monitor);

    match p2_ends {
        Ending::By(reason) => p2.send(Message::End(reason)),
        Ending::Sent(reason) => process::exit(&p2, reason),
    }
    mailbox.down(end_of_p2).await;

    if p1.call(Message::Links).await.is_err() {
        return Outcome::Dies(mailbox.down(end_of_p1).await.reason);
    }
    process::demonitor(end_of_p1);
    p1.send(Message::End(ExitReason::Normal));
    // What p1 was told, it passed on before it answered.
    match mailbox.receive().within(Duration::ZERO).await {
        Some(received) => Outcome::IsTold(received.exit.reason),
        None => Outcome::Lives,
    }
}

/// Shows all of it as a table.
pub(super) async fn table(mailbox: &mut Mailbox<Received>) {
    say!("Every way to end p2, and what each means for p1:");
    show!("{:<28}{:<22}{}", "p2", "p1 traps no exits", "p1 traps exits");
    let endings = [
        ("ends", Ending::By(ExitReason::Normal)),
        ("ends with \"oops\"", Ending::By("oops".into())),
        ("is sent an exit \"oops\"", Ending::Sent("oops".into())),
        ("is sent the exit kill", Ending::Sent(ExitReason::Kill)),
        ("ends with kill by itself", Ending::By(ExitReason::Kill)),
    ];
    for (what, ending) in endings {
        let plain = outcome(mailbox, Survivor::Plain, ending.clone()).await;
        let trapping = outcome(mailbox, Survivor::Trapping, ending).await;
        let plain = plain.to_string();
        show!("{what:<28}{plain:<22}{trapping}");
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lives => f.write_str("lives"),
            Self::IsTold(reason) => write!(f, "lives, is told {reason}"),
            Self::Dies(reason) => write!(f, "dies of {reason}"),
        }
    }
}
