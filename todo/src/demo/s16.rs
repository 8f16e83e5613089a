//! Step 16: the system is an application.

use actor_core::application::Mode;
use actor_core::{Application, Mailbox, System, process, sys};
use jiff::civil::{Date, date};
use tokio::task::yield_now;

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s16_application::application::{NAME, application};
use crate::s16_application::{cache, database};

const DATE: Date = date(2018, 12, 19);

/// Shows step 16.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s16<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    it_is_started_once(&mut stage).await?;
    it_is_stopped(&mut stage).await?;
    it_gives_up(&mut stage).await?;
    stage.clear().await;
    Ok(())
}

async fn start(todo: Application) -> Finished {
    System::current().start_application(todo, Mode::Temporary).await?;
    Ok(())
}

async fn it_is_started_once<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("Step 16. The system is an application, and has a name:");
    start(application(stage.folder())).await?;
    let system = System::current();
    stage.show(format_args!("there are {:?}", system.applications()));
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    stage.show_entries(bob.entries(DATE).await?);
    database::get("bob").await;

    stage.say("Somebody starts it again. That is an error, and does no harm:");
    let error = start(application(stage.folder()))
        .await
        .err()
        .ok_or("it was started twice")?;
    stage.show(error);
    stage.show_entries(bob.entries(DATE).await?);
    Ok(())
}

async fn it_is_stopped<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say(
        "It is stopped as a whole. We are left, and whoever looks after\n\
               applications:",
    );
    stage.show_processes();
    System::current().stop_application(NAME).await?;
    stage.show_processes();

    stage.say("It is started again, as it would be after a night:");
    start(application(stage.folder())).await?;
    let bob = cache::server_process("bob").await?;
    stage.show_entries(bob.entries(DATE).await?);
    Ok(())
}

async fn it_gives_up<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say(
        "Its cache is killed four times. That is once too often, and the\n\
               end of the application. For a permanent one it would be the\n\
               end of the program:",
    );
    let system = System::current();
    for kills in 1..=4 {
        let cache = process::whereis(cache::NAME).and_then(process::info);
        let above = cache.and_then(|cache| cache.ancestors.first().copied());
        let above = above.ok_or("the cache should have a supervisor")?;
        stage.kill(cache::NAME).await?;
        if sys::get_status(above).await.is_err() {
            // It has given up, and the application ends with it.
            while !system.applications().is_empty() {
                yield_now().await;
            }
        }
        let there = system.applications();
        stage.show(format_args!("after {kills} there are {there:?}"));
    }
    Ok(())
}
