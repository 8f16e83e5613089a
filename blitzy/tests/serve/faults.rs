//! What goes wrong with every answer, goes wrong with every answer.

use std::time::Duration;

use blitzy::serve::{self, Config, ServeError};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::{Session, rest};

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_delay_meets_all_paths_but_the_stats() {
    let config = Config { delay: 50 * MS, ..Config::default() };
    let session = Session::with(config).await;
    let time = async |path| {
        let asked = Instant::now();
        session.text(path).await;
        asked.elapsed()
    };
    assert!(time("/stats").await < 50 * MS);
    for path in ["/", "/echo", "/status/503", "/bytes/10", "/no"] {
        let took = time(path).await;
        assert!((50 * MS..100 * MS).contains(&took), "{path}: {took:?}");
    }
    let took = time("/delay/100ms").await;
    assert!((150 * MS..200 * MS).contains(&took), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn jitter_makes_answers_later_by_different_times() {
    let (delay, jitter) = (100 * MS, 100 * MS);
    let session =
        Session::with(Config { delay, jitter, ..Config::default() }).await;
    let mut times = Vec::new();
    for _ in 0..20 {
        let asked = Instant::now();
        session.text("/").await;
        times.push(asked.elapsed());
    }
    assert!(times.iter().all(|time| (delay..250 * MS).contains(time)));
    times.sort();
    assert!(times[19] > times[0] + 50 * MS, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stall_holds_every_answer_until_it_is_over() {
    let config = Config { stall: 2 * SECOND, ..Config::default() };
    let session = Session::with(config).await;
    let began = Instant::now();
    let mut asking = JoinSet::new();
    for path in ["/", "/status/200", "/echo", "/delay/500ms"] {
        asking.spawn(first_byte(session.ask(path).await));
    }
    session.until(|server| server.requests() == 4).await;
    assert!(asking.try_join_next().is_none());
    // The stats are no part of what stands still.
    assert!(session.text("/stats").await.contains(r#""requests":4"#));
    assert!(began.elapsed() < 2 * SECOND);

    let ends = asking.join_all().await;
    for ended in &ends {
        assert!(*ended - began >= 2 * SECOND, "{:?}", *ended - began);
    }
    let in_time = |ended: &&Instant| **ended - began < 2200 * MS;
    assert_eq!(ends.iter().filter(in_time).count(), 3);
    let next = Instant::now();
    session.text("/").await;
    assert!(next.elapsed() < SECOND);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_delayed_into_a_stall_is_held_as_well() {
    let (stall, stall_after) = (10 * SECOND, 2 * SECOND);
    let session =
        Session::with(Config { stall, stall_after, ..Config::default() }).await;
    let began = Instant::now();
    session.text("/").await;
    assert!(began.elapsed() < SECOND);
    session.text("/delay/3s").await;
    let took = began.elapsed();
    assert!((12 * SECOND..13 * SECOND).contains(&took), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn stalls_come_again() {
    let config = Config {
        stall: SECOND,
        stall_every: Some(10 * SECOND),
        ..Config::default()
    };
    let session = Session::with(config).await;
    let began = Instant::now();
    session.text("/").await;
    for stall in 1..4 {
        // From here until the next stall is over.
        session.text("/delay/9200ms").await;
        let took = began.elapsed();
        let over = stall * 10 * SECOND + SECOND;
        assert!((over..over + 200 * MS).contains(&took), "{took:?}");
    }
}

#[tokio::test]
async fn errors_are_exactly_as_many_as_asked_however_they_are_spread() {
    let (errors, error_status) = (0.07, 500);
    let config = Config { errors, error_status, ..Config::default() };
    let session = Session::with(config).await;
    let mut asking = JoinSet::new();
    for _ in 0..10 {
        let (http, url) = (session.http.clone(), session.server.url());
        asking.spawn(async move {
            let mut statuses = Vec::new();
            for _ in 0..100 {
                let response = http.get(&url).send().await.unwrap();
                statuses.push(response.status().as_u16());
            }
            statuses
        });
    }
    let statuses = asking.join_all().await.concat();
    let count = |wanted| statuses.iter().filter(|s| **s == wanted).count();
    assert_eq!((count(500), count(200)), (70, 930));
    assert_eq!(session.server.stats().errors, 70);
    assert_eq!(session.server.requests(), 1000);
}

#[tokio::test]
async fn a_server_that_only_fails_still_tells_its_stats() {
    let config = Config { errors: 1.0, ..Config::default() };
    let session = Session::with(config).await;
    for path in ["/", "/echo", "/hang", "/reset", "/no"] {
        assert_eq!(session.get(path).await.status(), 503, "{path}");
    }
    assert_eq!(session.get("/stats").await.status(), 200);
}

#[tokio::test]
async fn a_share_that_is_none_is_refused_before_anything_listens() {
    let config = Config { errors: 2.0, ..Config::default() };
    let refused = serve::start(config).await.unwrap_err();
    assert!(matches!(refused, ServeError::Errors(_)), "{refused}");
}

/// Returns when the first byte of an answer came.
async fn first_byte(stream: tokio::net::TcpStream) -> Instant {
    stream.readable().await.unwrap();
    let came = Instant::now();
    // The connection stays open, as nobody asked to close it.
    assert!(timeout(MS, rest(stream)).await.is_err());
    came
}
