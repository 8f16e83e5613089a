//! Step 2: a list in a process, by hand.

use actor_core::{CallError, NoProc};
use todo::book_time::SECOND;
use todo::s02_server_by_hand::Timeout;
use todo::s02_server_by_hand::server::{Message, TodoEntries, TodoServer};
use tokio::task::yield_now;
use tokio::time::sleep;

use super::*;

#[tokio::test(start_paused = true)]
async fn it_tells_what_is_to_be_done_on_a_day() {
    System::new("test")
        .enter_with(async |mut mailbox| {
            let server = TodoServer::start();
            assert_eq!(server.entries(TODAY, &mut mailbox).await, Ok(vec![]));
            for entry in [dentist(), shopping(), movies()] {
                server.add_entry(entry);
            }
            let today = server.entries(TODAY, &mut mailbox).await;
            assert_eq!(today, Ok(vec![(1, dentist()), (3, movies())]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn it_ignores_what_it_does_not_know() {
    System::new("test")
        .enter_with(async |mut mailbox| {
            let server = TodoServer::start();
            process::send(server.process(), "nonsense").unwrap();
            server.add_entry(dentist());
            let today = server.entries(TODAY, &mut mailbox).await;
            assert_eq!(today, Ok(vec![(1, dentist())]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_dead_one_is_waited_for_for_five_seconds() {
    System::new("test")
        .enter_with(async |mut mailbox| {
            let server = TodoServer::start();
            kill(&mut mailbox, server.process().pid()).await;
            let start = Instant::now();
            let today = server.entries(TODAY, &mut mailbox).await;
            assert_eq!(today, Err(Timeout));
            assert_eq!(seconds_since(start, SECOND), 5);
        })
        .await;
}

/// The book's defect. A server that is busy answers in six seconds, when its
/// client has asked for another day.
#[tokio::test(start_paused = true)]
async fn a_late_answer_is_taken_for_the_next_one() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<TodoEntries>| {
            let server = TodoServer::start();
            server.add_entry(dentist());
            server.add_entry(shopping());
            let list = server.process().clone();
            let busy = async move |mut mailbox: Mailbox<Message>| {
                loop {
                    let message = mailbox.receive().await;
                    sleep(6 * SECOND).await;
                    list.send(message);
                }
            };
            let server = TodoServer::from(process::spawn(busy));
            let today = server.entries(TODAY, &mut mailbox).await;
            assert_eq!(today, Err(Timeout));

            let tomorrow = server.entries(TOMORROW, &mut mailbox).await;
            assert_eq!(tomorrow, Ok(vec![(1, dentist())]));
        })
        .await;
}

mod registered {
    use todo::s02_server_by_hand::registered_server::{
        self as server, Message, NAME,
    };

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_is_known_by_its_name() {
        System::new("test")
            .enter(async {
                assert_eq!(server::add_entry(dentist()), Err(NoProc));
                server::start().await.unwrap();
                server::add_entry(dentist()).unwrap();
                let today = server::entries(TODAY).await;
                assert_eq!(today, Ok(vec![(1, dentist())]));
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn its_entries_can_be_updated_and_deleted() {
        System::new("test")
            .enter(async {
                server::start().await.unwrap();
                for entry in [dentist(), shopping(), movies()] {
                    server::add_entry(entry).unwrap();
                }
                server::update_entry(2, movies()).unwrap();
                server::delete_entry(1).unwrap();
                server::delete_entry(1).unwrap();
                let today = server::entries(TODAY).await;
                assert_eq!(today, Ok(vec![(2, movies()), (3, movies())]));
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_one_ends_and_the_first_keeps_its_list() {
        System::new("test")
            .enter(async {
                server::start().await.unwrap();
                let first = process::whereis(NAME);
                server::add_entry(dentist()).unwrap();

                let second = server::start().await.unwrap_err();
                assert!(second.to_string().contains("the name is taken by"));
                assert_eq!(process::whereis(NAME), first);
                let today = server::entries(TODAY).await;
                assert_eq!(today, Ok(vec![(1, dentist())]));
            })
            .await;
    }

    /// The book's takes it for the answer to the next question. Here a question
    /// has a place for its own answer, which nobody looks into any more.
    #[tokio::test(start_paused = true)]
    async fn a_late_answer_is_nobodys() {
        System::new("test")
            .enter(async {
                let busy = async |mut mailbox: Mailbox<Message>| {
                    process::register(NAME).unwrap();
                    loop {
                        let message = mailbox.receive().await;
                        let Message::Entries(date, reply) = message else {
                            continue;
                        };
                        if date == TODAY {
                            sleep(Duration::from_secs(6)).await;
                        }
                        reply.send(vec![(1, Entry::new(date, "Dentist"))]);
                    }
                };
                process::spawn(busy);
                while process::whereis(NAME).is_none() {
                    yield_now().await;
                }
                let today = server::entries(TODAY).await;
                let timeout = CallError::Timeout(Duration::from_secs(5));
                assert_eq!(today, Err(timeout));

                let entry = Entry::new(TOMORROW, "Dentist");
                let tomorrow = server::entries(TOMORROW).await;
                assert_eq!(tomorrow, Ok(vec![(1, entry)]));
            })
            .await;
    }
}
