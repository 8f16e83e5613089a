//! A ring of processes, each linked to its two neighbours.
//!
//! ```
//! use actor_core::{Mailbox, System, process};
//! use book_notes::ring::{self, Message};
//!
//! System::new("docs").run(async {
//!     let nobody = process::spawn(async |_: Mailbox<_>| {});
//!     let ring = ring::create_processes(3.try_into().unwrap(), &nobody);
//!     ring::link_processes(&ring);
//!     ring[1].send(Message::Crash);
//!     for process in &ring {
//!         process.down().await;
//!     }
//! }).unwrap();
//! ```

use std::num::NonZeroUsize;

use actor_core::{
    CallError, Event, Exit, ExitReason, Mailbox, NoProc, Pid, ProcessRef,
    Reply, process,
};

/// A process of the ring.
pub type Member = ProcessRef<Message>;

/// What a process of the ring is told.
#[derive(Debug)]
pub enum Message {
    /// Link to this one.
    Link(Member),
    /// Trap exits from now on.
    TrapExit,
    /// Crash.
    Crash,
    /// End, with this reason.
    End(ExitReason),
    /// Wants the processes that this one is linked to.
    Links(Reply<Vec<Pid>>),
}

/// What a process that traps exits tells the witness of its ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Who received an exit.
    pub by: Pid,
    /// What it received.
    pub exit: Exit,
}

/// Spawns `count` processes that are not linked yet.
pub fn create_processes(
    count: NonZeroUsize,
    witness: &ProcessRef<Received>,
) -> Vec<Member> {
    let spawn = |_| {
        let witness = witness.clone();
        process::spawn(|mailbox| member(mailbox, witness))
    };
    (0..count.get()).map(spawn).collect()
}

/// Has each process link to the next, and the last to the first.
///
/// Returns at once: they link when they come to it.
pub fn link_processes(ring: &[Member]) {
    let next = ring.iter().cycle().skip(1);
    for (member, next) in ring.iter().zip(next) {
        member.send(Message::Link(next.clone()));
    }
}

/// Returns who each process is linked to.
///
/// A process answers when it has done all that it was told before. So when
/// the last of them has answered, the whole ring is linked.
///
/// # Errors
///
/// If one of them is dead.
pub async fn links(ring: &[Member]) -> Result<Vec<Vec<Pid>>, CallError> {
    for member in ring {
        member.call(Message::Links).await?;
    }
    let mut links = Vec::new();
    for member in ring {
        links.push(member.call(Message::Links).await?);
    }
    Ok(links)
}

/// Does what it is told, until it is told to end.
async fn member(
    mut mailbox: Mailbox<Message>,
    witness: ProcessRef<Received>,
) -> Result<ExitReason, NoProc> {
    let me = process::id();
    loop {
        match mailbox.next().await {
            Event::Message(Message::Link(other)) => process::link(&other)?,
            Event::Message(Message::TrapExit) => {
                process::trap_exit(true);
            }
            Event::Message(Message::Crash) => panic!("told to crash"),
            Event::Message(Message::End(reason)) => return Ok(reason),
            Event::Message(Message::Links(reply)) => {
                reply.send(process::info(me).expect("I am alive").links);
            }
            Event::Exit(exit) => witness.send(Received { by: me, exit }),
            Event::Down(_) | Event::Unknown(_) => {}
        }
    }
}
