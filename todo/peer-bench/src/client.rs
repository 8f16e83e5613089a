//! A client that counts: some threads, each with one connection.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use hdrhistogram::Histogram;
use ureq::Agent;

/// What some requests took.
#[derive(Debug)]
pub(crate) struct Times {
    micros: Histogram<u64>,
    pub(crate) elapsed: Duration,
}

impl Times {
    /// Returns a percentile, in microseconds.
    pub(crate) fn micros(&self, percentile: f64) -> f64 {
        self.micros.value_at_percentile(percentile) as f64
    }

    /// Returns how many there were in a second.
    pub(crate) fn rate(&self) -> f64 {
        self.micros.len() as f64 / self.elapsed.as_secs_f64()
    }
}

/// Sends as many requests as there are numbers below `count`, in any order,
/// over so many connections.
pub(crate) fn ask(
    count: usize,
    connections: usize,
    send: impl Fn(&Agent, usize) -> anyhow::Result<()> + Sync,
) -> anyhow::Result<Times> {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let connection = || -> anyhow::Result<Histogram<u64>> {
        let agent = agent();
        let mut micros = Histogram::new(3)?;
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(micros);
            }
            let asked = Instant::now();
            send(&agent, number)?;
            micros += u64::try_from(asked.elapsed().as_micros())?;
        }
    };
    thread::scope(|scope| {
        let connections: Vec<_> =
            (0..connections).map(|_| scope.spawn(connection)).collect();
        let mut micros = Histogram::new(3)?;
        for connection in connections {
            let its = connection.join().ok().context("a connection crashed")?;
            micros.add(its?)?;
        }
        ensure!(micros.len() == count as u64, "every request was sent");
        Ok(Times { micros, elapsed: began.elapsed() })
    })
}

/// Waits until a server answers that it is ready.
pub(crate) fn until_ready(url: &str) -> anyhow::Result<()> {
    agent().get(format!("{url}/readyz")).call()?;
    Ok(())
}

fn agent() -> Agent {
    let config = Agent::config_builder();
    let config = config.timeout_global(Some(Duration::from_mins(1)));
    config.build().into()
}
