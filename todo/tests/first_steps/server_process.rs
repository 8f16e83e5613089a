//! Step 3: a list on a generic server made by hand.

use todo::s03_server_process::server::{State, TodoServer};
use todo::s03_server_process::server_process::{self, Message};
use tokio::time::{sleep, timeout};

use super::*;

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test(start_paused = true)]
async fn it_tells_what_is_to_be_done_on_a_day() {
    System::new("test")
        .enter_with(async |mut mailbox| {
            let server = TodoServer::start();
            assert_eq!(server.entries(TODAY, &mut mailbox).await, []);
            for entry in [dentist(), shopping(), movies()] {
                server.add_entry(entry);
            }
            let today = server.entries(TODAY, &mut mailbox).await;
            assert_eq!(today, [(1, dentist()), (3, movies())]);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_dead_one_is_waited_for_for_ever() {
    System::new("test")
        .enter_with(async |mut mailbox| {
            let server = TodoServer::start();
            kill(&mut mailbox, server.process().pid()).await;
            let today = server.entries(TODAY, &mut mailbox);
            assert!(timeout(HOUR, today).await.is_err());
        })
        .await;
}

/// The book's defect: an answer does not say what was asked.
#[tokio::test(start_paused = true)]
async fn who_gives_up_takes_the_late_answer_for_the_next_one() {
    System::new("test")
        .enter_with(async |mut mailbox| {
            let server = TodoServer::start();
            server.add_entry(dentist());
            server.add_entry(shopping());
            let list = server.process().clone();
            let busy = async move |mut mailbox: Mailbox<Message<State>>| {
                loop {
                    let message = mailbox.receive().await;
                    sleep(HOUR).await;
                    list.send(message);
                }
            };
            let busy = process::spawn(busy);
            let today = server_process::call(&busy, TODAY, &mut mailbox);
            assert!(timeout(HOUR / 2, today).await.is_err());

            let tomorrow = server_process::call(&busy, TOMORROW, &mut mailbox);
            assert_eq!(tomorrow.await, [(1, dentist())]);
        })
        .await;
}
