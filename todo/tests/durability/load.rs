//! The book's load: twenty connections, each asking one thing after another.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use reqwest::StatusCode;

use crate::ledger::{Ledger, Write};
use crate::server::client;

const CONNECTIONS: u64 = 20;
const LISTS: u32 = 1000;

/// A load that goes on until its server is gone, or it is told to end.
pub(crate) struct Load {
    connections: Vec<JoinHandle<()>>,
    answers: Receiver<StatusCode>,
    is_ending: Arc<AtomicBool>,
}

impl Load {
    /// Begins to load a server. `name` makes its titles different from those
    /// of any other load on the same lists.
    pub(crate) fn begin(
        url: &str,
        name: &str,
        seed: u64,
        ledger: &Arc<Mutex<Ledger>>,
    ) -> Self {
        let (sender, answers) = mpsc::channel();
        let is_ending = Arc::new(AtomicBool::new(false));
        let connection = |number: u64| {
            let connection = Connection {
                url: url.to_owned(),
                name: format!("{name}.{number}"),
                random: fastrand::Rng::with_seed(seed ^ (number << 32)),
                answers: sender.clone(),
                is_ending: is_ending.clone(),
                ledger: ledger.clone(),
            };
            thread::spawn(move || connection.run())
        };
        let connections = (0..CONNECTIONS).map(connection).collect();
        Self { connections, answers, is_ending }
    }

    /// Waits until so many writes were answered by `status`.
    pub(crate) fn wait_for(&self, status: StatusCode, count: usize) {
        let answers = self.answers.iter().filter(|answer| *answer == status);
        assert_eq!(answers.take(count).count(), count, "the load has ended");
    }

    /// Tells the connections to end, if their server is still there, and waits
    /// for them.
    pub(crate) fn end(self) {
        self.is_ending.store(true, Ordering::Relaxed);
        for connection in self.connections {
            connection.join().unwrap();
        }
    }
}

/// One connection.
struct Connection {
    url: String,
    name: String,
    random: fastrand::Rng,
    answers: Sender<StatusCode>,
    is_ending: Arc<AtomicBool>,
    ledger: Arc<Mutex<Ledger>>,
}

impl Connection {
    /// Asks until it is told to end, or the server does not answer any more.
    fn run(mut self) {
        for number in 0.. {
            let go_on = match self.random.u32(..5) {
                0 => self.write(number),
                _ => self.read(),
            };
            if !go_on || self.is_ending.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    fn read(&mut self) -> bool {
        let (list, date) = self.place();
        let url = format!("{}/entries?list={list}&date={date}", self.url);
        let answer = client().get(url).send().and_then(|answer| {
            // A list that cannot be read now may say so.
            let status = answer.status();
            assert!(status.is_success() || status == 503, "{status}");
            answer.bytes()
        });
        answer.is_ok()
    }

    fn write(&mut self, number: u32) -> bool {
        let (list, date) = self.place();
        let title = format!("{}.{number}", self.name);
        let query = format!("list={list}&date={date}&title={title}");
        let url = format!("{}/add_entry?{query}", self.url);
        let asked = Instant::now();
        let answer = client().post(url).send();
        let status = answer.ok().map(|answer| answer.status());
        let answered = match status {
            Some(StatusCode::OK) => Some(Instant::now()),
            Some(StatusCode::SERVICE_UNAVAILABLE) | None => None,
            Some(other) => panic!("a write was answered with {other}"),
        };
        let write = Write { asked, answered };
        self.ledger.lock().unwrap().note(&list, title, write);
        // Nobody may be waiting any more.
        status.is_some_and(|status| self.answers.send(status).is_ok())
    }

    fn place(&mut self) -> (String, String) {
        let list = format!("list_{}", self.random.u32(..LISTS));
        (list, format!("2018-12-{:02}", self.random.u32(1..=31)))
    }
}
