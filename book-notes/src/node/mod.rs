//! `node NAME`: a node at a prompt, to connect by hand with others like it, or
//! with Erlang's and Elixir's.
//!
//! | file | what it holds |
//! |---|---|
//! | `options` | how the node is to be |
//! | `input` | lines from a terminal or a pipe |
//! | `command`, `help`, `place` | what can be said, and whom it can mean |
//! | `session`, `cluster` | what is done then, by the node and the cluster |
//! | `telling` | what arrives |
//! | `store` | a server to talk to |

mod cluster;
mod command;
mod help;
mod input;
mod options;
mod place;
mod session;
pub(crate) mod store;
mod telling;

use std::io::{self, ErrorKind};

use actor_core::{System, process};
use command::Command;
use help::HELP;
use input::Input;
pub use options::Options;
use session::Session;

use crate::Finished;

/// Starts a node, and does what is said at the prompt, until `exit` or the end
/// of the input.
///
/// # Errors
///
/// If there can be no such node.
pub async fn run(options: Options) -> Finished {
    let node = options.start(&System::current()).await?;
    let its = node.clone();
    // The prompt is a process, to which others send.
    let prompt = process::spawn(async move |mailbox| {
        process::set_label("prompt");
        let mut input = Input::of_the_program(its.name());
        cluster::open().await.map_err(io::Error::other)?;
        let mut session = Session::start(its, mailbox);
        match converse(&mut session, &mut input).await {
            // Whoever reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome,
        }
    });
    let down = prompt.down().await;
    node.stop().await;
    if !down.reason.is_orderly() {
        return Err(down.reason.into());
    }
    Ok(())
}

async fn converse(session: &mut Session, input: &mut Input) -> io::Result<()> {
    let hint = "help lists what can be done, exit ends.";
    input.print(&format!("{}; {hint}", session.introduction()))?;
    loop {
        tokio::select! {
            // What has arrived is told before the next line is done.
            biased;
            event = session.mailbox.next() => {
                let told = session.tell(event);
                input.print(&told)?;
            }
            line = input.line() => {
                let Some(line) = line? else { return Ok(()) };
                let answer = match session.parse(&line) {
                    Ok(None) => continue,
                    Ok(Some(Command::Quit)) => return Ok(()),
                    Ok(Some(Command::Help)) => HELP.to_owned(),
                    Ok(Some(command)) => session.run(command).await,
                    Err(problem) => problem,
                };
                input.print(&answer)?;
            }
        }
    }
}
