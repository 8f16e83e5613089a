//! `metex shell`: the server of chapter 4 and the workers of chapter 3, at a
//! prompt.

mod command;
mod input;
mod listing;
mod session;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use actor_core::process;
use command::{Command, HELP};
use input::Input;
use session::Session;

use super::args::Source;
use super::output::print_line;

/// Runs until `exit` or the end of the input.
pub(super) async fn run(source: &Source) -> anyhow::Result<ExitCode> {
    let opened = source.open().await?;
    let mut input = Input::of_the_program();
    if input.is_interactive() {
        print_line("help lists what can be done, Tab completes, exit ends.")?;
    }
    // The shell has a mailbox, in which workers answer and exits arrive.
    let shell = process::spawn(async move |mailbox| {
        process::set_label("shell");
        let mut session = Session::start(mailbox, opened).await;
        match converse(&mut session, &mut input).await {
            // Whoever reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome,
        }
    });
    let down = shell.down().await;
    if !down.reason.is_orderly() {
        return Err(down.reason.into());
    }
    Ok(ExitCode::SUCCESS)
}

async fn converse(session: &mut Session, input: &mut Input) -> io::Result<()> {
    while let Some(line) = input.line().await? {
        match Command::parse(&line) {
            Ok(None) => {}
            Ok(Some(Command::Exit)) => break,
            Ok(Some(Command::Help)) => print_line(HELP)?,
            Ok(Some(command)) => session.run(command).await?,
            Err(problem) => print_line(&problem)?,
        }
    }
    Ok(())
}
