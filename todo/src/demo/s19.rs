//! Step 19: what can be set is set outside.

use std::time::Duration;

use actor_core::application::Mode;
use actor_core::{Application, Mailbox, System, process};

use super::stage::Stage;
use super::{Finished, Page};
use crate::book_time::SECOND;
use crate::s19_config::application::{NAME, application};
use crate::s19_config::config::{
    DATABASE, Database, Environment, PORT, TODO_ITEM_EXPIRY, fetch,
};
use crate::s19_config::{cache, database, web};

/// Shows step 19.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s19<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    nothing_is_set(&mut stage).await?;
    some_is_set(&mut stage).await?;
    it_is_looked_at_when_it_is_needed(&mut stage).await?;
    System::current().stop_application(NAME).await?;
    stage.clear().await;
    Ok(())
}

async fn start(application: Application) -> Finished {
    System::current().start_application(application, Mode::Temporary).await?;
    Ok(())
}

async fn nothing_is_set<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("Step 19. Nobody has set anything. It does not start:");
    let error = start(application()).await.err();
    stage.show(error.ok_or("it should miss its keys")?);
    Ok(())
}

async fn some_is_set<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say(
        "In an environment all keys are set. What is set at the launch\n\
               counts for more: another folder, five workers, any free port:",
    );
    let (system, folder) = (System::current(), stage.folder().to_owned());
    system.set_env(NAME, DATABASE, Database { pool_size: 5, folder });
    system.set_env(NAME, PORT, 0_u16);
    start(Environment::Prod.configure(application())).await?;
    let idle = database::pool().status().await?.idle;
    stage.show(format_args!("{idle} workers are idle"));
    let is_the_books = web::address().await?.port() == 5454;
    stage.show(format_args!("is the port 5454? {is_the_books}"));
    let expiry = fetch::<Duration>(TODO_ITEM_EXPIRY).as_millis();
    let seconds = expiry / SECOND.as_millis();
    stage.show(format_args!("a server waits for {seconds} seconds"));
    Ok(())
}

async fn it_is_looked_at_when_it_is_needed<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage.say(
        "One second is set while it runs. The next server waits no\n\
               longer than that:",
    );
    System::current().set_env(NAME, TODO_ITEM_EXPIRY, SECOND);
    let bob = cache::server_process("bob").await?;
    let monitor = process::monitor(bob.process());
    let reason = stage.down(monitor).await.reason;
    stage.show(format_args!("bob's server is down: {reason}"));
    Ok(())
}
