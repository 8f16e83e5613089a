//! Chapter 3: a coordinator, and one process for each city.
//!
//! [`book`] is the program as the book has it. This one differs in what
//! happens when something goes wrong:
//!
//! | | the book's | this one |
//! |---|---|---|
//! | a worker dies | nothing is ever printed | its city has failed |
//! | there are no cities | it waits for ever | it prints an empty line |
//! | all is printed | the workers wait for ever | nobody is left |

pub mod book;

use std::collections::HashMap;

use actor_core::{Event, Mailbox, ProcessRef, process};

use crate::{Error, Location, Provider};

/// What a worker is asked.
#[derive(Debug)]
pub struct Question {
    /// The city.
    pub location: Location,
    /// Who wants to know its temperature.
    pub answer_to: ProcessRef<Message>,
}

/// What the coordinator is told.
#[derive(Debug)]
pub enum Message {
    /// A worker's answer, ready to be printed.
    Answer(String),
    /// The poison pill: print what is there, and end.
    Exit,
}

/// Has the temperatures of all `cities` printed on one line, sorted.
///
/// Returns at once, with the coordinator that will print.
pub fn temperatures_of(
    cities: Vec<Location>,
    provider: &Provider,
    print: impl FnOnce(String) + Send + 'static,
) -> ProcessRef<Message> {
    let provider = provider.clone();
    process::spawn(async move |mailbox| {
        coordinator(mailbox, cities, provider, print).await;
    })
}

/// Monitors its workers. A worker's answer arrives before the news of its
/// end, so when all have ended, all answers are there.
async fn coordinator(
    mut mailbox: Mailbox<Message>,
    cities: Vec<Location>,
    provider: Provider,
    print: impl FnOnce(String),
) {
    let mut at_work = HashMap::new();
    for location in cities {
        let provider = provider.clone();
        let (worker, monitor) = process::spawn_monitor(async |mailbox| {
            worker(mailbox, provider).await;
        });
        let answer_to = mailbox.this();
        worker.send(Question { location: location.clone(), answer_to });
        at_work.insert(monitor, location);
    }
    let mut answers = Vec::new();
    while !at_work.is_empty() {
        match mailbox.next().await {
            Event::Message(Message::Answer(answer)) => answers.push(answer),
            Event::Message(Message::Exit) => break,
            Event::Down(down) => {
                let location = at_work.remove(&down.reference);
                if let Some(location) = location
                    && !down.reason.is_orderly()
                {
                    answers.push(format!("{location} failed"));
                }
            }
            Event::Exit(_) | Event::Unknown(_) => {}
        }
    }
    answers.sort();
    print(answers.join(", "));
}

/// Answers one question, and ends.
async fn worker(mut mailbox: Mailbox<Question>, provider: Provider) {
    let Question { location, answer_to } = mailbox.receive().await;
    process::set_label(format!("worker for {location}"));
    let answer = match provider.report(&location).await {
        Ok(report) => format!("{location}: {}", report.temperature),
        Err(Error::NotFound { .. }) => format!("{location} not found"),
        Err(error) => format!("{location}: {error}"),
    };
    answer_to.send(Message::Answer(answer));
}
