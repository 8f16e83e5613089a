//! Step 3: a generic server, made by hand.

use actor_core::{ExitReason, Mailbox, System, process};
use jiff::civil::{Date, date};
use tokio::time::timeout;

use super::stage::Stage;
use super::{Finished, Page};
use crate::book_time::SECOND;
use crate::s01_list::Entry;
use crate::s03_server_process::server::TodoServer;

const DATE: Date = date(2018, 12, 19);

/// Shows step 3.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s03<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    stage.say(
        "Step 3. The loop is in one place, for all servers. What is left of\n\
         this one is what it does about a call and a cast. Its clients see\n\
         no difference:",
    );
    let server = TodoServer::start();
    server.add_entry(Entry::new(DATE, "Dentist"));
    server.add_entry(Entry::new(DATE, "Movies"));
    stage.show_entries(entries(&server).await);

    stage.say("But who asks a dead one waits for ever. After five seconds:");
    process::exit(server.process(), ExitReason::Kill);
    let outcome = timeout(5 * SECOND, entries(&server)).await;
    stage.show(match outcome {
        Ok(_) => "an answer",
        Err(_) => "no answer, and nobody is left to give one",
    });
    stage.clear().await;
    Ok(())
}

/// Asks as a process of its own, since the answer comes to its mailbox.
async fn entries(server: &TodoServer) -> Vec<(u64, Entry)> {
    let server = server.clone();
    let ask = async move |mut mailbox: Mailbox<_>| {
        server.entries(DATE, &mut mailbox).await
    };
    System::current().enter_with(ask).await
}
