//! `todo shell`: the lists at a prompt, in a system to look into and to break.

mod command;
mod input;
mod session;
mod telling;
mod watch;
mod words;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use actor_core::process;
use command::{Command, HELP, Said};
use input::Input;
use session::Session;

use super::output::print_line;
use crate::config::Config;
use crate::list::ListName;

/// Runs until `exit` or the end of the input.
pub(super) async fn run(
    config: Config,
    list: ListName,
) -> anyhow::Result<ExitCode> {
    // The shell has a mailbox, in which it is told of ends.
    let shell = process::spawn(async move |mailbox| {
        process::set_label("shell");
        let mut session = Session::start(config, list, mailbox).await?;
        let mut input = Input::of_the_program(Vec::new());
        let outcome = converse(&mut session, &mut input).await;
        session.close().await;
        match outcome {
            // Whoever reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome.map_err(anyhow::Error::from),
        }
    });
    let down = shell.down().await;
    if !down.reason.is_orderly() {
        return Err(anyhow::anyhow!("{}", down.reason));
    }
    Ok(ExitCode::SUCCESS)
}

async fn converse(session: &mut Session, input: &mut Input) -> io::Result<()> {
    if input.is_interactive() {
        print_line("help lists what can be done, Tab completes, exit ends.")?;
    }
    while let Some(line) = input.line().await? {
        match command::parse(&line) {
            Ok(None) => session.tell().await?,
            Ok(Some(Said { command: Command::Exit, .. })) => break,
            Ok(Some(Said { command: Command::Help, .. })) => print_line(HELP)?,
            Ok(Some(said)) => session.run(said).await?,
            Err(problem) => print_line(problem)?,
        }
    }
    Ok(())
}
