//! Solutions to the exercises of Elixir in Action, chapter 5.

use std::time::Duration;

use actor_core::{Mailbox, NoProc, ProcessRef, System, process};
use book_notes::book_time::SECOND;
use book_notes::eia05::Timeout;
use book_notes::eia05::database_server::DatabaseServer;
use book_notes::eia05::process_bottleneck::Server;
use book_notes::eia05::queries::QueryResult;
use book_notes::eia05::registered_todo_server::{self as todo_server, NAME};
use book_notes::todo_list::{Date, Entry};
use tokio::time::Instant;

const DATE: Date = Date::new(2018, 12, 19);

/// 1: the server is `eia05::registered_todo_server`.
#[tokio::test(start_paused = true)]
async fn a_todo_server_is_known_by_its_name() {
    System::new("test")
        .enter(async {
            let entry = Entry::new(DATE, "Dentist");
            assert_eq!(todo_server::add_entry(entry.clone()), Err(NoProc));
            todo_server::start().await.unwrap();
            assert_eq!(todo_server::add_entry(entry.clone()), Ok(()));
            let entries = todo_server::entries(DATE).await;
            assert_eq!(entries, Ok(vec![(1, entry)]));
        })
        .await;
}

/// 1: what becomes of a second server.
#[tokio::test(start_paused = true)]
async fn a_second_one_dies_and_the_first_keeps_its_list() {
    System::new("test")
        .enter(async {
            todo_server::start().await.unwrap();
            let first = process::whereis(NAME);
            let entry = Entry::new(DATE, "Dentist");
            todo_server::add_entry(entry.clone()).unwrap();

            let second = todo_server::start().await.unwrap_err();
            assert!(second.to_string().contains("the name is taken by"));
            assert_eq!(process::whereis(NAME), first);
            let entries = todo_server::entries(DATE).await;
            assert_eq!(entries, Ok(vec![(1, entry)]));
        })
        .await;
}

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

/// 2: to change an entry, and to remove one.
#[tokio::test(start_paused = true)]
async fn entries_can_be_changed_and_removed() {
    System::new("test")
        .enter(async {
            todo_server::start().await.unwrap();
            for title in ["Dentist", "Shopping", "Movies"] {
                todo_server::add_entry(Entry::new(DATE, title)).unwrap();
            }
            let theatre = Entry::new(DATE, "Theatre");
            todo_server::update_entry(3, theatre.clone()).unwrap();
            todo_server::delete_entry(1).unwrap();
            todo_server::delete_entry(1).unwrap();
            let shopping = Entry::new(DATE, "Shopping");
            let entries = todo_server::entries(DATE).await;
            assert_eq!(entries, Ok(vec![(2, shopping), (3, theatre)]));
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
