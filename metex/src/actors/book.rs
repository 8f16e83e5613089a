//! The program of chapter 3 as the book has it, with its faults.
//!
//! Nobody monitors anybody. So the coordinator waits for ever for the answer
//! of a worker that died, and for the first answer when there are no cities;
//! and each worker waits for ever for a second question.

use actor_core::{Event, Mailbox, ProcessRef, process};

use super::{Message, Question};
use crate::{Error, Location, Provider};

/// Has the temperatures of all `cities` printed on one line, sorted.
///
/// Returns at once, with the coordinator that may print some day.
pub fn temperatures_of(
    cities: Vec<Location>,
    provider: &Provider,
    print: impl FnOnce(String) + Send + 'static,
) -> ProcessRef<Message> {
    let expected = cities.len();
    let coordinator = process::spawn(async move |mailbox| {
        coordinator(mailbox, expected, print).await;
    });
    for location in cities {
        let provider = provider.clone();
        let worker = process::spawn(async move |mailbox| {
            worker(mailbox, provider).await;
        });
        worker.send(Question { location, answer_to: coordinator.clone() });
    }
    coordinator
}

/// Counts answers, and gives itself the poison pill with the last of them.
async fn coordinator(
    mut mailbox: Mailbox<Message>,
    expected: usize,
    print: impl FnOnce(String),
) {
    let mut answers = Vec::new();
    while let Message::Answer(answer) = mailbox.receive().await {
        answers.push(answer);
        if answers.len() == expected {
            mailbox.this().send(Message::Exit);
        }
    }
    answers.sort();
    print(answers.join(", "));
}

/// Answers questions for ever.
pub async fn worker(mut mailbox: Mailbox<Question>, provider: Provider) {
    loop {
        match mailbox.next().await {
            Event::Message(Question { location, answer_to }) => {
                let answer = temperature_of(&location, &provider).await;
                answer_to.send(Message::Answer(answer));
            }
            _ => println!("don't know how to process this message"),
        }
    }
}

/// Takes every error for an unknown city, but crashes on a reply that it
/// cannot read.
async fn temperature_of(location: &Location, provider: &Provider) -> String {
    match provider.report(location).await {
        Ok(report) => format!("{location}: {}", report.temperature),
        Err(error @ Error::BadReply { .. }) => panic!("{error}"),
        Err(_) => format!("{location} not found"),
    }
}
