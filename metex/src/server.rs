//! Chapter 4: a server that looks up temperatures, and counts them.
//!
//! As in the book, it waits for the provider inside its callback, so one slow
//! city delays all who ask after it. [`Client`](crate::Client) does not.

use std::collections::BTreeMap;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::{CallError, ExitReason, GenServer, ProcessRef, Reply};

use crate::{Celsius, Error, Location, Provider};

/// How often each city was asked for with success.
pub type Stats = BTreeMap<Location, u64>;

/// What a user of the server holds.
#[derive(Clone, Debug)]
pub struct Weather(ProcessRef<Message>);

impl Weather {
    /// The name under which the server is registered.
    pub const NAME: &str = "Metex";

    /// Starts the server, linked to the current process.
    pub async fn start_link(provider: Provider) -> Result<Self, StartError> {
        let server = Server::starter(provider).named(Self::NAME);
        server.start_link().await.map(Weather)
    }

    /// Returns whoever has the name at the time of each question.
    ///
    /// # Panics
    /// Outside of a process.
    pub fn registered() -> Self {
        Weather(ProcessRef::named(Self::NAME))
    }

    /// Asks for the temperature now at `location`.
    pub async fn temperature(
        &self,
        location: Location,
    ) -> Result<Result<Celsius, Error>, CallError> {
        self.0.call(|reply| Message::Temperature(location, reply)).await
    }

    /// Returns how often each city was asked for with success.
    pub async fn stats(&self) -> Result<Stats, CallError> {
        self.0.call(Message::Stats).await
    }

    /// Forgets the statistics.
    pub fn reset_stats(&self) {
        self.0.cast(Message::ResetStats);
    }

    /// Asks the server to end.
    pub fn stop(&self) {
        self.0.cast(Message::Stop);
    }

    /// Waits until the server has ended, and returns why.
    pub async fn down(&self) -> ExitReason {
        self.0.down().await.reason
    }
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Wants the temperature of a city.
    Temperature(Location, Reply<Result<Celsius, Error>>),
    /// Wants the statistics.
    Stats(Reply<Stats>),
    /// Forget the statistics.
    ResetStats,
    /// End.
    Stop,
}

struct Server {
    provider: Provider,
    stats: Stats,
}

impl GenServer for Server {
    type Args = Provider;
    type Message = Message;

    async fn init(provider: Provider) -> Init<Self> {
        Init::ok(Server { provider, stats: Stats::new() })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Temperature(location, reply) => {
                let report = self.provider.report(&location).await;
                if report.is_ok() {
                    *self.stats.entry(location).or_default() += 1;
                }
                reply.send(report.map(|report| report.temperature));
            }
            Message::Stats(reply) => reply.send(self.stats.clone()),
            Message::ResetStats => self.stats.clear(),
            Message::Stop => return Next::stop(ExitReason::Normal),
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        if let Info::Unknown(unknown) = &info
            && let Some(text) = unknown.downcast_ref::<String>()
        {
            tracing::warn!("received {text:?}");
        } else {
            tracing::warn!("received {info:?}");
        }
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        tracing::info!("server terminated because of {reason}");
    }
}
