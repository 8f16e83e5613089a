//! What chapter 4 promises, and what its server does wrong.

use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::{CallError, ExitReason, System, process};
use metex::cache::Cache;
use metex::server::Weather;
use metex::stand_in::{Config, Fault, StandIn};
use metex::{Error, Location, Provider, Settings};

async fn provider(timeout: Duration) -> (StandIn, Provider) {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    let base_url = Some(stand_in.base_url().parse().unwrap());
    let settings = Settings { base_url, timeout, ..Settings::default() };
    (stand_in, Provider::open_meteo(&settings).unwrap())
}

const A_MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn the_server_counts_what_it_found() {
    let (_stand_in, provider) = provider(A_MINUTE).await;
    System::new("test")
        .enter(async {
            let server = Weather::start_link(provider).await.unwrap();
            for city in [
                "Singapore",
                "Malaysia",
                "Brunei",
                "Singapore",
                "Cambodia",
                "Brunei",
                "Singapore",
            ] {
                let found = server.temperature(Location::new(city)).await;
                assert!(found.unwrap().is_ok(), "{city}");
            }
            let stats = server.stats().await.unwrap();
            let counts: Vec<_> =
                stats.iter().map(|(l, n)| (l.name(), *n)).collect();
            assert_eq!(
                counts,
                [
                    ("Brunei", 2),
                    ("Cambodia", 1),
                    ("Malaysia", 1),
                    ("Singapore", 3)
                ]
            );
            server.reset_stats();
            assert!(server.stats().await.unwrap().is_empty());
        })
        .await;
}

#[tokio::test]
async fn a_failure_is_answered_and_not_counted() {
    let (_stand_in, provider) = provider(A_MINUTE).await;
    System::new("test")
        .enter(async {
            let server = Weather::start_link(provider).await.unwrap();
            let nowhere = Location::new("Omicron Persei 8");
            let answer = server.temperature(nowhere).await.unwrap();
            assert!(matches!(answer, Err(Error::NotFound { .. })));
            assert!(server.stats().await.unwrap().is_empty());
        })
        .await;
}

#[tokio::test]
async fn a_stopped_server_is_gone_and_its_name_is_free() {
    let (_stand_in, provider) = provider(A_MINUTE).await;
    System::new("test")
        .enter(async {
            let server = Weather::start_link(provider.clone()).await.unwrap();
            let pid = process::whereis(Weather::NAME).unwrap();
            assert_eq!(
                Weather::start_link(provider.clone()).await.unwrap_err(),
                StartError::AlreadyStarted(pid)
            );
            let ends = server.clone();
            let reason = tokio::spawn(async move { ends.down().await });
            tokio::task::yield_now().await;
            server.stop();
            let error = server.stats().await.unwrap_err();
            assert_eq!(error, CallError::Exited(ExitReason::Normal));
            assert_eq!(reason.await.unwrap(), ExitReason::Normal);
            assert!(!process::is_alive(pid));
            assert_eq!(process::whereis(Weather::NAME), None);
            Weather::start_link(provider).await.unwrap();
        })
        .await;
}

#[tokio::test]
async fn a_strange_message_changes_nothing() {
    let (_stand_in, provider) = provider(A_MINUTE).await;
    System::new("test")
        .enter(async {
            let server = Weather::start_link(provider).await.unwrap();
            let singapore = Location::new("Singapore");
            server.temperature(singapore).await.unwrap().unwrap();
            let rain = "It's raining men".to_owned();
            process::send(Weather::NAME, rain).unwrap();
            assert_eq!(server.stats().await.unwrap().len(), 1);
        })
        .await;
}

#[tokio::test]
async fn a_slow_city_delays_all_who_ask_after_it() {
    let (stand_in, provider) = provider(Duration::from_millis(200)).await;
    stand_in.fault("London", Fault::Stall);
    System::new("test")
        .enter(async move {
            let server = Weather::start_link(provider).await.unwrap();
            let slow = server.clone();
            let london = tokio::spawn(async move {
                slow.temperature(Location::new("London")).await
            });
            // The server is at it.
            while stand_in.stats().current == 0 {
                tokio::task::yield_now().await;
            }
            let singapore = Location::new("Singapore");
            server.temperature(singapore).await.unwrap().unwrap();
            // By now London's time was up.
            let london = london.await.unwrap().unwrap();
            assert_eq!(london, Err(Error::Timeout));
            assert_eq!(stand_in.stats().current, 0);
        })
        .await;
}

#[tokio::test]
async fn what_is_written_to_the_cache_is_read() {
    System::new("test")
        .enter(async {
            let cache = Cache::start_link().await.unwrap();
            assert_eq!(cache.read("stooges").await.unwrap(), None);
            cache.write("stooges", vec!["Larry", "Curly", "Moe"]);
            let stooges = cache.read("stooges").await.unwrap();
            assert_eq!(stooges.unwrap(), ["Larry", "Curly", "Moe"]);
            assert!(cache.exists("stooges").await.unwrap());

            cache.delete("stooges");
            assert!(!cache.exists("stooges").await.unwrap());
            cache.write("one", vec!["Larry"]);
            cache.write("two", vec!["Moe"]);
            cache.clear();
            assert!(!cache.exists("one").await.unwrap());
            assert_eq!(cache.read("two").await.unwrap(), None);
        })
        .await;
}
