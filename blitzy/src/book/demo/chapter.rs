//! All steps, one after the other.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use actor_core::gen_server;
use actor_core::supervisor::ChildError;
use actor_core::{ExitReason, Mailbox, process};
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::task::yield_now;

use super::stage::{
    as_a_process, never_answered, one_crashes, permitted, together,
};
use super::{Finished, Page};
use crate::book::tasks::Patience;
use crate::book::{
    Failure, Outcome, Report, Worker, caller, defects, supervised, tasks,
};
use crate::serve::{self, Config, Server};

/// Five seconds of the book, for which somebody waits in vain.
const SHORT: Patience = Patience::For(Duration::from_millis(50));

/// Shows the chapter, without asking anybody but a server of its own.
///
/// The current process traps exits from then on.
///
/// # Errors
///
/// If there is no local target, or somebody crashes who should not.
pub async fn chapter8<P: Page>(page: &mut P) -> Finished {
    process::trap_exit(true);
    let target = serve::start(Config::default()).await?;
    one_worker(page, &target).await?;
    many_processes(page, &target).await?;
    many_tasks(page, &target).await?;
    under_a_supervisor(page).await?;
    shares(page);
    reports(page).await;
    target.shutdown().await;
    Ok(())
}

async fn one_worker<P: Page>(page: &mut P, target: &Server) -> Finished {
    page.say(
        "A worker asks once, and says how long that took. What the book takes\n\
         for success is a status from 200 to 304:",
    );
    for status in [200, 302, 304, 404, 503] {
        let worker = Worker::new(answering(target, status)?)?;
        let outcome = worker.start().await;
        page.show(&format!("status {status}: {}", told(&outcome)));
    }
    let closed = serve::start(Config::default()).await?;
    let nobody = answering(&closed, 200)?;
    closed.shutdown().await;
    let outcome = Worker::new(nobody)?.start().await;
    page.show(&format!("nobody listens: {}", told(&outcome)));
    Ok(())
}

/// Returns the URL that is answered with this status.
fn answering(target: &Server, status: u16) -> Finished<Url> {
    Ok(format!("{}/status/{status}", target.url()).parse()?)
}

/// Tells what became of a worker, but for how long it took.
fn told(outcome: &Outcome) -> &dyn Display {
    match outcome {
        Ok(_) => &"ok",
        Err(failure) => failure,
    }
}

/// Tells how many had success, and how many had not.
fn counted(outcomes: &[Outcome]) -> String {
    let Report { workers, successful, failed, .. } = Report::of(outcomes);
    format!("{workers} results: {successful} ok, {failed} not")
}

async fn many_processes<P: Page>(page: &mut P, target: &Server) -> Finished {
    page.say("Step 1. Ten processes, which send their results to the caller:");
    let before = target.requests();
    let worker = Worker::new(answering(target, 200)?)?;
    let caller = async move |mut mailbox: Mailbox<_>| {
        caller::start(&mut mailbox, 10, &worker).await
    };
    let answers = as_a_process(caller).await?;
    let outcomes: Vec<_> = answers.into_iter().map(|(_, it)| it).collect();
    page.show(&counted(&outcomes));
    page.show(&format!(
        "the target has counted {}",
        target.requests() - before
    ));

    page.say(
        "One of ten crashes, and sends nothing. The book's caller waits for it\n\
         for ever. This one monitors its workers:",
    );
    let caller = async |mut mailbox: Mailbox<_>| {
        caller::start(&mut mailbox, 10, &one_crashes()).await
    };
    let answers = as_a_process(caller).await?;
    let outcomes: Vec<_> = answers.into_iter().map(|(_, it)| it).collect();
    page.show(&counted(&outcomes));
    Ok(())
}

async fn many_tasks<P: Page>(page: &mut P, target: &Server) -> Finished {
    page.say(
        "Step 2. Ten tasks, awaited one after the other, and what they ask for\n\
         is not there:",
    );
    let before = target.requests();
    let worker = Worker::new(answering(target, 404)?)?;
    let outcomes = tasks::run(10, &worker, Patience::Forever).await;
    page.show(&counted(&outcomes));
    page.show(&format!(
        "the target has counted {}",
        target.requests() - before
    ));

    page.say(
        "A task is waited for 50 ms here (five seconds in the book). A thousand\n\
         workers of a slow target take longer, and the caller exits:",
    );
    let caller = as_a_process(async |_: Mailbox<()>| {
        tasks::run(1000, &never_answered(), SHORT).await
    });
    page.show(&ended(caller.await));

    page.say(
        "It should wait for as long as it takes. This target answers nobody\n\
         before all thousand have asked, which they do, because all are sent\n\
         at once:",
    );
    let outcomes = tasks::run(1000, &together(1000), Patience::Forever).await;
    page.show(&counted(&outcomes));

    page.say("One of ten crashes. The caller is linked to it:");
    let caller = as_a_process(async |_: Mailbox<()>| {
        tasks::run(10, &one_crashes(), Patience::Forever).await
    });
    page.show(&ended(caller.await));
    Ok(())
}

