//! Solutions to the exercises of Elixir in Action, chapter 5.

use std::time::Duration;

use actor_core::{Mailbox, NoProc, ProcessRef, System, process};
use book_notes::book_time::SECOND;
use book_notes::eia05::Timeout;
use book_notes::eia05::database_server::DatabaseServer;
use book_notes::eia05::process_bottleneck::Server;
use book_notes::eia05::queries::QueryResult;
use tokio::time::Instant;

// 1, 2: the solutions are with the server, in the tests of `todo`.

/// 1: why `start` waits: a process that registers itself does so when it runs,
/// and that is not when `spawn` returns.
#[tokio::test(start_paused = true)]
async fn a_process_that_was_just_spawned_has_not_registered_itself() {
    System::new("test")
        .enter(async {
            let server = process::spawn(async |mut mailbox: Mailbox<()>| {
                process::register("eager")?;
                mailbox.receive().await;
                Ok::<_, actor_core::RegisterError>(())
            });
            let sent = ProcessRef::<()>::named("eager").try_send(());
            assert_eq!(sent, Err(NoProc));
            tokio::time::sleep(SECOND).await;
            assert_eq!(process::whereis("eager"), Some(server.pid()));
        })
        .await;
}

/// 3: to empty the mailbox before the next query is not enough. The late
/// result may come after that.
#[tokio::test(start_paused = true)]
async fn an_empty_mailbox_does_not_keep_a_late_result_away() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<QueryResult>| {
            let server = DatabaseServer::start();
            let others = process::spawn(async |_: Mailbox<_>| {});
            for query in ["their 1", "their 2", "their 3"] {
                server.run_async(query, others.clone());
            }
            server.run_async("our 1", mailbox.this());
            let result = DatabaseServer::get_result(&mut mailbox).await;
            assert_eq!(result, Err(Timeout));

            let left = mailbox.receive().within(Duration::ZERO).await;
            assert_eq!(left, None);
            server.run_async("our 2", mailbox.this());
            let result = DatabaseServer::get_result(&mut mailbox).await;
            assert_eq!(result, Ok("our 1 result".to_owned()));
        })
        .await;
}

/// 4: with two servers, the fifth client waits for three seconds.
#[tokio::test(start_paused = true)]
async fn two_servers_serve_five_clients_in_three_seconds() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let servers = [Server::start(), Server::start()];
            let start = Instant::now();
            for (server, number) in servers.iter().cycle().zip(1..=5) {
                let (server, test) = (server.clone(), mailbox.this());
                process::spawn_link(async move |_: Mailbox<()>| {
                    let message = format!("message {number}");
                    server.send_message(&message).await.unwrap();
                    test.send(());
                });
            }
            for _ in 1..=5 {
                mailbox.receive().await;
            }
            let waited = start.elapsed().as_nanos() / SECOND.as_nanos();
            assert_eq!(waited, 3);
        })
        .await;
}
