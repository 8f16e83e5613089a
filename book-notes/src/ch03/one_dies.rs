//! A worker that dies, and who notices.

use actor_core::{Event, Mailbox, process};
use metex::actors::{Message, Question, book};
use metex::stand_in::Fault;
use metex::{Location, actors};

use super::CITIES;
use crate::weather::Weather;
use crate::{Finished, say, show};

pub(super) async fn without_a_monitor(
    mailbox: &mut Mailbox<Message>,
    weather: &Weather,
) -> Finished {
    say!("Monaco sends what is not JSON, and its worker dies of it:");
    weather.stand_in.fault("Monaco", Fault::NotJson);
    for city in CITIES {
        let provider = weather.provider.clone();
        let (worker, _) =
            process::spawn_monitor(|mailbox| book::worker(mailbox, provider));
        let answer_to = mailbox.this();
        worker.send(Question { location: city.into(), answer_to });
    }
    let (mut answers, mut deaths) = (0, 0);
    while answers + deaths < CITIES.len() {
        match mailbox.next().await {
            Event::Message(_) => answers += 1,
            Event::Down(_) => deaths += 1,
            Event::Exit(_) | Event::Unknown(_) => {}
        }
    }
    show!("{answers} answers, {deaths} worker is dead");
    say!(
        "The book's coordinator counts to five: it would wait for ever. Our\n\
         worker answers what is wrong, and has a monitor on it, should it die:"
    );
    Ok(())
}

pub(super) async fn with_monitors(weather: &Weather) {
    let cities = CITIES.map(Location::new).to_vec();
    let provider = &weather.provider;
    let print = |line| show!("{line}");
    actors::temperatures_of(cities, provider, print).down().await;
}
