//! The client that people use: it never waits where others wait for it.
//!
//! The server only routes, remembers and counts. Each request to the provider
//! runs in a process of its own, one for all who ask for the same city
//! meanwhile. An answer is fresh for a time; after that it still serves when
//! the provider has an outage, and says how old it is.
//!
//! ```
//! # use {actor_core::System, metex::client::*, metex::*};
//! # use std::time::Duration;
//! # fn main() -> anyhow::Result<()> { System::new("docs").run(async {
//! let stand_in = stand_in::StandIn::start(Default::default()).await?;
//! let base_url = Some(stand_in.base_url().parse()?);
//! let settings = Settings { base_url, ..Settings::default() };
//! let provider = Provider::open_meteo(&settings)?;
//! let (ttl, saved) = (Duration::from_mins(10), Saved::default());
//! let client = Client::start_link(Config { provider, ttl, saved }).await?;
//!
//! let answer = client.temperature("Singapore".into()).await?;
//! assert_eq!(answer.report.temperature.to_string(), "30.3°C");
//! # anyhow::Ok(()) })? }
//! ```

mod answer;
mod place;
mod saved;
mod stats;

use std::collections::HashMap;
use std::time::Duration;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::{
    Down, ExitReason, GenServer, Mailbox, ProcessRef, Reference, Reply, process,
};

pub use answer::Answer;
use place::{Outcome, Place};
pub use saved::Saved;
pub use stats::{CityStats, Stats};

use crate::{Error, Location, Provider, Report};

/// What a user of the client holds; clone it for others.
#[derive(Clone, Debug)]
pub struct Client(ProcessRef<Message>);

/// What the client is made of.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who is asked.
    pub provider: Provider,
    /// How long an answer is fresh.
    pub ttl: Duration,
    /// What was known in an earlier run.
    pub saved: Saved,
}

impl Client {
    /// Starts the server, linked to the current process.
    pub async fn start_link(config: Config) -> Result<Self, StartError> {
        Server::start_link(config).await.map(Client)
    }

    /// Asks for the temperature at `location`.
    ///
    /// It takes no longer than the provider's own time limit.
    pub async fn temperature(
        &self,
        location: Location,
    ) -> Result<Answer, Error> {
        let question = |reply| Message::Temperature(location, reply);
        let answer = self.0.call(question).forever().await;
        answer.unwrap_or(Err(Error::Crashed))
    }

    /// Returns what was asked so far, and how it was answered.
    pub async fn stats(&self) -> Result<Stats, Error> {
        self.0.call(Message::Stats).await.map_err(|_| Error::Crashed)
    }

    /// Returns what another run should know.
    pub async fn save(&self) -> Result<Saved, Error> {
        self.0.call(Message::Save).await.map_err(|_| Error::Crashed)
    }

    /// Stops the server.
    pub fn stop(&self) {
        self.0.cast(Message::Stop);
    }
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Wants the temperature of a place.
    Temperature(Location, Reply<Outcome>),
    /// Brings what the provider said about a place.
    Fetched(Location, Result<Report, Error>),
    /// Wants the statistics.
    Stats(Reply<Stats>),
    /// Wants the reports that are known.
    Save(Reply<Saved>),
    /// Asks the server to end.
    Stop,
}

struct Server {
    provider: Provider,
    ttl: Duration,
    places: HashMap<Location, Place>,
    /// The requests under way.
    fetchers: HashMap<Reference, Location>,
    stats: Stats,
}

impl GenServer for Server {
    type Args = Config;
    type Message = Message;

    async fn init(config: Config) -> Init<Self> {
        let Config { provider, ttl, saved } = config;
        let mut places = HashMap::new();
        for (location, report, at) in saved.reports() {
            places.insert(location, Place::with(report, at));
        }
        let (fetchers, stats) = (HashMap::new(), Stats::default());
        Init::ok(Server { provider, ttl, places, fetchers, stats })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Temperature(location, reply) => {
                self.look_up(location, reply);
            }
            Message::Fetched(location, outcome) => {
                self.answer(&location, outcome);
            }
            Message::Stats(reply) => reply.send(self.stats.clone()),
            Message::Save(reply) => reply.send(self.saved()),
            Message::Stop => return Next::stop(ExitReason::Normal),
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        let Info::Down(Down { reference, reason, .. }) = info else {
            info.log();
            return Next::Continue;
        };
        // One that ended in order has sent what it fetched.
        if let Some(location) = self.fetchers.remove(&reference)
            && !reason.is_orderly()
        {
            self.answer(&location, Err(Error::Crashed));
        }
        Next::Continue
    }
}

impl Server {
    fn look_up(&mut self, location: Location, reply: Reply<Outcome>) {
        let place = self.places.entry(location.clone()).or_default();
        if let Some(answer) = place.fresh(self.ttl) {
            self.stats.city(&location).fresh += 1;
            reply.send(Ok(answer));
            return;
        }
        place.waiting.push(reply);
        if place.waiting.len() == 1 {
            self.fetch(location);
        }
    }

    fn fetch(&mut self, location: Location) {
        self.stats.city(&location).requests += 1;
        let (provider, server) = (self.provider.clone(), process::this());
        let asked = location.clone();
        let fetch = async move |_: Mailbox<()>| {
            process::set_label(format!("fetch {asked}"));
            let said = provider.report(&asked).await;
            server.send(Message::Fetched(asked, said));
        };
        let (_, monitor) = process::spawn_monitor(fetch);
        self.fetchers.insert(monitor, location);
    }

    /// Answers all who wait for this place.
    fn answer(&mut self, location: &Location, said: Result<Report, Error>) {
        let Some(place) = self.places.get_mut(location) else { return };
        let outcome = place.learn(said);
        let stats = self.stats.city(location);
        for reply in place.waiting.drain(..) {
            stats.count(&outcome);
            reply.send(outcome.clone());
        }
        if place.known().is_none() {
            self.places.remove(location);
        }
    }

    fn saved(&self) -> Saved {
        let known = self.places.iter().filter_map(|(location, place)| {
            let (report, age) = place.known()?;
            Some((location.clone(), report.clone(), age))
        });
        known.collect()
    }
}
