//! Step 18: the lists are on the web.

use std::net::SocketAddr;

use actor_core::task::TaskSupervisorRef;
use actor_core::{DynamicSupervisorRef, Mailbox, sys};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::stage::Stage;
use super::{Finished, Page};
use crate::s18_web::{cache, system, web};

/// Shows step 18.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s18<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    stage.say("Step 18. Each request says all in its first line:");
    let system = system::start_link(stage.folder(), 0).await?;
    let web = web::address().await?;
    two_requests(&mut stage, web).await?;
    what_is_wrong(&mut stage, web).await?;
    ok_is_a_promise_of_nothing(&mut stage, web).await?;
    stage.stop(&system).await
}

async fn two_requests<P: Page>(
    stage: &mut Stage<'_, P>,
    web: SocketAddr,
) -> Finished {
    for request in [
        "GET /entries?list=bob&date=2018-12-19",
        "POST /add_entry?list=bob&date=2018-12-19&title=Dentist",
        "POST /add_entry?list=bob&date=2018-12-19&title=Movies",
        "GET /entries?list=bob&date=2018-12-19",
    ] {
        show_answer(stage, web, request).await?;
    }
    Ok(())
}

async fn what_is_wrong<P: Page>(
    stage: &mut Stage<'_, P>,
    web: SocketAddr,
) -> Finished {
    stage.say("What is not understood, and what its process crashes of:");
    show_answer(stage, web, "GET /lists").await?;
    show_answer(stage, web, "GET /entries?list=bob&date=tomorrow").await
}

async fn ok_is_a_promise_of_nothing<P: Page>(
    stage: &mut Stage<'_, P>,
    web: SocketAddr,
) -> Finished {
    stage.say(
        "Bob's server is slow. All is well, says the answer, before the\n\
               server has looked; then it is killed:",
    );
    let bob = cache::server_process("bob").await?;
    let server = bob.process().pid();
    sys::suspend(server).await?;
    let add = "POST /add_entry?list=bob&date=2018-12-19&title=Shopping";
    show_answer(stage, web, add).await?;
    stage.kill_pid(server).await;
    // Who answers this has reported that.
    DynamicSupervisorRef::named(cache::NAME).count_children().await?;
    let entries = "GET /entries?list=bob&date=2018-12-19";
    show_answer(stage, web, entries).await
}

/// Asks, and shows the status and the body of the answer.
async fn show_answer<P: Page>(
    stage: &mut Stage<'_, P>,
    web: SocketAddr,
    request: &str,
) -> Finished {
    stage.show(request);
    let mut stream = TcpStream::connect(web).await?;
    let head = "HTTP/1.1\r\nHost: localhost\r\nConnection: close";
    stream.write_all(format!("{request} {head}\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    TaskSupervisorRef::named(web::TASKS).count_children().await?;
    let status = head.split(' ').nth(1).ok_or("no status")?;
    for line in body.lines().chain(body.is_empty().then_some("")) {
        stage.show(format_args!("  {status} {line}").to_string().trim_end());
    }
    Ok(())
}
