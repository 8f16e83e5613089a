//! Step 9: everybody is linked.

use actor_core::{Mailbox, process};
use tokio::sync::oneshot;

use super::stage::Stage;
use super::{Finished, Page};
use crate::s09_links::{cache, database, system};

/// Shows step 9.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s09<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    everybody_ends(Stage::new(page, mailbox)?).await?;
    four_kills(Stage::new(page, mailbox)?).await
}

async fn everybody_ends<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say("Step 9. Whoever starts a process is linked to it:");
    let system = system::start_link(stage.folder()).await?;
    let mut bob = cache::server_process("bob").await?;
    stage.show_processes();

    for name in [cache::NAME, database::NAME] {
        stage.say(format_args!(
            "{name} is killed, and all end. All but bob's server start again:"
        ));
        stage.kill(name).await?;
        system.count_children().await?;
        let is_alive = bob.process().is_alive();
        stage.show(format_args!("is {} alive? {is_alive}", bob.process()));
        bob = cache::server_process("bob").await?;
        stage.show(format_args!("bob's server is {}", bob.process()));
        stage.show_processes();
    }
    stage.stop(&system).await
}

async fn four_kills<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say(
        "Three restarts in five seconds are well, and a fourth is too many:",
    );
    let folder = stage.folder().to_owned();
    let (given, system) = oneshot::channel();
    let starter = async move |mut mailbox: Mailbox<()>| {
        // Whoever does not wait for it does not need it.
        let _ = given.send(system::start_link(&folder).await?);
        mailbox.receive().await;
        Finished::Ok(())
    };
    let (_, end_of_starter) = process::spawn_monitor(starter);
    let system = system.await?;
    let end_of_system = process::monitor(&system);
    for kills in 1..=4 {
        stage.kill(cache::NAME).await?;
        if kills < 4 {
            let active = system.count_children().await?.active;
            stage.show(format_args!("after {kills}: {active} child runs"));
        }
    }
    let reason = stage.down(end_of_system).await.reason;
    stage.show(format_args!("after 4: the supervisor is down: {reason}"));
    let reason = stage.down(end_of_starter).await.reason;
    stage.show(format_args!("who started it is down: {reason}"));
    let left = stage.process_count();
    stage.show(format_args!("{left} process is left, and that is us"));
    Ok(())
}
