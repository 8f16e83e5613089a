//! What the client promises to many callers at once.

use std::time::{Duration, Instant};

use actor_core::{ExitReason, System};
use metex::client::{Answer, Client, Config, Saved};
use metex::stand_in::{self, Fault, StandIn};
use metex::{Error, Location, Provider, Settings};
use tokio::task::JoinHandle;
use tokio::time::{advance, pause, resume};

const TTL: Duration = Duration::from_mins(10);

struct World {
    stand_in: StandIn,
    system: System,
    client: Client,
}

async fn world(settings: Settings) -> World {
    world_with(settings, Saved::default()).await
}

async fn world_with(settings: Settings, saved: Saved) -> World {
    let stand_in = StandIn::start(stand_in::Config::default()).await.unwrap();
    let base_url = Some(stand_in.base_url().parse().unwrap());
    let settings = Settings { base_url, ..settings };
    let provider = Provider::open_meteo(&settings).unwrap();
    let system = System::new("test");
    let config = Config { provider, ttl: TTL, saved };
    let client =
        system.enter(async { Client::start_link(config).await.unwrap() });
    let client = client.await;
    World { stand_in, system, client }
}

impl World {
    fn forecasts(&self) -> u64 {
        self.stand_in.stats().requests_to("/v1/forecast")
    }

    /// Asks from a task of its own.
    fn ask(&self, city: &str) -> JoinHandle<Result<Answer, Error>> {
        let (client, location) = (self.client.clone(), Location::new(city));
        tokio::spawn(async move { client.temperature(location).await })
    }
}

/// Lets time pass, but not for requests under way.
async fn later(time: Duration) {
    pause();
    advance(time).await;
    resume();
}

#[tokio::test]
async fn a_hundred_callers_cost_one_request() {
    let world = world(Settings::default()).await;
    let spellings = ["São Paulo", "sao paulo", "SAO  PAULO", "Sao-Paulo"];
    let questions: Vec<_> =
        (0..100).map(|n| world.ask(spellings[n % 4])).collect();
    let mut answers = Vec::new();
    for question in questions {
        answers.push(question.await.unwrap().unwrap().report);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(world.forecasts(), 1);
    assert_eq!(world.stand_in.stats().requests, 2);
}

#[tokio::test]
async fn a_stalled_city_delays_no_other() {
    let world = world(Settings::default()).await;
    world.stand_in.fault("London", Fault::Stall);
    let london = world.ask("London");
    let mut cities =
        stand_in::cities().iter().filter(|city| city.name != "London");
    // A machine that is busy with other things may spoil one round.
    let is_quick = async |cities: Vec<&str>| {
        let mut times = Vec::new();
        for city in &cities {
            let start = Instant::now();
            let answer = world.client.temperature(Location::new(city)).await;
            answer.unwrap();
            times.push(start.elapsed());
        }
        times.sort();
        times[times.len() * 99 / 100] < Duration::from_millis(50)
    };
    loop {
        let round: Vec<_> =
            cities.by_ref().take(80).map(|city| city.name).collect();
        assert_eq!(round.len(), 80, "three rounds were slow");
        if is_quick(round).await {
            break;
        }
    }
    assert!(world.forecasts() >= 80);
    assert!(!london.is_finished());
}

#[tokio::test]
async fn an_answer_is_fresh_for_its_time() {
    let world = world(Settings::default()).await;
    let first = world.ask("Singapore").await.unwrap().unwrap();
    assert_eq!(first.age, Duration::ZERO);

    let almost = Duration::from_secs(599);
    later(almost).await;
    let second = world.ask("Singapore").await.unwrap().unwrap();
    assert!(second.age >= almost);
    assert!(!second.is_stale());
    assert_eq!(world.forecasts(), 1);

    later(Duration::from_secs(1)).await;
    let third = world.ask("Singapore").await.unwrap().unwrap();
    assert!(third.age < Duration::from_secs(1));
    assert_eq!(world.forecasts(), 2);
}

#[tokio::test]
async fn an_old_answer_is_better_than_an_outage() {
    let world = world(Settings::default()).await;
    let first = world.ask("Singapore").await.unwrap().unwrap();
    later(TTL * 2).await;
    world.stand_in.fault("Singapore", Fault::Status(503));
    let second = world.ask("Singapore").await.unwrap().unwrap();
    assert_eq!(second.report, first.report);
    assert_eq!(second.instead_of, Some(Error::Upstream(503)));
    assert!(second.age >= TTL * 2);

    let stats = world.client.stats().await.unwrap();
    let singapore = &stats.cities[&Location::new("singapore")];
    assert_eq!((singapore.answered, singapore.stale), (1, 1));

    world.stand_in.clear_faults();
    let third = world.ask("Singapore").await.unwrap().unwrap();
    assert_eq!(third.instead_of, None);
}

#[tokio::test]
async fn an_error_is_not_kept() {
    let world = world(Settings::default()).await;
    world.stand_in.fault("Singapore", Fault::Html);
    let error = world.ask("Singapore").await.unwrap().unwrap_err();
    assert!(matches!(error, Error::BadReply { .. }), "{error:?}");
    world.stand_in.clear_faults();
    world.ask("Singapore").await.unwrap().unwrap();
}

#[tokio::test]
async fn a_crash_of_the_one_who_asks_is_an_error() {
    let world = world(Settings::default()).await;
    world.stand_in.fault("London", Fault::Stall);
    let (one, two) = (world.ask("London"), world.ask("london"));
    while world.stand_in.stats().current == 0 {
        tokio::task::yield_now().await;
    }
    let processes = world.system.processes();
    let fetcher = processes.iter().find(|info| info.label.is_some());
    world.system.exit(fetcher.unwrap().pid, ExitReason::Kill);
    assert_eq!(one.await.unwrap(), Err(Error::Crashed));
    assert_eq!(two.await.unwrap(), Err(Error::Crashed));

    world.stand_in.clear_faults();
    world.ask("London").await.unwrap().unwrap();
}

#[tokio::test]
async fn no_more_requests_than_allowed_are_under_way() {
    let settings = Settings { concurrency: 3, ..Settings::default() };
    let world = world(settings).await;
    let cities = stand_in::cities().iter().take(30);
    let questions: Vec<_> = cities.map(|city| world.ask(city.name)).collect();
    for question in questions {
        question.await.unwrap().unwrap();
    }
    assert!(world.stand_in.stats().max_concurrent <= 3);
}

#[tokio::test]
async fn nothing_is_left_but_the_server() {
    let world = world(Settings::default()).await;
    for city in ["Singapore", "Omicron Persei 8", "Macau"] {
        let _ = world.ask(city).await.unwrap();
    }
    while world.system.process_count() > 1 {
        tokio::task::yield_now().await;
    }
    world.client.stop();
    while world.system.process_count() > 0 {
        tokio::task::yield_now().await;
    }
    let error = world.ask("Singapore").await.unwrap().unwrap_err();
    assert_eq!(error, Error::Crashed);
}

#[tokio::test]
async fn what_is_saved_is_known_to_the_next_client() {
    let first = world(Settings::default()).await;
    let answer = first.ask("Singapore").await.unwrap().unwrap();
    let saved = first.client.save().await.unwrap();

    let second = world_with(Settings::default(), saved).await;
    let again = second.ask("singapore").await.unwrap().unwrap();
    assert_eq!(again.report, answer.report);
    assert_eq!(second.stand_in.stats().requests, 0);
}
