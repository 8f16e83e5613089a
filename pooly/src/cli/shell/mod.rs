//! `pooly shell`: a tree, and consumers that do as they are told, at a prompt.

mod command;
mod consumer;
mod input;
mod listing;
mod orders;
mod session;
mod telling;
mod watch;

use std::io::{self, ErrorKind};

use actor_core::process;
use command::{Command, HELP};
use input::Input;
use session::Session;

use super::output::print_line;
use super::version::Version;

/// Runs until `exit` or the end of the input.
pub(super) async fn run(version: Version) -> anyhow::Result<()> {
    // The shell has a mailbox, in which consumers answer and exits arrive.
    let shell = process::spawn(async move |mailbox| {
        process::set_label("shell");
        let mut session = Session::start(version, mailbox).await;
        let mut input = Input::of_the_program(session.names());
        let outcome = converse(&mut session, &mut input).await;
        session.close().await;
        match outcome {
            // Whoever reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome,
        }
    });
    let down = shell.down().await;
    if !down.reason.is_orderly() {
        return Err(down.reason.into());
    }
    Ok(())
}

async fn converse(session: &mut Session, input: &mut Input) -> io::Result<()> {
    if input.is_interactive() {
        print_line("help lists what can be done, Tab completes, exit ends.")?;
    }
    while let Some(line) = input.line().await? {
        match Command::parse(&line) {
            Ok(None) => session.tell().await?,
            Ok(Some(Command::Exit)) => break,
            Ok(Some(Command::Help)) => print_line(HELP)?,
            Ok(Some(command)) => session.run(command).await?,
            Err(problem) => print_line(problem)?,
        }
    }
    Ok(())
}
