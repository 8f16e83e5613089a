//! A stand-in for the weather services: real HTTP, invented weather.
//!
//! It listens on 127.0.0.1 and speaks two interfaces, OpenWeatherMap's and
//! Open-Meteo's, the way the real services do, traps included. It knows
//! some three hundred real cities, its weather can be computed beforehand,
//! it can be told to fail in a dozen ways, and it counts what it was asked.
//!
//! ```
//! use metex::stand_in::{Config, Fault, StandIn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let stand_in = StandIn::start(Config::default()).await?;
//! stand_in.fault("London", Fault::Stall);
//! let _client_asks = format!("{}/v1/search", stand_in.base_url());
//! assert_eq!(stand_in.stats().requests_to("/v1/search"), 0);
//! stand_in.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! | file | what it holds |
//! |---|---|
//! | `config`, `world` | what is set up, and what requests share of it |
//! | `city`, `lookup` | the table of places and how a text finds one |
//! | `moment`, `sky`, `climate` | the time, the sun and the weather |
//! | `open_weather_map..`, `open_meteo..` | the services |
//! | `keys` | who may ask OpenWeatherMap, and how often |
//! | `fault`, `plan`, `spoil`, `script` | what goes wrong, when, and how |
//! | `stats`, `control` | what was asked, and the pages that show it |
//! | `wire` | the connections |

mod config;

mod city;
mod lookup;

mod climate;
mod moment;
mod sky;

mod world;

mod answer;
mod keys;
mod open_meteo;
mod open_meteo_current;
mod open_meteo_places;
mod open_weather_map;
mod open_weather_map_report;

mod control;
mod fault;
mod plan;
mod script;
mod spoil;
mod stats;
mod wire;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{Router, middleware};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use self::world::{Place, World};
pub use self::{
    city::{City, cities},
    climate::{Weather, temperature, weather},
    config::Config,
    fault::{Fault, UnknownFault},
    lookup::find,
    moment::{BadMoment, Moment},
    stats::{RouteStats, Stats},
};

/// Is a running stand-in. Dropping it stops it and cuts its connections.
#[derive(Debug)]
pub struct StandIn {
    address: SocketAddr,
    world: Arc<World>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl StandIn {
    /// Starts to listen on 127.0.0.1.
    ///
    /// # Errors
    ///
    /// Fails when the port is taken or not ours to take.
    ///
    /// # Panics
    ///
    /// Panics outside a tokio runtime.
    pub async fn start(config: Config) -> io::Result<Self> {
        let wanted = (Ipv4Addr::LOCALHOST, config.port);
        let listener = TcpListener::bind(wanted).await?;
        let address = listener.local_addr()?;
        let world = Arc::new(World::new(&config));
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(wire::serve(
            listener,
            router(&world),
            world.counters.clone(),
            config.max_connections,
            stopped,
        ));
        Ok(Self { address, world, stop, server })
    }

    /// Returns what a client is given instead of a service's address, with
    /// no slash at its end: `http://127.0.0.1:4000`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns where the stand-in listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns what was asked so far.
    pub fn stats(&self) -> Stats {
        self.world.counters.snapshot()
    }

    /// Counts from zero again.
    pub fn reset_stats(&self) {
        self.world.counters.reset();
    }

    /// Spoils the answers about a city from now on, on every path; `*`
    /// means those that no other fault meets.
    pub fn fault(&self, city: &str, fault: Fault) {
        self.world.plan.lock().set(city, fault);
    }

    /// Answers correctly from now on. What already stalls keeps stalling.
    pub fn clear_faults(&self) {
        self.world.plan.lock().clear();
    }

    /// Lets a key `new-..` work from now on.
    pub fn activate_key(&self, key: &str) {
        self.world.keys.lock().activate(key);
    }

    /// Returns the moment of the weather.
    pub fn now(&self) -> Moment {
        self.world.now()
    }

    /// Moves to another moment, at which the weather is another.
    pub fn set_now(&self, now: Moment) {
        self.world.set_now(now);
    }

    /// Computes the weather that an answer about a city reports now, or
    /// nothing for a city that the stand-in does not know.
    pub fn weather(&self, city: &str) -> Option<Weather> {
        find(city).map(|city| self.world.weather(&Place::from(city)))
    }

    /// Stops listening, cuts all connections, and waits until that is done.
    pub async fn shutdown(self) {
        drop(self.stop);
        // The server ends by returning; there is no other way to join it.
        let _ = self.server.await;
    }
}

fn router(world: &Arc<World>) -> Router {
    Router::new()
        .merge(open_weather_map::routes())
        .merge(open_meteo::routes())
        .merge(control::routes())
        .layer(middleware::from_fn_with_state(Arc::clone(world), spoil::spoil))
        .with_state(Arc::clone(world))
}
