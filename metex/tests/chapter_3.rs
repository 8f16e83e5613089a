//! What chapter 3 promises, and what its program does wrong.

use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, ProcessRef, System, process};
use metex::actors::{self, Message, Question, book};
use metex::stand_in::{Config, Fault, StandIn};
use metex::{Location, Provider, Settings, ping_pong};
use tokio::time::{pause, timeout};

const FIVE: [&str; 5] =
    ["Singapore", "Monaco", "Vatican City", "Hong Kong", "Macau"];

const A_DAY: Duration = Duration::from_hours(24);

async fn provider() -> (StandIn, Provider) {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    let base_url = Some(stand_in.base_url().parse().unwrap());
    let settings = Settings { base_url, ..Settings::default() };
    (stand_in, Provider::open_meteo(&settings).unwrap())
}

fn locations(cities: &[&str]) -> Vec<Location> {
    cities.iter().map(|city| Location::new(city)).collect()
}

/// Starts the book's program in `system`.
async fn start_the_books(
    system: &System,
    cities: &[&str],
    provider: &Provider,
) -> (ProcessRef<Message>, Receiver<String>) {
    let (cities, provider) = (locations(cities), provider.clone());
    let (sender, printed) = mpsc::channel();
    let coordinator = system.enter(async move {
        book::temperatures_of(cities, &provider, move |line| {
            sender.send(line).unwrap();
        })
    });
    (coordinator.await, printed)
}

/// Runs our program in `system` until its coordinator has ended.
async fn run_ours(
    system: &System,
    cities: &[&str],
    provider: &Provider,
) -> String {
    let (cities, provider) = (locations(cities), provider.clone());
    let (sender, printed) = mpsc::channel();
    let coordinator = system.enter(async move {
        actors::temperatures_of(cities, &provider, move |line| {
            sender.send(line).unwrap();
        })
    });
    coordinator.await.down().await;
    printed.try_recv().unwrap()
}

