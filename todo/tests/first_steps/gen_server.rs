//! Step 4: a list on the library's servers.

use actor_core::{CallError, sys};
use todo::s04_gen_server::server::TodoServer;

use super::*;

#[tokio::test(start_paused = true)]
async fn it_tells_what_is_to_be_done_on_a_day() {
    System::new("test")
        .enter(async {
            let server = TodoServer::start().await.unwrap();
            assert_eq!(server.entries(TODAY).await, Ok(vec![]));
            for entry in [dentist(), shopping(), movies()] {
                server.add_entry(entry);
            }
            let today = vec![(1, dentist()), (3, movies())];
            assert_eq!(server.entries(TODAY).await, Ok(today));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn it_ignores_what_it_does_not_know() {
    System::new("test")
        .enter(async {
            let server = TodoServer::start().await.unwrap();
            process::send(server.process(), "nonsense").unwrap();
            server.add_entry(dentist());
            let today = server.entries(TODAY).await;
            assert_eq!(today, Ok(vec![(1, dentist())]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_dead_one_is_not_waited_for() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let server = TodoServer::start().await.unwrap();
            kill(&mut mailbox, server.process().pid()).await;
            let start = Instant::now();
            assert_eq!(server.entries(TODAY).await, Err(CallError::NoProc));
            assert_eq!(start.elapsed(), Duration::ZERO);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_is_nobodys() {
    System::new("test")
        .enter(async {
            let server = TodoServer::start().await.unwrap();
            server.add_entry(dentist());
            server.add_entry(shopping());
            sys::suspend(server.process()).await.unwrap();
            let timeout = CallError::Timeout(Duration::from_secs(5));
            assert_eq!(server.entries(TODAY).await, Err(timeout));

            sys::resume(server.process()).await.unwrap();
            let tomorrow = server.entries(TOMORROW).await;
            assert_eq!(tomorrow, Ok(vec![(2, shopping())]));
        })
        .await;
}