/// Tells what became of a caller.
fn ended(caller: Result<Vec<Outcome>, ExitReason>) -> String {
    match caller {
        Ok(outcomes) => counted(&outcomes),
        Err(reason) => format!("the caller is down: {}", why(&reason)),
    }
}

/// Tells a reason, but for the line of a panic.
fn why(reason: &ExitReason) -> String {
    match reason {
        ExitReason::Panic(panic) => panic.message.clone(),
        reason => reason.to_string(),
    }
}

async fn under_a_supervisor<P: Page>(page: &mut P) -> Finished {
    page.say("Step 3. Three tasks under a supervisor, which wait:");
    let root = supervised::tree().start_link().await?;
    let permits = Arc::new(Semaphore::new(0));
    let worker = permitted(permits.clone());
    let watch = async {
        until_tasks(3).await?;
        page.show("Blitzy.Supervisor");
        page.show("└─ Blitzy.TasksSupervisor: 3 tasks");
        permits.add_permits(3);
        Finished::Ok(())
    };
    let here = [supervised::here()];
    let run = supervised::run(3, &worker, &here);
    let (outcomes, watched) = tokio::join!(run, watch);
    watched?;
    page.show(&counted(&outcomes?));
    until_tasks(0).await?;
    page.show("Blitzy.TasksSupervisor: 0 tasks");

    page.say(
        "One of ten crashes. It is linked to the caller, and not started again:",
    );
    let caller = as_a_process(async |_: Mailbox<()>| {
        supervised::run(10, &one_crashes(), &[supervised::here()]).await
    });
    page.show(&ended(flat(caller.await)));
    until_tasks(0).await?;
    page.show("Blitzy.TasksSupervisor: 0 tasks");

    page.say("The same with tasks that are linked to nobody:");
    let caller = as_a_process(async |_: Mailbox<()>| {
        supervised::run_nolink(10, &one_crashes(), &[supervised::here()]).await
    });
    page.show(&ended(flat(caller.await)));
    gen_server::stop(&root, ExitReason::Shutdown, Duration::MAX).await?;
    Ok(())
}

/// Waits until there are so many tasks under the supervisor.
async fn until_tasks(count: usize) -> Finished {
    while supervised::here().count_children().await?.active != count {
        yield_now().await;
    }
    Ok(())
}

/// A caller who cannot start its tasks has come to nothing, too.
fn flat<T>(
    caller: Result<Result<T, ChildError>, ExitReason>,
) -> Result<T, ExitReason> {
    caller?.map_err(ExitReason::error)
}

fn shares<P: Page>(page: &mut P) {
    page.say(
        "On four nodes they are divided. In the book what is left over is\n\
         dropped, and who has none sends two, because 1..0 counts down:",
    );
    for n in [100, 10, 3, 0] {
        let ours = supervised::share(n, 4);
        let books = defects::share(n, 4);
        let total: usize = books.iter().sum();
        page.show(&format!(
            "{n:>3}: {ours:?}; in the book {books:?}, which are {total}"
        ));
    }
}

async fn reports<P: Page>(page: &mut P) {
    page.say("The report, of four workers whose times we know:");
    let msecs = |msecs| Ok(Duration::from_millis(msecs));
    let outcomes = [msecs(3142), failed(), msecs(58_586), msecs(31_671)];
    page.show(&Report::of(&outcomes).to_string());

    page.say("All fail. The book has no report then, because it crashes:");
    let outcomes = [failed(), failed()];
    let all = outcomes.clone();
    let book = async move |_: Mailbox<()>| defects::longest(&all);
    if let Err(reason) = as_a_process(book).await {
        page.show(&why(&reason));
    }
    page.show(&Report::of(&outcomes).to_string());
}

fn failed() -> Outcome {
    Err(Failure::Unknown)
}
