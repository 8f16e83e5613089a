//! Processes that scenarios look at.

use std::future::pending;
use std::panic::resume_unwind;

use actor_core::{ExitReason, Mailbox, ProcessRef, process};

use crate::say::Word;

/// Crashes as a panic does, but without a word to the terminal.
pub(crate) fn crash() -> ! {
    resume_unwind(Box::new("oops"))
}

/// Runs a process that waits for ever.
pub(crate) async fn forever(_: Mailbox<Word>) {
    pending::<()>().await;
}

/// Runs a process that ends with `boom` when it is sent something.
pub(crate) async fn until_go(mut mailbox: Mailbox<Word>) -> ExitReason {
    mailbox.receive().await;
    "boom".into()
}

/// Returns a process that has ended already.
pub(crate) async fn dead() -> ProcessRef<Word> {
    let child = process::spawn(async |_: Mailbox<Word>| {});
    child.down().await;
    child
}

/// Starts a process that exits as it is told.
pub(crate) fn waiting() -> ProcessRef<ExitReason> {
    process::spawn(async |mut mailbox: Mailbox<ExitReason>| {
        mailbox.receive().await
    })
}
