//! Solutions to the exercises of chapter 3.

use std::time::Duration;

use actor_core::{Event, Mailbox, ProcessRef, Reference, System, process};
use metex::actors::book;
use metex::{Location, Provider, Settings, ping_pong};
use tokio::time::Instant;

/// 1: the players are in `metex::ping_pong`.
#[tokio::test]
async fn a_pong_answers_each_ping_until_the_rounds_are_played() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<&'static str>| {
            let me = mailbox.this();
            ping_pong::rally(2, move |word| me.send(word)).await;
            for expected in ["ping", "pong", "ping", "pong"] {
                assert_eq!(mailbox.receive().await, expected);
            }
        })
        .await;
}

/// 2: without a city the coordinator of the book waits for a last answer that
/// never comes; the poison pill ends it.
#[tokio::test]
async fn the_pill_ends_a_coordinator_that_waits_for_nobody() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<String>| {
            let provider = Provider::open_meteo(&Settings::default());
            let provider = provider.unwrap();
            let me = mailbox.this();
            let nowhere = Vec::<Location>::new();
            let print = move |line| me.send(line);
            let coordinator = book::temperatures_of(nowhere, &provider, print);
            let line = mailbox.receive().within(Duration::ZERO).await;
            assert_eq!(line, None);

            coordinator.send(metex::actors::Message::Exit);
            assert_eq!(mailbox.receive().await, "");
        })
        .await;
}

/// 3: a coordinator whose patience has an end.
///
/// Returns the answers that came in time, and how many did not.
async fn collect(
    mailbox: &mut Mailbox<String>,
    mut workers: Vec<Reference>,
    patience: Duration,
) -> (Vec<String>, usize) {
    let deadline = Instant::now() + patience;
    let mut answers = Vec::new();
    while !workers.is_empty() {
        let left = deadline.saturating_duration_since(Instant::now());
        match mailbox.next().within(left).await {
            Some(Event::Message(answer)) => answers.push(answer),
            Some(Event::Down(down)) => {
                workers.retain(|worker| *worker != down.reference);
            }
            Some(Event::Exit(_) | Event::Unknown(_)) => {}
            None => break,
        }
    }
    (answers, workers.len())
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_never_answers_delays_the_others_for_a_while() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<String>| {
            let answer = |city: &str, to: &ProcessRef<String>| {
                let (answer, to) = (format!("{city}: 28.5°C"), to.clone());
                async move |_: Mailbox<()>| to.send(answer)
            };
            let me = mailbox.this();
            let workers = [
                process::spawn_monitor(answer("Singapore", &me)),
                process::spawn_monitor(async |_: Mailbox<()>| {
                    std::future::pending::<()>().await;
                }),
                process::spawn_monitor(answer("Macau", &me)),
            ];
            let monitors = workers.map(|(_, monitor)| monitor).to_vec();
            let start = Instant::now();
            let patience = Duration::from_secs(5);
            let (mut answers, missing) =
                collect(&mut mailbox, monitors, patience).await;
            answers.sort();
            assert_eq!(answers, ["Macau: 28.5°C", "Singapore: 28.5°C"]);
            assert_eq!(missing, 1);
            assert_eq!(start.elapsed().as_secs(), 5);
        })
        .await;
}
