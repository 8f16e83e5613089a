//! Step 2: a list in a process, by hand.

use actor_core::{ExitReason, Mailbox, System, process};
use jiff::civil::{Date, date};

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s02_server_by_hand::Timeout;
use crate::s02_server_by_hand::registered_server as registered;
use crate::s02_server_by_hand::server::TodoServer;

const DATE: Date = date(2018, 12, 19);

/// Shows step 2.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s02<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    with_a_pid(&mut stage).await?;
    with_a_name(&mut stage).await?;
    stage.clear().await;
    Ok(())
}

async fn with_a_pid<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("Step 2. A list is the state of a process. It is asked by mail:");
    let server = TodoServer::start();
    server.add_entry(Entry::new(DATE, "Dentist"));
    server.add_entry(Entry::new(date(2018, 12, 20), "Shopping"));
    server.add_entry(Entry::new(DATE, "Movies"));
    stage.show_entries(entries(&server).await?);

    stage.say("It is dead. Five seconds are waited for nothing:");
    process::exit(server.process(), ExitReason::Kill);
    let error = entries(&server).await.err();
    stage.show(error.ok_or("the dead do not answer")?);
    Ok(())
}

/// Asks as a process of its own, since the answer comes to its mailbox.
async fn entries(server: &TodoServer) -> Result<Vec<(u64, Entry)>, Timeout> {
    let server = server.clone();
    let ask = async move |mut mailbox: Mailbox<_>| {
        server.entries(DATE, &mut mailbox).await
    };
    System::current().enter_with(ask).await
}

async fn with_a_name<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("The exercise: it has a name, so nobody needs its pid:");
    registered::start().await?;
    let server = process::whereis(registered::NAME);
    registered::add_entry(Entry::new(DATE, "Dentist"))?;
    registered::add_entry(Entry::new(DATE, "Movies"))?;
    registered::delete_entry(1)?;
    stage.show_entries(registered::entries(DATE).await?);

    stage.say("A second one finds the name taken, and dies of it:");
    let is_alive = registered::start().await.is_ok();
    stage.show(format_args!("is the second alive? {is_alive}"));
    let is_first = process::whereis(registered::NAME) == server;
    stage.show(format_args!("has the first its name? {is_first}"));
    Ok(())
}