/// Waits until `count` processes are left.
async fn wait_for_count(system: &System, count: usize) {
    while system.process_count() != count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn results_are_sorted_on_one_line() {
    let (_stand_in, provider) = provider().await;
    let system = System::new("test");
    let (coordinator, printed) =
        start_the_books(&system, &FIVE, &provider).await;
    coordinator.down().await;
    let the_books = printed.try_recv().unwrap();

    let ours = run_ours(&System::new("ours"), &FIVE, &provider).await;
    assert_eq!(ours, the_books);
    let cities: Vec<_> = ours.split(", ").collect();
    assert!(cities[0].starts_with("Hong Kong: "), "{ours}");
    assert!(cities[4].starts_with("Vatican City: "), "{ours}");
    assert!(cities.iter().all(|city| city.ends_with("°C")), "{ours}");
}

#[tokio::test]
async fn an_unknown_city_is_not_found() {
    let (_stand_in, provider) = provider().await;
    let system = System::new("test");
    let line = run_ours(&system, &["Omicron Persei 8"], &provider).await;
    assert_eq!(line, "Omicron Persei 8 not found");
}

#[tokio::test]
async fn capitals_come_before_small_letters() {
    let (_stand_in, provider) = provider().await;
    let system = System::new("test");
    let line = run_ours(&system, &["oslo", "Zurich"], &provider).await;
    assert!(line.starts_with("Zurich: "), "{line}");
}

#[tokio::test]
async fn five_workers_answer_whoever_asked() {
    let (_stand_in, provider) = provider().await;
    let system = System::new("test");
    let answers = system.enter_with(async move |mut mailbox: Mailbox<_>| {
        for location in locations(&FIVE) {
            let provider = provider.clone();
            let worker = process::spawn(async move |mailbox| {
                book::worker(mailbox, provider).await;
            });
            let answer_to = mailbox.this();
            worker.send(Question { location, answer_to });
        }
        let mut answers = 0;
        while answers < FIVE.len() {
            if let Message::Answer(_) = mailbox.receive().await {
                answers += 1;
            }
        }
        answers
    });
    assert_eq!(answers.await, 5);
}

#[tokio::test]
async fn the_pill_ends_the_coordinator_early() {
    let (stand_in, provider) = provider().await;
    stand_in.fault("Macau", Fault::Stall);
    let system = System::new("test");
    let (coordinator, printed) =
        start_the_books(&system, &["Macau"], &provider).await;
    coordinator.send(Message::Exit);
    coordinator.down().await;
    assert_eq!(printed.try_recv().unwrap(), "");
}

#[tokio::test]
async fn the_books_coordinator_hangs_when_a_worker_dies() {
    let (stand_in, provider) = provider().await;
    stand_in.fault("Macau", Fault::NotJson);
    let system = System::new("test");
    let (coordinator, printed) =
        start_the_books(&system, &["Macau"], &provider).await;
    wait_for_count(&system, 1).await;
    pause();
    timeout(A_DAY, coordinator.down()).await.unwrap_err();
    printed.try_recv().unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn the_books_coordinator_hangs_without_cities() {
    let (_stand_in, provider) = provider().await;
    let system = System::new("test");
    let (coordinator, printed) = start_the_books(&system, &[], &provider).await;
    timeout(A_DAY, coordinator.down()).await.unwrap_err();
    printed.try_recv().unwrap_err();
}

#[tokio::test]
async fn the_books_workers_never_end() {
    let (_stand_in, provider) = provider().await;
    let system = System::new("test");
    let (coordinator, _printed) =
        start_the_books(&system, &FIVE, &provider).await;
    coordinator.down().await;
    assert_eq!(system.process_count(), 5);
    pause();
    tokio::time::advance(A_DAY).await;
    assert_eq!(system.process_count(), 5);
}

#[tokio::test]
async fn ours_names_the_city_whose_worker_died() {
    let (stand_in, provider) = provider().await;
    stand_in.fault("Macau", Fault::Stall);
    let system = System::new("test");
    let cities = ["Macau", "Singapore"];
    let line = tokio::spawn({
        let (system, provider) = (system.clone(), provider.clone());
        async move { run_ours(&system, &cities, &provider).await }
    });
    // The coordinator, and the worker that waits for Macau.
    while stand_in.stats().requests < 3 {
        tokio::task::yield_now().await;
    }
    wait_for_count(&system, 2).await;
    let processes = system.processes();
    let worker = processes.iter().find(|info| info.label.is_some());
    system.exit(worker.unwrap().pid, ExitReason::Kill);
    let line = line.await.unwrap();
    assert!(line.starts_with("Macau failed, Singapore: "), "{line}");
}

#[tokio::test]
async fn ours_says_what_went_wrong() {
    let (stand_in, provider) = provider().await;
    stand_in.fault("Macau", Fault::NotJson);
    let system = System::new("test");
    let line = run_ours(&system, &["Macau", "Monaco"], &provider).await;
    assert!(line.starts_with("Macau: the answer makes no sense"), "{line}");
    assert!(line.contains(", Monaco: "), "{line}");
}

#[tokio::test]
async fn ours_ends_without_cities_and_leaves_nobody() {
    let (_stand_in, provider) = provider().await;
    let system = System::new("test");
    assert_eq!(run_ours(&system, &[], &provider).await, "");
    run_ours(&system, &FIVE, &provider).await;
    assert_eq!(system.process_count(), 0);
}

#[tokio::test]
async fn a_rally_has_an_end() {
    let system = System::new("test");
    let (sender, strokes) = mpsc::channel();
    let watch = move |stroke| sender.send(stroke).unwrap();
    system.enter(ping_pong::rally(3, watch)).await;
    let strokes: Vec<_> = strokes.try_iter().collect();
    assert_eq!(strokes, ["ping", "pong", "ping", "pong", "ping", "pong"]);
    assert_eq!(system.process_count(), 0);
    system.enter(ping_pong::rally(0, |_| panic!("no stroke"))).await;
}
