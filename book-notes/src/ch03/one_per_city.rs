//! A worker for each city, asked by hand and by a coordinator.

use std::time::Instant;

use actor_core::{Mailbox, System, process};
use metex::actors::{Message, Question, book};
use metex::{Location, actors};

use super::CITIES;
use crate::weather::Weather;
use crate::{page, say, show};

pub(super) async fn by_hand(mailbox: &mut Mailbox<Message>, weather: &Weather) {
    say!("A process does it, and we go on. Its answer is a message:");
    let provider = weather.provider.clone();
    let worker = process::spawn(|mailbox| book::worker(mailbox, provider));
    let answer_to = mailbox.this();
    worker.send(Question { location: "Singapore".into(), answer_to });
    show!("{} asked {worker}", process::id());
    let message = mailbox.receive().await;
    show!("{} received {message:?}", process::id());
}

pub(super) async fn with_a_coordinator(weather: &Weather) {
    say!("A process for each city, and one that collects and sorts:");
    let start = Instant::now();
    let cities = CITIES.map(Location::new).to_vec();
    let print = |line| show!("{line}");
    let before = processes();
    let coordinator =
        book::temperatures_of(cities.clone(), &weather.provider, print);
    coordinator.down().await;
    show!("({})", page::seconds(start.elapsed()));

    say!("The book's workers wait for a second question. Ours end:");
    show!("the book's left {} processes behind", processes() - before);
    let before = processes();
    let provider = &weather.provider;
    let coordinator = actors::temperatures_of(cities, provider, |_| {});
    coordinator.down().await;
    show!("ours left {}", processes() - before);
}

/// Returns how many there are.
fn processes() -> usize {
    System::current().processes().len()
}
