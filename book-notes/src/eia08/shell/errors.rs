//! Three ways to go wrong, and what comes of them.

use std::panic::catch_unwind;

use actor_core::{Mailbox, process};

use crate::{say, show};

/// How a function goes wrong.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// `raise`.
    Error,
    /// `exit`.
    Exit,
    /// `throw`.
    Throw,
}

const KINDS: [Kind; 3] = [Kind::Error, Kind::Exit, Kind::Throw];

/// What is thrown: in Rust, an error that is returned.
#[derive(Debug, thiserror::Error)]
#[error("a thrown value")]
struct Thrown;

fn go_wrong(kind: Kind) -> Result<(), Thrown> {
    let _after = After;
    match kind {
        Kind::Error => panic!("Something went wrong"),
        Kind::Exit => process::exit_self("I'm done"),
        Kind::Throw => Err(Thrown),
    }
}

/// What is done however a function ends.
struct After;

impl Drop for After {
    fn drop(&mut self) {
        show!("(cleaning up)");
    }
}

pub(super) async fn three_kinds(mut mailbox: Mailbox<()>) {
    say!("Three ways to go wrong, and each can be caught:");
    for kind in KINDS {
        match catch_unwind(|| go_wrong(kind)) {
            Ok(Ok(())) => show!("nothing went wrong"),
            Ok(Err(thrown)) => show!("{kind:?}: returned {thrown}"),
            Err(panic) => match panic.downcast_ref::<&str>() {
                Some(text) => show!("{kind:?}: caught {text:?}"),
                None => show!("{kind:?}: caught something that is no text"),
            },
        }
    }
    say!("If nobody catches it, it ends the process, and says why:");
    for kind in KINDS {
        let body = async move |_: Mailbox<()>| go_wrong(kind);
        let (_, monitor) = process::spawn_monitor(body);
        let down = mailbox.down(monitor).await;
        show!("{kind:?}: {}", down.reason);
    }
}
