//! A target that stalls once, and what load testers make of it.
//!
//! Nothing is sent. The target answers in a millisecond, but for two seconds of
//! thirty, in which it answers nobody; so we know how long everybody waits.

use std::time::Duration;

use blitzy::measure::Times;

use crate::{say, show};

/// How long an answer takes.
const ANSWER: Duration = Duration::from_millis(1);

/// When the target stalls.
const STALL: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(12)];

/// When the load tester has seen enough.
const END: Duration = Duration::from_secs(30);

/// How far apart requests are due: there are a hundred a second.
const PERIOD: Duration = Duration::from_millis(10);

/// Returns when the answer to a request is there.
fn answered(sent: Duration) -> Duration {
    let [begin, end] = STALL;
    let is_stalled = (begin..end).contains(&sent);
    ANSWER + if is_stalled { end } else { sent }
}

/// Measures as a closed model does: one connection, whose next request is sent
/// when the last is answered.
pub fn closed() -> Times {
    let mut times = Times::default();
    let mut now = Duration::ZERO;
    while now < END {
        let sent = now;
        now = answered(sent);
        times.record(now.saturating_sub(sent));
    }
    times
}

/// How long requests took in an open model.
#[derive(Debug, Default)]
pub struct Open {
    /// From when they were sent.
    pub service: Times,
    /// From when they were due.
    pub latency: Times,
}

/// Measures as an open model does: a hundred requests are due every second,
/// whatever becomes of them. Each is sent on the first of the connections that
/// is free.
pub fn open(connections: usize) -> Open {
    let mut times = Open::default();
    let mut free = vec![Duration::ZERO; connections];
    let mut due = Duration::ZERO;
    while due < END {
        let first = free.iter_mut().min().expect("there are connections");
        let sent = due.max(*first);
        *first = answered(sent);
        times.service.record(first.saturating_sub(sent));
        times.latency.record(first.saturating_sub(due));
        due += PERIOD;
    }
    times
}

/// Shows what each of them reports.
pub(super) fn show() {
    say!(
        "A target answers in 1 ms, but stalls for two seconds of thirty.\n\
         Each load tester sees the same stall, and reports:"
    );
    let Open { service, latency } = open(10);
    let columns = ["requests", "average", "p95", "p99", "longest"];
    let [requests, average, p95, p99, longest] = columns;
    show!("{:23}{requests:>8}{average:>11}{p95:>8}{p99:>8}{longest:>9}", "");
    row("closed, 1 connection", &closed());
    row("open, from when sent", &service);
    row("open, from when due", &latency);
}

fn row(name: &str, times: &Times) {
    let [p95, p99] = [95.0, 99.0].map(|percent| times.percentile(percent));
    let figures = [times.mean(), p95, p99, times.max()];
    let [average, p95, p99, longest] =
        figures.map(|figure| figure.unwrap_or_default().as_secs_f64() * 1000.0);
    let requests = times.len();
    show!(
        "{name:23}{requests:>8}{average:>8.1} ms{p95:>5.0} ms{p99:>5.0} ms\
         {longest:>6.0} ms"
    );
}
