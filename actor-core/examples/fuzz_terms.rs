//! Reads millions of inputs that are nearly terms, on all cores, and fails if
//! one of them makes it panic, or is not the same when it is written again.
//!
//! ```text
//! cargo run --release -p actor-core --example fuzz_terms -- 50000000 1
//! ```
//!
//! The arguments are how many inputs, and a seed.

#[path = "../tests/etf/inputs.rs"]
mod inputs;

use std::panic;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use actor_core::etf::{self, Term};
use anyhow::Context;
use serde::{Deserialize, Serialize};

use inputs::Inputs;

/// A type that some of the inputs happen to be.
#[derive(Debug, Serialize, Deserialize)]
enum Message {
    ResetStats,
    Temperature(Option<f64>, String),
    Ok(Vec<Message>, Term),
    Error { temperature: Result<i64, u128> },
}

/// What all cores together have done.
#[derive(Default)]
struct Count {
    inputs: AtomicU64,
    /// Inputs that are terms.
    terms: AtomicU64,
    /// Terms that are a message.
    messages: AtomicU64,
}

impl Count {
    #[expect(clippy::cast_precision_loss, reason = "it is for people")]
    fn print(&self, start: Instant) {
        let inputs = self.inputs.load(Relaxed);
        let terms = self.terms.load(Relaxed);
        let messages = self.messages.load(Relaxed);
        let rate = inputs as f64 / start.elapsed().as_secs_f64();
        println!(
            "{inputs} inputs, {terms} terms, {messages} messages, \
             {rate:.0} inputs per second"
        );
    }
}

fn main() -> anyhow::Result<()> {
    let usage = "tell how many inputs, and a seed: 1000000 1";
    let mut numbers = std::env::args().skip(1);
    let inputs: u64 = numbers.next().context(usage)?.parse()?;
    let seed: u64 = numbers.next().context(usage)?.parse()?;
    let workers = thread::available_parallelism()?.get() as u64;
    let count = Count::default();
    let start = Instant::now();
    let share = inputs.div_ceil(workers);
    let sources = (0..workers).map(|it| Inputs::new(seed * workers + it));
    thread::scope(|scope| {
        let count = &count;
        let workers: Vec<_> = sources
            .map(|source| scope.spawn(move || work(share, source, count)))
            .collect();
        let mut printed = Instant::now();
        while workers.iter().any(|worker| !worker.is_finished()) {
            thread::sleep(Duration::from_millis(20));
            if printed.elapsed() > Duration::from_secs(10) {
                printed = Instant::now();
                count.print(start);
            }
        }
    });
    count.print(start);
    Ok(())
}

fn work(inputs: u64, mut source: Inputs, count: &Count) {
    let mut input = Vec::new();
    for number in 0..inputs {
        source.next(&mut input);
        let result = panic::catch_unwind(|| check(&input, count));
        assert!(result.is_ok(), "input {number} is {input:?}");
        count.inputs.fetch_add(1, Relaxed);
    }
}

/// Reads an input in both ways, and panics if anything is wrong.
fn check(input: &[u8], count: &Count) {
    if let Ok(message) = etf::from_slice::<Message>(input) {
        count.messages.fetch_add(1, Relaxed);
        let bytes = etf::to_vec(&message).expect("it can be written");
        let again = etf::from_slice::<Message>(&bytes).expect("and read");
        assert_eq!(format!("{message:?}"), format!("{again:?}"));
    }
    let Ok(term) = Term::from_bytes(input) else { return };
    count.terms.fetch_add(1, Relaxed);
    let bytes = term.to_bytes().expect("what was read can be written");
    let again = Term::from_bytes(&bytes).expect("what was written is read");
    assert_eq!(term, again);
    assert!(!term.to_string().is_empty());
}
